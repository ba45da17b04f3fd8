import Randomness
import StrictJSON

extension StoredResults {
  /// The downtime of each strategy as a small distribution, a line each; none where there is nothing to
  /// see.
  ///
  /// - Parameter isUTF8: whether the terminal shows blocks; else there are letters of rising weight.
  package func downtimes(isUTF8: Bool) throws(StoredResultsError) -> [String] {
    var values: [Arm: [Double]] = [:]
    var never: [Arm: Int] = [:]
    _ = try tables.rows("migrations.csv") { row in
      if row["outcome"] != "finished" {
        never[Arm(row), default: 0] += 1
      } else if let value = row.number("downtime_s") {
        values[Arm(row), default: []].append(value)
      }
      return false
    }
    let lines = arms.compactMap { arm -> [String]? in
      guard let summary = Summary(values[arm] ?? []), summary.count > 4 else { return nil }
      let lost = never[arm] ?? 0
      let share = Double(lost) / Double(lost + summary.count)
      func time(_ value: Double) -> String { Readable(roughly: value, .time).text }
      return [
        arm.label, time(summary.minimum), Self.bars(values[arm]!, isUTF8: isUTF8),
        time(summary.maximum), lost > 0 ? "never \(Answer.percent(share))" : "",
      ]
    }
    guard !lines.isEmpty else { return [] }
    let widths = (0..<5).map { column in lines.map { $0[column].count }.max()! }
    return ["Downtime, from the shortest to the longest:"]
      + lines.map { line in
        let cells = zip(line, widths).enumerated().map { place, cell in
          let space = String(repeating: " ", count: cell.1 - cell.0.count)
          return place == 1 ? space + cell.0 : cell.0 + space
        }
        return "  " + String(cells.joined(separator: "  ").reversed().drop { $0 == " " }.reversed())
      }
  }

  /// How many values lie in each of sixteen equal parts of their range.
  private static func bars(_ values: [Double], isUTF8: Bool) -> String {
    let marks = Array(isUTF8 ? " ▁▂▃▄▅▆▇█" : " .:-=+*#@")
    let (low, high) = (values.min()!, values.max()!)
    guard high > low else { return String(marks.last!) }
    let parts = 16
    var counts = Array(repeating: 0, count: parts)
    for value in values {
      counts[min(parts - 1, Int((value - low) / (high - low) * Double(parts)))] += 1
    }
    let most = counts.max()!
    return String(
      counts.map { count in
        count == 0 ? marks[0] : marks[max(1, count * (marks.count - 1) / most)]
      })
  }
}
