import Datacenter
import Parallel
import Quantities
import Randomness
import StrictJSON

/// The table that `apus run` prints: one line for each strategy, or for each VM in each strategy.
extension ExperimentRun {
  /// The question, the table, and how to read it.
  public var screen: String { screen(byVM: false) }

  /// - Parameters:
  ///   - byVM: whether each VM has a line of its own in each strategy.
  ///   - answer: what stands below the question; fleets have headlines of their own.
  ///   - width: how long lines of tables may be; `nil` for any length.
  public func screen(byVM: Bool, answer: String? = nil, width: Int? = nil) -> String {
    let page = min(Self.pageWidth, width ?? Self.pageWidth)
    var lines: [String] = []
    if let question = scenario.questionInOneLine {
      lines += Self.wrapped(question, at: page) + [""]
    }
    if let answer, !scenario.whole.isFleet { lines += Self.wrapped(answer, at: page) + [""] }
    lines += headlines + brokenObjectives
    let columns = columns
    lines +=
      byVM && !isConsolidated
      ? Self.aligned(
        ["strategy", "VM"] + columns.ofOneVM.heads, rowsByVM(columns.ofOneVM), texts: 2,
        width: width)
      : Self.aligned(heads(columns), rows(columns), width: width)
    lines.append("")
    // Each looks at all replications.
    let parts: [@Sendable () -> [String]] = [
      { endings }, { reasons }, { unfinished }, { unstruckFaults }, { notes },
      { caption(isComplete: isComplete) },
    ]
    lines += parallel(parts.count, jobs: conclusions.jobs) { parts[$0]() }.joined()
    return lines.joined(separator: "\n")
  }

  /// How long lines of sentences are where there is room for more.
  static let pageWidth = 90

  /// A text in lines of at most so many characters.
  static func wrapped(_ text: String, at width: Int = pageWidth) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
  }

  /// Whether every migration finished.
  var isComplete: Bool { observed.allSatisfy(\.isComplete) }

  /// How to read the table.
  func caption(isComplete: Bool) -> [String] {
    let perVM = scenario.whole.isFleet ? " per migration" : isPlural ? " per VM" : ""
    let line =
      scenario.replications > 1
      ? "Means\(perVM) over \(scenario.replications) replications, ± half of the 95 % interval; seed \(scenario.seed)."
      : "One replication, so no intervals\(perVM.isEmpty ? "" : "; means\(perVM)"); seed \(scenario.seed)."
    return isComplete
      ? [line] : [line, "Means are over migrations that finished; p99 counts the others as never."]
  }

  /// Whether it is about days of consolidation, of which no single migration is told.
  private var isConsolidated: Bool { scenario.whole.parts.consolidation != nil }

  /// What stands above the lines of strategies, or of policies.
  func heads(_ columns: ScreenColumns) -> [String] {
    isConsolidated
      ? ["policy and world"] + Self.consolidationHeads : ["strategy"] + columns.heads
  }

  /// A line for each strategy, or for each policy in its world.
  func rows(_ columns: ScreenColumns) -> [[Readable]] {
    parallel(plan.arms.count, jobs: conclusions.jobs) { arm in
      [Readable(shown: plan.arms[arm].name)]
        + (isConsolidated
          ? consolidationCells(arm: arm) : cells(arm: arm, nil, columns))
    }
  }

  /// The VMs in the order in which requests name them first.
  private func rowsByVM(_ columns: ScreenColumns) -> [[Readable]] {
    var seen: Set<Int> = []
    let named =
      scenario.whole.isFleet
      ? Set(digests.joined().flatMap { $0.vms.map { Int($0) } }).sorted()
      : plan.requests.map(\.vm).filter { seen.insert($0).inserted }
    return plan.arms.indices.flatMap { arm in
      named.map { vm in
        [Readable(shown: plan.arms[arm].name), Readable(shown: scenario.whole.vms.names[vm])]
          + cells(arm: arm, vm, columns)
      }
    }
  }

  private func cells(arm: Int, _ vm: Int?, _ columns: ScreenColumns) -> [Readable] {
    let total = total(in: arm, vm: vm)
    let observed = migrationObservations(of: arm, vm: vm)
    func means(_ metric: String) -> Summary? { observed(metric)?.means }
    let downtimes = observed("downtime")
    // Only what sends memory has rounds.
    let hasRounds = digests[arm].contains { $0.hasRounds(vm: vm) }
    return [
      Readable("\(count(.finished, in: arm, vm: vm))/\(total)")
    ] + (columns.makespan ? [makespan(of: arm)] : []) + [
      Readable(means("total_time"), .time), Readable(means("downtime"), .time),
      Readable(quantile: 0.99, of: downtimes, .time),
    ] + (columns.unreachable ? [Readable(means("unreachable"), .time)] : []) + [
      Readable(means("sent"), .data), Readable(hasRounds ? means("rounds") : nil, .count),
    ]
  }

  /// From the first request until the last VM was moved; who was not is moved *never*.
  private func makespan(of arm: Int) -> Readable {
    guard ends, let makespans = observed[arm]["makespan"] else {
      return Readable("-")
    }
    guard makespans.never > 0 else { return Readable(makespans.means, .time) }
    return Readable(
      makespans.never < scenario.replications
        ? "never in \(makespans.never)/\(scenario.replications)" : "never")
  }

  /// Of each strategy the first migration that had not ended: why, and what would have ended it.
  private var unfinished: [String] {
    let lines = plan.arms.indices.flatMap { arm -> [String] in
      guard
        let (replication, digest) = digests[arm].enumerated().first(where: {
          $0.element.unfinished != nil
        }), let unfinished = digest.unfinished
      else { return [] }
      let (request, why) = (unfinished.request, unfinished.why)
      let vm = Int(digest.vms[request])
      let subject = "\(plan.arms[arm].name), \(scenario.whole.vms.names[vm])"
      // In a fleet a change to one migration is a change to those that wait for it.
      if scenario.whole.isFleet, Set(digest.vms).count > 1 {
        return ["\(subject): \(why)"]
      }
      let trial = Trial(
        plan: plan, arm: plan.arms[arm], replication: replication + 1, at: request,
        vm: vm, ofRequest: unfinished.ofRequest)
      let help =
        digest.eventCount <= Trial.mostEvents
        ? Cure.sentence(trial.cure) : "apus explain tries what would make it end."
      return ["\(subject): \(why)", "  \(help)"]
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Why migrations did not finish, a line for each strategy and reason.
  var reasons: [String] {
    var lines: [String] = []
    for (index, arm) in plan.arms.enumerated() {
      let total = total(in: index)
      let counts = digests[index].reduce(into: [:]) { counts, digest in
        counts.merge(digest.troubles, uniquingKeysWith: +)
      }
      for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
        lines.append("\(arm.name): \(count) of \(total) \(reason)")
      }
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Faults that never happened: what stands above is not about them.
  var unstruckFaults: [String] {
    let faults = scenario.whole.parts.faults
    guard !faults.isEmpty else { return [] }
    var haveStruck = Array(repeating: false, count: faults.count)
    // Each digest is unpacked once, however many faults there are.
    for digest in digests.joined() {
      for (index, hasStruck) in digest.struckFaults.enumerated() where hasStruck {
        haveStruck[index] = true
      }
    }
    let lines = faults.enumerated().compactMap { index, fault -> String? in
      guard !haveStruck[index] else { return nil }
      let moment =
        if let at = fault.at {
          fault.kind.isOfAMigration
            ? "at \(at), when no migration of \"\(fault.vm!.value)\" was under way"
            : "at \(at), after the runs had ended"
        } else {
          "during \(fault.during!.rawValue), which no run reached"
        }
      return Visible.text("fault \(index + 1), \(fault.kind.rawValue), never struck: \(moment)")
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Columns two spaces apart; the first so many are text, the others are numbers. Where they are too
  /// wide together, the table goes on below itself, with the texts again.
  static func aligned(
    _ heads: [String], _ rows: [[Readable]], texts count: Int = 1, width limit: Int? = nil
  ) -> [String] {
    let columns = heads.indices.map { column in
      let cells = rows.map { $0[column] }
      let texts = column < count ? cells.map(\.text) : aligned(cells)
      let width = max(heads[column].count, texts.map(\.count).max() ?? 0)
      return ([heads[column]] + texts).map { padded($0, to: width) }
    }
    func width(_ columns: [[String]]) -> Int {
      columns.reduce(0) { $0 + $1[0].count + 2 } - 2
    }
    let texts = Array(columns[..<count])
    var blocks = [texts]
    for column in columns[count...] {
      let last = blocks[blocks.count - 1]
      if last.count > count, width(last + [column]) > limit ?? .max {
        blocks.append(texts + [column])
      } else {
        blocks[blocks.count - 1].append(column)
      }
    }
    let tables = blocks.map { block in
      (0...rows.count).map { line in
        let text = block.map { $0[line] }.joined(separator: "  ")
        return String(text.reversed().drop { $0 == " " }.reversed())
      }
    }
    return Array(tables.joined(separator: [""]))
  }

  /// One column: means end in one place, and what belongs to each follows it.
  private static func aligned(_ cells: [Readable]) -> [String] {
    let width = cells.map(\.mean.count).max() ?? 0
    return cells.map { String(repeating: " ", count: width - $0.mean.count) + $0.text }
  }

  private static func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }
}
