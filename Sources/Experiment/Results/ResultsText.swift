/// A results file as it was read: its columns, and its rows cell by cell.
struct ResultsText {
  let columns: [String]
  let rows: [[String]]

  /// - Parameter text: the bytes of a CSV file.
  init(_ text: [UInt8]) {
    var reader = CSVReader(text)
    func cells(_ row: CSVReader.Row, _ reader: CSVReader) -> [String] {
      row.cells.map { reader.text(of: $0) }
    }
    var all: [[String]] = []
    while let row = reader.next() { all.append(cells(row, reader)) }
    columns = all.first ?? []
    rows = Array(all.dropFirst())
  }
}
