import Quantities

/// One row of a results file, its cells found by the names of their columns.
package struct RecordedRow: Sendable {
  let cells: [String]
  let places: [String: Int]
  /// The point of a sweep in words, where somebody has read `points.csv`.
  var pointLabel: String?

  /// The text of a cell; empty where there is no such column.
  package subscript(name: String) -> String {
    places[name].flatMap { cells.indices.contains($0) ? cells[$0] : nil } ?? ""
  }

  /// The number in a cell; `nil` where it is empty.
  package func number(_ name: String) -> Double? { Double(decimal: self[name]) }

  /// The columns of quantiles, whichever the run gave: `p99` is that of 0.99.
  package var quantiles: [(column: String, probability: Double)] {
    places.keys.sorted().compactMap { name in
      Self.probability(ofQuantile: name).map { (name, $0) }
    }
  }

  /// The probability that a column of quantiles names; `nil` for other columns.
  static func probability(ofQuantile name: String) -> Double? {
    name.hasPrefix("p") ? Double(decimal: String(name.dropFirst())).map { $0 / 100 } : nil
  }

  /// The sum of the numbers in some cells.
  func sum(_ names: String...) -> Double { names.reduce(0) { $0 + (number($1) ?? 0) } }

  /// What the rows of one replication have in common.
  var replication: [String] { [self["strategy"], self["replication"]] }
  /// What the rows of one migration have in common.
  var migration: [String] { [self["strategy"], self["replication"], self["request"]] }

  /// The row by the key columns that it has.
  var name: String {
    [
      "strategy", "replication", "request", "vm", "stage", "round", "disk", "kind", "pass", "link",
      "metric",
    ].filter { !self[$0].isEmpty }.map { "\($0) \(self[$0])" }.joined(separator: ", ")
  }
}

/// A results file.
struct RecordedTable {
  let file: ResultFile
  private(set) var rows: [RecordedRow]
  /// What is wrong with its form.
  private(set) var faults: [String] = []

  /// Columns that only some scenarios have.
  private static let fleetColumns = Set(
    MigrationRow.fleet.map(\.name) + VMRow.outages.map(\.name))

  init(_ file: ResultFile, _ text: ResultsText) {
    self.file = file
    let places = Dictionary(
      zip(text.columns, text.columns.indices), uniquingKeysWith: { first, _ in first })
    rows = text.rows.map { RecordedRow(cells: $0, places: places) }
    let missing = file.columns.map(\.name).filter {
      places[$0] == nil && !Self.fleetColumns.contains($0)
        && RecordedRow.probability(ofQuantile: $0) == nil
    }
    if !missing.isEmpty { faults.append("has no column \(missing.joined(separator: ", "))") }
    for row in rows where row.cells.count != text.columns.count {
      faults.append("\(row.name): has \(row.cells.count) cells, not \(text.columns.count)")
    }
    checkNumbers()
    checkKeys()
  }

  /// The rows of one point.
  func at(point: String) -> RecordedTable {
    var table = self
    table.rows.removeAll { $0["point"] != point }
    return table
  }

  /// No cell of numbers holds anything else, nor `nan` or `inf`.
  private mutating func checkNumbers() {
    for column in file.columns where column.unit != "text" {
      // The unit of a statistic is a text itself, and so are the columns that name it.
      for row in rows where !row[column.name].isEmpty && row.number(column.name) == nil {
        faults.append("\(row.name): \(column.name) is \(row[column.name]), not a number")
      }
    }
  }

  /// No two rows tell of the same; samples are told apart by when they began.
  private mutating func checkKeys() {
    let keys = file.columns.filter(\.isKey).map(\.name) + ["started_s"]
    var seen: Set<[String]> = []
    for row in rows where !seen.insert(keys.map { row[$0] }).inserted {
      faults.append("\(row.name): stands twice")
    }
  }
}
