import Quantities
import Randomness
import StrictJSON

/// What the screen says first about a fleet: a line for each request and arm.
extension ExperimentRun {
  /// One headline for each request and arm; none where the scenario is not about a fleet.
  var headlines: [String] {
    guard scenario.whole.isFleet else { return [] }
    let requests = scenario.whole.parts.requests
    let lines =
      requests.indices.filter { !requests[$0].lasts }.flatMap { request in
        plan.arms.indices.map { headline(request, arm: $0) }
      } + lastingLines
    return (lines + reserves).map(Visible.text) + [""]
  }

  /// Whether N+1 held: a line for all arms if they say the same, else one for each.
  private var reserves: [String] {
    let texts = plan.arms.indices.map { reserve(arm: $0) }
    if texts.count > 1, texts.allSatisfy({ $0 == texts[0] }) { return ["all: \(texts[0])"] }
    return texts.count > 1 ? zip(plan.arms, texts).map { "\($0.name): \($1)" } : texts
  }

  /// What came of what lasts as long as the run, arm by arm.
  var lastingLines: [String] {
    plan.arms.indices.flatMap { outageLines(arm: $0) + loadLines(arm: $0) }
  }

  /// What was short of the hosts' cores, and what a balancer made of it.
  private func loadLines(arm: Int) -> [String] {
    let digests = digests[arm].compactMap(\.loads)
    guard !digests.isEmpty else { return [] }
    let lead = plan.arms.count > 1 ? "\(plan.arms[arm].name): " : ""
    func mean(_ value: (LoadDigest) -> Double) -> String {
      Readable(roughly: digests.reduce(0) { $0 + value($1) } / Double(digests.count), .count).text
    }
    let balances = scenario.whole.parts.requests.contains { !$0.balance.hosts.isEmpty }
    return [
      "\(lead)\(mean(\.shortage)) core-seconds were wanted and not had per run"
        + (balances ? "; \(mean { Double($0.moves) }) moves to balance" : "")
    ]
  }

  /// Whether any host could have died at any time, and the others had room for its VMs.
  private func reserve(arm: Int) -> String {
    let least = digests[arm].compactMap { $0.fleet?.leastReserve }
    let bad = least.count { $0 < 0 }
    guard let worst = least.min(), bad > 0 else {
      let spare = Readable(roughly: least.min() ?? 0, .data).text
      return "N+1 held at all times, with \(spare) to spare"
    }
    let lacking = Readable(roughly: -worst, .data).text
    return
      "N+1 did not hold at times, in \(bad) of \(least.count) runs: up to \(lacking) were lacking"
  }

  private func headline(_ request: Int, arm: Int) -> String {
    let runs = digests[arm].map { digest in
      digest.fleet?.runs.filter { $0.request == request } ?? []
    }
    let all = Array(runs.joined())
    let spec = scenario.whole.parts.requests[request]
    let lead =
      (plan.arms.count > 1 ? "\(plan.arms[arm].name): " : "")
      + (spec.name.map { "\($0.value): " } ?? "") + spec.subject
    guard !all.isEmpty else { return "\(lead) not begun before the run ended" }
    let times = Observations(
      metric: "time", unit: "s", observed: runs.map { ArraySlice($0.map { $0.time ?? .infinity }) })
    let left = Self.left(all, scenario.whole.vms.names)
    var parts = ["\(lead) \(spec.goal(but: left?.count))\(Self.text(of: times, all.count))"]
    if times.never > 0, times.means != nil {
      parts.append("unfinished in \(times.never) of \(all.count) runs")
    }
    if let left { parts.append(left.text) }
    for (counts, what) in [(all.map(\.lost), "lost"), (all.map(\.unfinished), "not there yet")] {
      if let text = Self.text(of: counts, what) { parts.append(text) }
    }
    let deadlines = all.compactMap(\.meetsDeadline)
    if !deadlines.isEmpty {
      parts.append("deadline met in \(deadlines.count { $0 }) of \(deadlines.count) runs")
    }
    return parts.joined(separator: "; ")
  }

  /// After how long something was done: "after 6 min 10 s, 95 % before 7 min".
  private static func text(of times: Observations, _ runs: Int) -> String {
    guard let mean = times.means?.mean else { return " not by the end of the run" }
    let text = " after \(Readable.span(mean))"
    guard runs > 1 else { return text }
    let late = times.quantile(0.95).map { Readable.span($0) }
    return "\(text), 95 % \(late.map { "before \($0)" } ?? "never")"
  }

  /// The VMs that stay: how many if that is the same in every run, and which.
  private static func left(
    _ runs: [FleetDigest.Run], _ names: [String]
  ) -> (count: Int?, text: String)? {
    let counts = runs.map(\.left)
    guard let most = counts.max(), most > 0 else { return nil }
    var often: [Int: (count: Int, why: String)] = [:]
    for vm in runs.lazy.flatMap(\.stuck) {
      often[vm.vm] = (often[vm.vm, default: (0, vm.why)].count + 1, vm.why)
    }
    let shown = often.sorted { (-$0.value.count, $0.key) < (-$1.value.count, $1.key) }.prefix(3)
      .map { "\(names[$0.key]) (\($0.value.why))" }
    let more = often.count > shown.count ? " and \(often.count - shown.count) more" : ""
    let verb = runs.allSatisfy(\.isStuck) ? "cannot leave" : most == 1 ? "stays" : "stay"
    let list = ": \(shown.joined(separator: ", "))\(more)"
    if counts.allSatisfy({ $0 == most }) {
      return (most, "\(most) VM\(most == 1 ? "" : "s") \(verb)\(list)")
    }
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    return (
      nil, "\(Readable(roughly: mean, .count).text) VMs \(verb) on average, \(most) at most\(list)"
    )
  }

  /// How many VMs something became of, per run.
  private static func text(of counts: [Int], _ what: String) -> String? {
    guard let most = counts.max(), most > 0 else { return nil }
    if counts.allSatisfy({ $0 == most }) { return "\(most) VM\(most == 1 ? "" : "s") \(what)" }
    let mean = Double(counts.reduce(0, +)) / Double(counts.count)
    return "\(Readable(roughly: mean, .count).text) VMs \(what) on average, \(most) at most"
  }
}

extension RequestSpec {
  /// What it is about, as the subject of a sentence, with its verb: "esx-3 is".
  fileprivate var subject: String {
    let names = objects.map(\.value)
    let isOne = names.count == 1 && !names[0].contains { "*{".contains($0) }
    let shown =
      names.count > 3
      ? names.prefix(3).joined(separator: ", ") + " and \(names.count - 3) more"
      : names.joined(separator: ", ")
    return "\(shown) \(isOne ? "is" : "are")"
  }

  /// What it is to be in the end.
  ///
  /// - Parameter left: how many VMs stay in every run; `nil` if none does, or that differs.
  fileprivate func goal(but left: Int?) -> String {
    let rest = left.map { " but for \($0) VM\($0 == 1 ? "" : "s")" } ?? ""
    if !evacuate.isEmpty { return "empty\(rest)" }
    return (maintain.isEmpty ? "moved" : "back from maintenance") + rest
  }
}
