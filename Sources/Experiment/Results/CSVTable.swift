import Quantities

/// A tidy table on its way into a CSV file: one observation a row, an empty cell where something does
/// not apply.
struct CSVTable {
  private var csv = CSVBytes()
  private let columns: Int
  private var filled = 0

  init(columns names: [String]) {
    columns = names.count
    for name in names {
      csv.append(name)
      csv.endCell()
    }
    csv.endRow()
  }

  /// All of it.
  var text: String { csv.text }

  /// The next cell of the row.
  mutating func add(_ cell: (some CSVCell)?) {
    cell?.write(to: &csv)
    csv.endCell()
    filled += 1
    if filled == columns {
      csv.endRow()
      filled = 0
    }
  }

  /// The shortest text that reads back as this number, without a fraction where there is none.
  static func shortest(_ number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return String(whole) }
    return number.description
  }
}
