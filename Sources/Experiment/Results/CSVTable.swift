/// A tidy table on its way into a CSV file: one observation a row, an empty cell where something does
/// not apply.
package struct CSVTable {
  private var csv = CSVBytes()
  private let columns: Int
  private var filled = 0

  package init(columns names: [String]) {
    columns = names.count
    for name in names {
      csv.append(name)
      csv.endCell()
    }
    csv.endRow()
  }

  /// All of it.
  package var text: String { csv.text }

  // The next cell of the row.
  package mutating func add(_ text: String?) { add(cell: text) }
  package mutating func add(_ number: Double?) { add(cell: number) }
  package mutating func add(_ number: Int?) { add(cell: number) }

  private mutating func add(cell: (some CSVCell)?) {
    cell?.write(to: &csv)
    csv.endCell()
    filled += 1
    if filled == columns {
      csv.endRow()
      filled = 0
    }
  }

  /// The shortest text that reads back as this number, without a fraction where there is none.
  package static func shortest(_ number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return String(whole) }
    return number.description
  }
}
