extension Double {
  /// The number that a text says in decimal digits, and nothing else: `-12`, `.5` or `1.5e-3`.
  ///
  /// Unlike `Double(_:)` it takes no hexadecimal digits, no `inf` and no `nan`: where a person or a
  /// spreadsheet wrote one of those, no number was meant.
  public init?(decimal text: some StringProtocol) {
    let text = String(text)
    guard !text.isEmpty, text.leadingDecimal.endIndex == text.endIndex, let value = Double(text),
      value.isFinite
    else { return nil }
    self = value
  }

  /// The number that bytes say in at most 15 decimal digits without an exponent, as nearly all cells of
  /// measured tables do; `nil` for any other text, a number or not.
  ///
  /// It is the number that `init(decimal:)` reads: both the digits and the power of ten are exact, so that
  /// their quotient is the nearest one (Clinger 1990). It takes no memory.
  public init?(shortDecimal bytes: ArraySlice<UInt8>) {
    var digits = bytes
    let isNegative = digits.first == UInt8(ascii: "-")
    if isNegative { digits.removeFirst() }
    var (mantissa, count, power) = (0, 0, 1.0)
    var hasPoint = false
    for byte in digits {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"):
        count += 1
        guard count <= 15 else { return nil }
        mantissa = mantissa * 10 + Int(byte & 0xF)
        if hasPoint { power *= 10 }
      case UInt8(ascii: ".") where !hasPoint: hasPoint = true
      default: return nil
      }
    }
    guard count > 0 else { return nil }
    let value = Double(mantissa) / power
    self = isNegative ? -value : value
  }
}

extension String {
  /// The longest beginning that is a decimal number such as `-12`, `.5` or `1.5e-3`; empty if there is
  /// none. Hexadecimal digits, `inf`, `nan` and digits of other scripts are not numbers.
  var leadingDecimal: Substring {
    func skipDigits(_ place: inout String.Index) -> Bool {
      let start = place
      while place < utf8.endIndex, (0x30...0x39).contains(utf8[place]) {
        utf8.formIndex(after: &place)
      }
      return place > start
    }
    func skip(_ characters: String, _ place: inout String.Index) -> Bool {
      guard place < utf8.endIndex, characters.utf8.contains(utf8[place]) else { return false }
      utf8.formIndex(after: &place)
      return true
    }
    var end = startIndex
    _ = skip("+-", &end)
    let hasWhole = skipDigits(&end)
    let hasFraction = skip(".", &end) && skipDigits(&end)
    guard hasWhole || hasFraction else { return self[..<startIndex] }
    // The letter e begins an exponent only if digits follow: "1e3 B".
    var exponent = end
    if skip("eE", &exponent) {
      _ = skip("+-", &exponent)
      if skipDigits(&exponent) { end = exponent }
    }
    return self[..<end]
  }
}
