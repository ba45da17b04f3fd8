import Orchestration
import Quantities
import Randomness
import StrictJSON

extension ExperimentRun {
  /// What came of a request in an arm, in one line.
  func headline(_ request: Int, arm: Int) -> String {
    RequestHeadline(
      digests[arm].map { digest in digest.fleet?.runs.filter { $0.request == request } ?? [] },
      scenario.whole.parts.requests[request], arm: plan.arms.count > 1 ? plan.arms[arm].name : nil,
      vms: scenario.whole.vms.names
    ).text
  }
}

/// What the screen says first about a request: after how long it had done what was asked, in how many
/// runs, and what it left undone.
private struct RequestHeadline {
  /// The runs of each replication, and all of them.
  private let groups: [[FleetDigest.Run]]
  private let runs: [FleetDigest.Run]
  private let spec: RequestSpec
  private let lead: String
  private let vms: [String]

  init(_ groups: [[FleetDigest.Run]], _ spec: RequestSpec, arm: String?, vms: [String]) {
    self.groups = groups
    runs = Array(groups.joined())
    self.spec = spec
    self.vms = vms
    lead = (arm.map { "\($0): " } ?? "") + (spec.name.map { "\($0.value): " } ?? "") + spec.subject
  }

  var text: String {
    guard !runs.isEmpty else { return "\(lead) not begun before the run ended" }
    var parts = [achieved]
    let unfinished = runs.count { !$0.hasEnded }
    if unfinished > 0, unfinished < runs.count { parts.append("unfinished \(inRuns(unfinished))") }
    let idle = runs.count(where: \.isIdle)
    if idle == runs.count {
      if !spec.evacuate.isEmpty { parts.append("nothing had to move") }
    } else if idle > 0 {
      parts.append("nothing had to move \(inRuns(idle))")
    }
    parts += neglect
    if let left { parts.append(left.text) }
    for (counts, what) in [(runs.map(\.lost), "lost"), (runs.map(\.unfinished), "not there yet")] {
      if let text = text(of: counts, what) { parts.append(text) }
    }
    let deadlines = runs.compactMap(\.meetsDeadline)
    if !deadlines.isEmpty {
      parts.append("deadline met \(inRuns(deadlines.count { $0 }, of: deadlines.count))")
    }
    return parts.joined(separator: "; ")
  }

  /// "in 2 of 10 runs": a request that is asked for again has several in one run of the fleet.
  private func inRuns(_ count: Int, of all: Int? = nil) -> String {
    "in \(count) of \(all ?? runs.count) \(spec.every == nil ? "runs" : "repetitions")"
  }

  // MARK: What was done

  /// "h-1 is empty after 6 min 10 s, 95 % before 7 min", of the runs in which anything was done.
  private var achieved: String {
    let goal = spec.goal
    guard let mean = effects.means?.mean else {
      if runs.allSatisfy(\.isIdle) {
        return spec.evacuate.isEmpty
          ? "\(lead) where \(spec.isOne ? "it is" : "they are") to be already"
          : "\(lead) \(goal) after 0 s"
      }
      let isOpen = runs.allSatisfy { !$0.hasEnded }
      return "\(lead) not \(goal)" + (isOpen ? " by the end of the run" : "")
    }
    var text = "\(lead) \(goal)\(exception) after \(Readable.span(mean))"
    let done = runs.count { $0.effect != nil }
    let troubled = runs.count { $0.hasEnded && $0.effect == nil && !$0.isIdle }
    if troubled > 0 {
      text += " \(inRuns(done))"
    } else if runs.count(where: { !$0.isIdle }) > 1 {
      let late = effects.quantile(0.95).map { Readable.span($0) }
      text += ", 95 % \(late.map { "before \($0)" } ?? "never")"
    }
    return text + ending(after: Readable.span(mean))
  }

  /// After how long each run had done what it did, those left out in which nothing had to be done.
  private var effects: Observations {
    Observations(
      metric: "time", unit: "s",
      observed: groups.map { group in
        ArraySlice(group.filter { !$0.isIdle }.map { $0.effect ?? .infinity })
      })
  }

  /// Until when it lasted, where that is later: migrations have fixed times after them.
  private func ending(after effect: String) -> String {
    let done = runs.filter { $0.effect != nil }
    let times = done.compactMap(\.time)
    guard times.count == done.count,
      done.allSatisfy({ $0.left == 0 && $0.lost == 0 && $0.neglected.isEmpty }),
      let mean = Summary(times)?.mean
    else { return "" }
    let text = Readable.span(mean)
    return text == effect ? "" : "; the request ends after \(text)"
  }

  /// " but for 2 VMs", where as many are left out in every run.
  private var exception: String {
    let hosts = runs.map { run in run.neglected.count { reasons.contains($0) } }
    if hosts.contains(where: { $0 > 0 }) {
      return Self.same(hosts).map { " but for \(Self.count($0, "host"))" } ?? ""
    }
    if areOff { return "" }
    return left?.count.map { " but for \(Self.count($0, "VM"))" } ?? ""
  }

  // MARK: What was not

  /// What hosts are told of: of those that are only emptied, the VMs that stay are told of instead.
  private var reasons: [FleetOutcome.Run.Neglect] {
    FleetOutcome.Run.Neglect.allCases.filter { !spec.maintain.isEmpty || $0 != .occupied }
  }

  /// The hosts that were not emptied, or not worked on, and why.
  private var neglect: [String] {
    reasons.compactMap { reason in
      number(of: runs.map { run in run.neglected.count { $0 == reason } }, "host").map {
        "\($0) \(reason.text(isWork: !spec.maintain.isEmpty))"
      }
    }
  }

  /// Whether all VMs that stay are switched off since no host takes them: they are in nobody's way.
  private var areOff: Bool {
    runs.allSatisfy { $0.stuck.allSatisfy { $0.why == MoveOutcome.stopped.reason } }
  }

  /// The VMs that stay: how many if that is the same in every run, and which.
  private var left: (count: Int?, text: String)? {
    let counts = runs.map(\.left)
    guard let most = counts.max(), most > 0 else { return nil }
    var often: [Int: (count: Int, why: String)] = [:]
    for vm in runs.lazy.flatMap(\.stuck) {
      often[vm.vm] = (often[vm.vm, default: (0, vm.why)].count + 1, vm.why)
    }
    let shown = often.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }.prefix(3)
      .map { areOff ? vms[$0.key] : "\(vms[$0.key]) (\($0.value.why))" }
    let more = often.count > shown.count ? " and \(often.count - shown.count) more" : ""
    let verb =
      areOff
      ? "switched off"
      : runs.allSatisfy(\.isStuck) ? "cannot leave" : most == 1 ? "stays" : "stay"
    let text = text(of: counts, verb).map { "\($0): \(shown.joined(separator: ", "))\(more)" } ?? ""
    return (Self.same(counts), text)
  }

  /// Of how many VMs something is so: "3 VMs lost", "1 VM stays in 2 of 10 runs".
  private func text(of counts: [Int], _ what: String) -> String? {
    guard let most = counts.max(), most > 0 else { return nil }
    if Self.same(counts) != nil { return "\(Self.count(most, "VM")) \(what)" }
    if most == 1 { return "1 VM \(what) \(inRuns(counts.count { $0 > 0 }))" }
    return "\(Self.mean(counts)) VMs \(what) on average, \(most) at most"
  }

  /// "3 hosts", "1 host in 2 of 10 runs".
  private func number(of counts: [Int], _ what: String) -> String? {
    guard let most = counts.max(), most > 0 else { return nil }
    if Self.same(counts) != nil { return Self.count(most, what) }
    let runs = inRuns(counts.count { $0 > 0 })
    return most == 1 ? "1 \(what) \(runs)" : "up to \(most) \(what)s \(runs)"
  }

  private static func mean(_ counts: [Int]) -> String {
    Readable(roughly: Double(counts.reduce(0, +)) / Double(counts.count), .count).text
  }

  /// The number that all are; `nil` where they differ, or it is none.
  private static func same(_ counts: [Int]) -> Int? {
    guard let first = counts.first, first > 0, counts.allSatisfy({ $0 == first }) else {
      return nil
    }
    return first
  }

  private static func count(_ number: Int, _ what: String) -> String {
    "\(number) \(what)\(number == 1 ? "" : "s")"
  }
}

extension FleetOutcome.Run.Neglect {
  /// What was the matter with hosts, behind their number.
  fileprivate func text(isWork: Bool) -> String {
    let left = isWork ? "not worked on" : "not emptied"
    return switch self {
    case .reserve: "\(left): no spare host (N+1)"
    case .lost: "died before that"
    case .outOfUse: "\(left): out of use already"
    case .occupied: "\(left): VMs stayed there"
    }
  }
}

extension RequestSpec {
  /// Whether it is about a single host or VM.
  fileprivate var isOne: Bool {
    let names = objects.map(\.value)
    return names.count == 1 && !names[0].contains { "*{".contains($0) }
  }

  /// What it is about, as the subject of a sentence, with its verb: "esx-3 is".
  fileprivate var subject: String {
    let names = objects.map(\.value)
    let shown =
      names.count > 3
      ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
      : names.joined(separator: ", ")
    return "\(shown) \(isOne ? "is" : "are")"
  }

  /// What it is to be in the end.
  fileprivate var goal: String {
    if !evacuate.isEmpty { return "empty" }
    return maintain.isEmpty ? "moved" : "back from maintenance"
  }
}
