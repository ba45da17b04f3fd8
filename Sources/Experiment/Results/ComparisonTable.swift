import Quantities
import Randomness

/// The table that `apus run` prints: one line for each strategy.
extension ExperimentRun {
  /// The question, the table, and how to read it.
  public var screen: String {
    var lines: [String] = []
    if let question = scenario.question { lines += [question, ""] }
    lines += Self.aligned(rows)
    lines.append("")
    lines += reasons
    lines.append(
      scenario.replications > 1
        ? "Means over \(scenario.replications) replications, ± half of the 95 % interval; seed \(scenario.seed)."
        : "One replication, so no intervals; seed \(scenario.seed).")
    return lines.joined(separator: "\n")
  }

  private var rows: [[String]] {
    let total = plan.requests.count * scenario.replications
    let head = ["strategy", "finished", "total time", "downtime", "sent", "rounds"]
    return [head]
      + plan.arms.indices.map { index in
        let observed = observations(of: index)
        func means(_ metric: String) -> Summary? {
          observed.first { $0.metric == metric }?.means
        }
        return [
          plan.arms[index].name, "\(count(.finished, in: index))/\(total)",
          Readable.time(means("total_time")), Readable.time(means("downtime")),
          Readable.data(means("sent")), Readable.count(means("rounds")),
        ]
      }
  }

  /// Why migrations did not finish, a line for each strategy and reason.
  private var reasons: [String] {
    var lines: [String] = []
    for (index, arm) in plan.arms.enumerated() {
      var counts: [String: Int] = [:]
      for record in outcomes[index].flatMap(\.records) where Verdict(record) != .finished {
        let verdict = Verdict(record)
        counts[verdict.rawValue + (record?.reason.map { ": " + $0 } ?? ""), default: 0] += 1
      }
      for (reason, count) in counts.sorted(by: { $0.key < $1.key }) {
        lines.append("\(arm.name): \(count) \(reason)")
      }
    }
    return lines.isEmpty ? [] : lines + [""]
  }

  /// Columns padded to their widest cell; the last one is not.
  private static func aligned(_ rows: [[String]]) -> [String] {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max()! }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        cell + String(repeating: " ", count: widths[column] - cell.count)
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

/// Numbers for people: a handy unit, as many digits as the interval supports.
enum Readable {
  /// Nothing to show.
  static let none = "-"

  static func time(_ summary: Summary?) -> String {
    show(
      summary,
      units: [("h", 3600, 7200), ("s", 1, 1), ("ms", 1e-3, 1e-3), ("us", 1e-6, 0)])
  }

  static func data(_ summary: Summary?) -> String {
    show(
      summary,
      units: [
        ("TiB", 0x1p40, 0x1p40), ("GiB", 0x1p30, 0x1p30), ("MiB", 0x1p20, 0x1p20),
        ("KiB", 0x1p10, 0x1p10), ("B", 1, 0),
      ])
  }

  static func count(_ summary: Summary?) -> String {
    show(summary, units: [("", 1, 0)])
  }

  /// The mean and the half-width of its interval, in the first unit whose threshold it reaches.
  private static func show(
    _ summary: Summary?, units: [(name: String, size: Double, from: Double)]
  ) -> String {
    guard let summary else { return none }
    let unit = units.first { summary.mean >= $0.from } ?? units.last!
    let mean = summary.mean / unit.size
    let half = summary.halfWidth().map { $0 / unit.size } ?? 0
    let digits = fraction(of: mean)
    var text = fixed(mean, digits: digits)
    if half > 0 {
      text +=
        " ± "
        + fixed(
          half, digits: half < 0.5 * power(digits) ? fraction(of: half, significant: 1) : digits)
    }
    return unit.name.isEmpty ? text : text + " " + unit.name
  }

  /// Digits after the point that show so many significant ones.
  private static func fraction(of value: Double, significant: Int = 4) -> Int {
    guard value != 0 else { return 0 }
    if value == value.rounded(), abs(value) < 1e4 { return 0 }
    var digits = significant - 1
    var scale = 1.0
    while abs(value) >= 10 * scale, digits > 0 {
      scale *= 10
      digits -= 1
    }
    while abs(value) < scale, digits < 9 {
      scale /= 10
      digits += 1
    }
    return digits
  }

  private static func power(_ digits: Int) -> Double {
    (0..<digits).reduce(1.0) { value, _ in value / 10 }
  }

  private static func fixed(_ value: Double, digits: Int) -> String {
    let scale = (0..<digits).reduce(1.0) { value, _ in value * 10 }
    let whole = Int((value * scale).rounded())
    guard digits > 0 else { return String(whole) }
    let text = String(abs(whole))
    let padded = String(repeating: "0", count: max(0, digits + 1 - text.count)) + text
    return (whole < 0 ? "-" : "") + padded.dropLast(digits) + "." + padded.suffix(digits)
  }
}
