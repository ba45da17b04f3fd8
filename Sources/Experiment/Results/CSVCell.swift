import Quantities

/// What can stand in a cell of a results file. Nothing is written where there is no value.
protocol CSVCell: SendableMetatype {
  /// The unit in which it is written; `nil` where a column says it.
  static var unit: String? { get }
  func write(to csv: inout CSVBytes)
}

extension String: CSVCell {
  static var unit: String? { "text" }
  func write(to csv: inout CSVBytes) { csv.append(self) }
}

extension Int: CSVCell {
  static var unit: String? { nil }
  func write(to csv: inout CSVBytes) { csv.append(self) }
}

extension Double: CSVCell {
  static var unit: String? { nil }
  func write(to csv: inout CSVBytes) { csv.append(self) }
}

/// Times are written to the nanosecond: differences of instants carry no more.
extension Seconds: CSVCell {
  static var unit: String? { "s" }
  func write(to csv: inout CSVBytes) { csv.append(value, roundedTo: 1_000_000_000) }
}

/// Instants are written as the time since the run began.
extension Instant: CSVCell {
  static var unit: String? { "s" }
  func write(to csv: inout CSVBytes) { (self - .start).write(to: &csv) }
}

/// Amounts of data are written in whole bytes: fluid memory and disks are followed in expected numbers
/// of pages, and nobody ever sent a fraction of a byte.
extension Bytes: CSVCell {
  static var unit: String? { "bytes" }
  func write(to csv: inout CSVBytes) { csv.append(value.rounded()) }
}

/// Rates are written to a thousandth of a byte per second.
extension BytesPerSecond: CSVCell {
  static var unit: String? { "bytes/s" }
  func write(to csv: inout CSVBytes) { csv.append(value, roundedTo: 1000) }
}

/// A share of something, written to a millionth.
struct Share: CSVCell {
  static var unit: String? { "1" }
  let value: Double
  init(_ value: Double) { self.value = value }
  func write(to csv: inout CSVBytes) { csv.append(value, roundedTo: 1_000_000) }
}
