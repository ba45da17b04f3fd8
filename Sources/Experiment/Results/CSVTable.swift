package import Quantities

/// A tidy table on its way into a CSV file (RFC 4180): one observation a row, an empty cell where
/// something does not apply, numbers in the shortest form that reads back exactly.
package struct CSVTable {
  package private(set) var text: String
  private let columns: Int
  private var filled = 0

  package init(columns names: [String]) {
    columns = names.count
    text = names.joined(separator: ",") + "\n"
  }

  /// The next cell of the row.
  package mutating func add(_ cell: String?) {
    if filled > 0 { text += "," }
    if let cell { text += Self.quoted(cell) }
    filled += 1
    if filled == columns {
      text += "\n"
      filled = 0
    }
  }

  package mutating func add(_ number: Double?) { add(number.map(Self.shortest)) }
  package mutating func add(_ number: Int?) { add(number.map(String.init)) }
  /// Amounts of data are written in whole bytes: fluid memory and disks are followed in expected numbers
  /// of pages, and nobody ever sent a fraction of a byte.
  package mutating func add(_ amount: Bytes?) { add(amount?.value.rounded()) }
  /// Rates are written to a thousandth of a byte per second.
  package mutating func add(_ rate: BytesPerSecond?) {
    add(rate.map { ($0.value * 1e3).rounded() / 1e3 })
  }
  /// Times are written to the nanosecond: differences of instants carry no more.
  package mutating func add(_ time: Seconds?) { add(time.map { ($0.value * 1e9).rounded() / 1e9 }) }
  package mutating func add(_ instant: Instant?) { add(instant.map { $0 - .start }) }

  /// The shortest text that reads back as this number, without a fraction where there is none.
  package static func shortest(_ number: Double) -> String {
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 { return String(whole) }
    return number.description
  }

  private static func quoted(_ cell: String) -> String {
    guard cell.contains(where: { ",\"\n\r".contains($0) }) else { return cell }
    return "\"" + cell.replacing("\"", with: "\"\"") + "\""
  }
}
