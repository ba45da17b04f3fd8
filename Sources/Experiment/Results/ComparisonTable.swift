import Datacenter
import Quantities
import Randomness

/// The table that `apus run` prints: one line for each strategy.
extension ExperimentRun {
  /// The question, the table, and how to read it.
  public var screen: String {
    var lines: [String] = []
    if let question = scenario.question { lines += Self.wrapped(question) + [""] }
    lines += Self.aligned(heads, rows)
    lines.append("")
    lines += reasons
    lines.append(
      scenario.replications > 1
        ? "Means over \(scenario.replications) replications, ± half of the 95 % interval; seed \(scenario.seed)."
        : "One replication, so no intervals; seed \(scenario.seed).")
    return lines.joined(separator: "\n")
  }

  /// A text in lines of at most so many characters.
  private static func wrapped(_ text: String, at width: Int = 90) -> [String] {
    text.split(separator: " ").reduce(into: [String]()) { lines, word in
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] += " " + word
      } else {
        lines.append(String(word))
      }
    }
  }

  private var heads: [String] {
    ["strategy", "finished", "total time", "downtime", "sent", "rounds"]
  }

  private var rows: [[Readable]] {
    let total = plan.requests.count * scenario.replications
    return plan.arms.indices.map { index in
      let observed = observations(of: index)
      func means(_ metric: String) -> Summary? {
        observed.first { $0.metric == metric }?.means
      }
      // Only what sends memory has rounds.
      let hasRounds = outcomes[index].contains {
        $0.records.contains { $0?.rounds.isEmpty == false }
      }
      return [
        Readable(plan.arms[index].name), Readable("\(count(.finished, in: index))/\(total)"),
        Readable(means("total_time"), .time), Readable(means("downtime"), .time),
        Readable(means("sent"), .data), Readable(hasRounds ? means("rounds") : nil, .count),
      ]
    }
  }

  /// Why migrations did not finish, a line for each strategy and reason.
  private var reasons: [String] {
    let total = plan.requests.count * scenario.replications
    var lines: [String] = []
    for (index, arm) in plan.arms.enumerated() {
      var counts: [String: Int] = [:]
      for record in outcomes[index].flatMap(\.records) where Verdict(record) != .finished {
        let verdict = Verdict(record)
        let reason = record?.reason.map { ": " + $0 } ?? ""
        let loss = record?.isVMLost == true ? ", and the VM with it" : ""
        counts[verdict.rawValue + reason + loss, default: 0] += 1
      }
      for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
        lines.append("\(arm.name): \(count) of \(total) \(reason)")
      }
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Columns two spaces apart; the first is text, the others are numbers.
  static func aligned(_ heads: [String], _ rows: [[Readable]]) -> [String] {
    let columns = heads.indices.map { column in
      let cells = rows.map { $0[column] }
      let texts = column == 0 ? cells.map(\.text) : aligned(cells)
      let width = max(heads[column].count, texts.map(\.count).max() ?? 0)
      return ([heads[column]] + texts).map { padded($0, to: width) }
    }
    return (0...rows.count).map { line in
      let text = columns.map { $0[line] }.joined(separator: "  ")
      return String(text.reversed().drop { $0 == " " }.reversed())
    }
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
