import Experiment

/// A row of measurements, by column.
struct MeasuredCase: Sendable {
  let columns: [String: String]

  func text(_ column: String) -> String { columns[column] ?? "" }
  /// `nil` for an empty cell.
  func value(_ column: String) -> Double? { Double(text(column)) }
  /// 0 for an empty cell.
  func number(_ column: String) -> Double { value(column) ?? 0 }
  func count(_ column: String) -> Int { Int(number(column)) }

  var name: String { text("case") }

  /// The rows of a CSV file, in its order.
  static func rows(in bytes: [UInt8], file: String) throws(EvidenceError) -> [MeasuredCase] {
    var reader = CSVReader(bytes)
    func cells(_ row: CSVReader.Row) -> [String] {
      row.cells.map { [reader] in reader.text(of: $0) }
    }
    guard let header = reader.next().map(cells) else { return [] }
    var rows: [MeasuredCase] = []
    while let row = reader.next() {
      guard row.problem == nil, row.cells.count == header.count else {
        throw EvidenceError(
          file: file, problem: "line \(row.line) has not as many cells as the first",
          remedy: "write one for each column")
      }
      rows.append(
        MeasuredCase(columns: Dictionary(uniqueKeysWithValues: zip(header, cells(row)))))
    }
    return rows
  }
}
