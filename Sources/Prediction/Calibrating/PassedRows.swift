import Experiment

/// Rows of a file that are not used, by the reason why.
struct PassedRows: Sendable {
  private var reasons: [(text: String, lines: [Int])] = []
  private var places: [String: Int] = [:]

  mutating func add(_ line: Int, _ reason: String) {
    if let place = places[reason] {
      reasons[place].lines.append(line)
    } else {
      places[reason] = reasons.count
      reasons.append((reason, [line]))
    }
  }

  /// How many there are.
  var count: Int { reasons.reduce(0) { $0 + $1.lines.count } }

  /// The most reasons that are told, and the most spans of lines of each.
  private static let (mostReasons, mostSpans) = (20, 12)

  /// A line for each reason, with the lines of the file; nothing without such rows.
  func text(of file: String) -> String? {
    guard !reasons.isEmpty else { return nil }
    let told = reasons.prefix(Self.mostReasons).map { reason, lines in
      "  \(lines.count == 1 ? "line" : "lines") \(Spans.text(lines.sorted(), most: Self.mostSpans)): \(reason)"
    }
    let left = reasons.dropFirst(Self.mostReasons).reduce(0) { $0 + $1.lines.count }
    let more = left > 0 ? ["  and \(left) more, each with a reason of its own"] : []
    return (["\(file): \(count) \(count == 1 ? "row is" : "rows are") not used:"] + told + more)
      .joined(separator: "\n")
  }
}
