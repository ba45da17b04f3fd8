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
