import Quantities

/// Bytes of a CSV file in the making (RFC 4180): numbers in the shortest form that reads back exactly,
/// texts quoted where they hold a comma, a quote or a line break.
struct CSVBytes: Sendable {
  private(set) var bytes: [UInt8] = []

  init() {}

  /// Bytes that were written before.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isEmpty: Bool { bytes.isEmpty }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Bytes as they are, such as the cells that a row begins with.
  mutating func append(_ other: CSVBytes) { bytes.append(contentsOf: other.bytes) }

  /// A text as it is.
  mutating func append(raw text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func endCell() { bytes.append(UInt8(ascii: ",")) }

  /// Ends the row: its last cell is followed by a line break, not by a comma.
  mutating func endRow() { bytes[bytes.count - 1] = UInt8(ascii: "\n") }

  // MARK: Texts

  /// A text. It is quoted by what its bytes are: a comma that carries an accent is a comma still.
  ///
  /// - Complexity: O(bytes of the text).
  mutating func append(_ text: String) {
    let start = bytes.count
    bytes.append(contentsOf: text.utf8)
    guard bytes[start...].contains(where: Self.needsQuotes) else { return }
    let plain = Array(bytes[start...])
    bytes.removeSubrange(start...)
    bytes.append(Self.quote)
    for byte in plain {
      if byte == Self.quote { bytes.append(Self.quote) }
      bytes.append(byte)
    }
    bytes.append(Self.quote)
  }

  private static let quote = UInt8(ascii: "\"")

  private static func needsQuotes(_ byte: UInt8) -> Bool {
    byte == quote || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\n")
      || byte == UInt8(ascii: "\r")
  }

  // MARK: Numbers

  /// A number, which has no fraction where there is none.
  ///
  /// - Precondition: it is finite. No result is `inf` or `nan`.
  mutating func append(_ number: Double) {
    precondition(number.isFinite, "a result is \(number)")
    if let whole = Int(exactly: number), abs(whole) < 1 << 53 {
      append(whole)
    } else {
      bytes.append(contentsOf: number.description.utf8)
    }
  }

  mutating func append(_ number: Int) {
    if number < 0 { bytes.append(UInt8(ascii: "-")) }
    append(digits: number.magnitude)
  }

  /// A number rounded to some decimal places, of which zeros at the end are not written.
  ///
  /// Up to 15 significant digits every decimal number has a double of its own, so that the digits of
  /// the rounded number are the shortest that read back as it. Beyond, and below 1e-4, where the
  /// shortest form has an exponent, the quotient is written like any other number.
  ///
  /// - Parameter scale: ten to the number of decimal places.
  mutating func append(_ number: Double, roundedTo scale: Int) {
    let scaled = (number * Double(scale)).rounded()
    precondition(scaled.isFinite, "a result is \(number)")
    let smallest = Double(scale) / 1e4
    guard abs(scaled) < 1e15, scaled == 0 || abs(scaled) >= smallest else {
      return append(scaled / Double(scale))
    }
    let units = Int(scaled)
    if units < 0 { bytes.append(UInt8(ascii: "-")) }
    let (whole, fraction) = units.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
    append(digits: whole)
    guard fraction > 0 else { return }
    bytes.append(UInt8(ascii: "."))
    var rest = fraction
    var place = UInt(scale) / 10
    while rest > 0 {
      let (digit, left) = rest.quotientAndRemainder(dividingBy: place)
      bytes.append(UInt8(ascii: "0") + UInt8(digit))
      (rest, place) = (left, place / 10)
    }
  }

  private mutating func append(digits number: UInt) {
    guard number >= 10 else { return bytes.append(UInt8(ascii: "0") + UInt8(number)) }
    // Twenty digits are the most; they are found from the last to the first.
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 20) { digits in
      var first = 20
      var rest = number
      while rest > 0 {
        let (quotient, digit) = rest.quotientAndRemainder(dividingBy: 10)
        first -= 1
        digits[first] = UInt8(ascii: "0") + UInt8(digit)
        rest = quotient
      }
      bytes.append(contentsOf: digits[first...])
    }
  }
}
