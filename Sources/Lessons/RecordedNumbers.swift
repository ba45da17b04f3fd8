import Experiment
import Foundation
import StrictJSON

/// The numbers of recorded results, by references in a text.
///
/// `{{first-migration rounds.csv strategy=xen round=1 sent_bytes}}` is a cell: a scenario, a file, what
/// must hold in the row (the first such row counts), and a column. It is written for people, in a unit
/// that suits it. With `mean` before it, it is the mean of the cells of all such rows, as the table on the
/// screen shows it. Two references with `/` between them are a ratio.
public struct RecordedNumbers: Sendable {
  private let folder: String

  init(_ folder: String) { self.folder = folder }

  /// A text with its references filled in.
  ///
  /// - Throws: if one of them names nothing.
  func filled(_ text: String) throws(LessonError) -> String {
    var pieces = text.components(separatedBy: "{{")
    for index in pieces.indices.dropFirst() {
      guard let end = pieces[index].range(of: "}}") else {
        throw LessonError("{{\(pieces[index].prefix(40)): it has no }}")
      }
      let reference = String(pieces[index][..<end.lowerBound])
      pieces[index] = try value(of: reference) + pieces[index][end.upperBound...]
    }
    return pieces.joined()
  }

  private func value(of reference: String) throws(LessonError) -> String {
    let sides = reference.components(separatedBy: " / ")
    let first = try cell(sides[0])
    guard sides.count == 2 else { return first.text }
    let second = try cell(sides[1])
    guard let above = first.number, let below = second.number, below != 0 else {
      throw LessonError("{{\(reference)}}: it is no ratio of numbers")
    }
    return Readable(roughly: above / below, .count).text
  }

  /// A cell of the results: its number, and how it is written.
  private func cell(_ reference: String) throws(LessonError) -> (number: Double?, text: String) {
    var words = reference.split(separator: " ").map(String.init)
    let isMean = words.first == "mean"
    if isMean { words.removeFirst() }
    guard words.count >= 3, let column = words.last else {
      throw LessonError("{{\(reference)}}: write a scenario, a file, conditions and a column")
    }
    let conditions = words.dropFirst(2).dropLast().map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    var found: [RecordedRow]
    do {
      found = try StoredTables("\(folder)/\(words[0])").rows(words[1]) { row in
        conditions.allSatisfy { $0.count == 2 && row[$0[0]] == $0[1] }
      }
    } catch {
      throw LessonError(error.description)
    }
    guard let row = found.first, !row[column].isEmpty else {
      throw LessonError("{{\(reference)}}: the recorded results have no such cell")
    }
    let numbers = found.compactMap { $0.number(column) }
    guard var number = row.number(column) else { return (nil, row[column]) }
    if isMean { number = numbers.reduce(0, +) / Double(numbers.count) }
    // The unit of a row is that of its values, not of their number.
    let unit = Self.counts.contains(column) ? "" : row["unit"]
    return (number, Self.text(number, column: column, unit: unit))
  }

  /// Columns of summaries without the unit of their row.
  private static let counts: Set = ["n", "never_share"]

  /// A number for people, in the unit that its column or the row says.
  private static func text(_ number: Double, column: String, unit: String) -> String {
    if column.hasSuffix("bytes_per_s") {
      return "\(Readable(roughly: number * 8 / 1e6, .count).text) Mbit/s"
    }
    if column.hasSuffix("_s") || unit == "s" { return Readable(roughly: number, .time).text }
    if column.hasSuffix("_bytes") || unit == "bytes" {
      return Readable(roughly: number, .data).text
    }
    return Readable(roughly: number, .count).text
  }
}
