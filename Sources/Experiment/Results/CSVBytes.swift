import Quantities

/// Bytes of a CSV file in the making (RFC 4180): numbers in the shortest form that reads back exactly,
/// texts quoted where they hold a comma, a quote or a line break.
///
/// They are kept in pieces: one that grows to a hundred megabytes would be copied each time it doubles.
struct CSVBytes: Sendable {
  private var full: [[UInt8]] = []
  private var bytes: [UInt8] = []
  /// How large a piece becomes, at least.
  private static let piece = 1 << 20

  init() {}

  /// Bytes that were written before.
  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isEmpty: Bool { count == 0 }
  var count: Int { full.reduce(bytes.count) { $0 + $1.count } }
  /// The bytes, one piece after the other.
  var pieces: [[UInt8]] { full + [bytes] }
  var text: String { String(decoding: pieces.joined(), as: UTF8.self) }

  /// Bytes as they are, such as the cells that a row begins with.
  mutating func append(_ other: CSVBytes) {
    for piece in other.full { bytes.append(contentsOf: piece) }
    bytes.append(contentsOf: other.bytes)
  }

  /// A text as it is.
  mutating func append(raw text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func endCell() { bytes.append(UInt8(ascii: ",")) }

  /// Ends the row: its last cell is followed by a line break, not by a comma.
  mutating func endRow() {
    bytes[bytes.count - 1] = UInt8(ascii: "\n")
    guard bytes.count >= Self.piece else { return }
    full.append(bytes)
    bytes = []
    bytes.reserveCapacity(Self.piece + Self.piece / 64)
  }

  // MARK: Texts

  /// A text. It is quoted by what its bytes are: a comma that carries an accent is a comma still.
  ///
  /// - Complexity: O(bytes of the text).
  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { utf8 in
      guard utf8.contains(where: Self.needsQuotes) else { return bytes.append(contentsOf: utf8) }
      bytes.append(Self.quote)
      for byte in utf8 {
        if byte == Self.quote { bytes.append(Self.quote) }
        bytes.append(byte)
      }
      bytes.append(Self.quote)
    }
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
    appendFromEnd { text in
      text.prepend(digits: number.magnitude)
      if number < 0 { text.prepend(UInt8(ascii: "-")) }
    }
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
    appendFromEnd { text in
      let (whole, rest) = units.magnitude.quotientAndRemainder(dividingBy: UInt(scale))
      if rest > 0 {
        // A one before it makes digits of its zeros at the start.
        var fraction = rest + UInt(scale)
        while fraction % 10 == 0 { fraction /= 10 }
        while fraction >= 100 {
          text.prepend(pair: fraction % 100)
          fraction /= 100
        }
        if fraction >= 10 { text.prepend(digit: fraction % 10) }
        text.prepend(UInt8(ascii: "."))
      }
      text.prepend(digits: whole)
      if units < 0 { text.prepend(UInt8(ascii: "-")) }
    }
  }

  /// Appends a number whose digits are found from the last to the first.
  private mutating func appendFromEnd(_ write: (inout TextFromEnd) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: TextFromEnd.most) { room in
      var text = TextFromEnd(room: room)
      write(&text)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[text.first...]))
    }
  }
}

/// A short text that is written from its end.
private struct TextFromEnd {
  /// Two numbers of up to twenty digits, a sign and a point.
  static let most = 42
  private let room: UnsafeMutableBufferPointer<UInt8>
  /// Where it begins so far.
  private(set) var first = TextFromEnd.most

  init(room: UnsafeMutableBufferPointer<UInt8>) { self.room = room }

  mutating func prepend(_ byte: UInt8) {
    first -= 1
    room[first] = byte
  }

  mutating func prepend(digit: UInt) {
    prepend(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: digit))
  }

  /// Two digits at once.
  mutating func prepend(pair: UInt) {
    prepend(digit: pair % 10)
    prepend(digit: pair / 10)
  }

  mutating func prepend(digits number: UInt) {
    var rest = number
    while rest >= 100 {
      prepend(pair: rest % 100)
      rest /= 100
    }
    if rest >= 10 { prepend(pair: rest) } else { prepend(digit: rest) }
  }
}
