extension JSONParser {
  // MARK: - Words

  /// `true`, `false` or `null`.
  mutating func word() throws(JSONFault) -> JSONNode.Content {
    let word = wordHere()
    let content: JSONNode.Content
    switch word {
    case "true": content = .bool(true)
    case "false": content = .bool(false)
    case "null": content = .null
    default: throw unexpected("a value")
    }
    offset += word.utf8.count
    return content
  }

  /// Whether a comment of some other language begins here.
  var isAtComment: Bool { next == "/" || next == "#" }

  /// The letters, digits and signs that begin here, as someone might write a number or a word.
  func wordHere() -> String {
    let word = bytes[offset...].prefix {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0 & 0xDF) || $0 >= 0x80
        || [0x2B, 0x2D, 0x2E, 0x5F, 0x24].contains($0)
    }
    return String(decoding: word, as: UTF8.self)
  }

  /// The fault of what stands where `expected` should.
  func unexpected(_ expected: String) -> JSONFault {
    guard let next else { return endOfText() }
    let word = wordHere()
    switch (next, word.lowercased()) {
    case ("/", _), ("#", _):
      return fault("JSON has no comments", "remove it")
    case ("'", _):
      return fault("a text stands in single quotes", "write double quotes: \"...\"")
    case ("\u{FFFD}", _) where "\u{201C}\u{201D}\u{201E}\u{AB}".contains(word.first!):
      return fault("a text stands in typographic quotes", "write straight quotes: \"...\"")
    case ("\u{FFFD}", _) where Self.isInvisible(word.unicodeScalars.first!):
      let code = String(word.unicodeScalars.first!.value, radix: 16, uppercase: true)
      return fault("an invisible character, U+\(code), stands between the values", "remove it")
    case (_, "nan"), (_, "infinity"), (_, "inf"), (_, "+infinity"), (_, "+inf"):
      return fault("\(word) is not a number in JSON", "write a finite number")
    case (_, "true"), (_, "false"), (_, "null"):
      return fault("\(word) is written with small letters", "write \(word.lowercased())")
    case (_, "none"), (_, "nil"), (_, "undefined"):
      return fault("JSON has no \(word)", "leave the key out")
    case (",", _): return fault("a value is missing before the comma", "write a value")
    case ("}", _), ("]", _):
      return fault("\(next) stands where \(expected) should", "write \(expected) before it")
    case ("+", _): return fault("a number begins with +", "leave the + out")
    case (".", _): return fault("a number begins with its point", "write 0\(word)")
    case _ where word.isEmpty:
      return fault(
        "the character \(shown(next)) stands where \(expected) should", "write \(expected)")
    default: return fault("\(word) is neither a number nor a text", "write \"\(word)\" in quotes")
    }
  }

  /// Whether a character cannot be seen, such as a no-break space pasted from a page.
  private static func isInvisible(_ character: Unicode.Scalar) -> Bool {
    character.properties.isWhitespace || character.properties.generalCategory == .format
  }

  private func shown(_ character: Unicode.Scalar) -> String {
    character.value < 0x20 || character.value == 0x7F
      ? "with code \(character.value)" : "\(character)"
  }

  // MARK: - Numbers

  /// A number by JSON's grammar that a double can hold.
  mutating func number() throws(JSONFault) -> JSONNumber {
    let start = offset
    let word = wordHere()
    if next == "-" { offset += 1 }
    let digits = skipDigits()
    let leadingZero = digits > 1 && bytes[offset - digits] == 0x30
    var isWellFormed = digits > 0
    if isWellFormed, next == "." {
      offset += 1
      isWellFormed = skipDigits() > 0
    }
    if isWellFormed, next == "e" || next == "E" {
      offset += 1
      if next == "+" || next == "-" { offset += 1 }
      isWellFormed = skipDigits() > 0
    }
    let text = String(decoding: bytes[start..<offset], as: UTF8.self)
    let isWhole = offset - start == word.utf8.count
    offset = start
    guard isWellFormed, isWhole, !leadingZero else { throw malformed(word, leadingZero) }
    let value = Double(text)!
    guard value.isFinite else {
      throw fault("\(text) is too large a number", "write a number below 1e308")
    }
    if value == 0,
      text.prefix(while: { $0 != "e" && $0 != "E" }).contains(where: "123456789".contains)
    {
      throw fault("\(text) is too small a number to be told from 0", "write 0")
    }
    offset += text.utf8.count
    return JSONNumber(text)
  }

  /// Passes digits and says how many.
  private mutating func skipDigits() -> Int {
    let start = offset
    while offset < bytes.count, (0x30...0x39).contains(bytes[offset]) { offset += 1 }
    return offset - start
  }

  private func malformed(_ word: String, _ leadingZero: Bool) -> JSONFault {
    let unsigned = word.drop { $0 == "-" }
    if ["infinity", "inf", "nan"].contains(unsigned.lowercased()) {
      return fault("\(word) is not a number in JSON", "write a finite number")
    }
    if leadingZero, unsigned.allSatisfy(\.isNumber) {
      let digits = unsigned.drop { $0 == "0" }
      let sign = word.hasPrefix("-") ? "-" : ""
      return fault(
        "the number \(word) begins with zeros", "write \(sign)\(digits.isEmpty ? "0" : digits)")
    }
    if unsigned.hasPrefix(".") {
      return fault("the number \(word) begins with its point", "write a 0 before the point")
    }
    if unsigned.hasSuffix(".") {
      return fault("the number \(word) ends with its point", "write digits after it, or no point")
    }
    return fault(
      "\(word) is not a number",
      "write plain digits such as 12 or 0.5; with a unit, a text such as \"4 GiB\"")
  }

  // MARK: - Texts

  /// A text in double quotes, with its escapes resolved.
  mutating func string() throws(JSONFault) -> String {
    if let end = endOfPlainText() {
      defer { offset = end + 1 }
      return String(decoding: bytes[(offset + 1)..<end], as: UTF8.self)
    }
    let start = position
    offset += 1
    var text: [UInt8] = []
    while offset < bytes.count {
      let byte = bytes[offset]
      switch byte {
      case 0x22:
        offset += 1
        return String(decoding: text, as: UTF8.self)
      case 0x5C: text.append(contentsOf: String(try escape()).utf8)
      case 0x0A, 0x0D:
        throw fault(
          "a text is not closed on its line", "close it with \", or write a line break as \\n",
          at: start)
      case 0..<0x20:
        throw fault(
          "a text holds the control character with code \(byte)",
          byte == 0x09 ? "write \\t or spaces" : "remove it")
      default:
        if byte & 0xC0 == 0x80 { continuations += 1 }
        text.append(byte)
        offset += 1
      }
    }
    throw fault("a text is not closed", "close it with \"", at: start)
  }

  /// Where the quote is that closes a text of plain ASCII without escapes, as nearly all texts are.
  private func endOfPlainText() -> Int? {
    var end = offset + 1
    while end < bytes.count {
      switch bytes[end] {
      case 0x22: return end
      case 0x5C, 0..<0x20, 0x80...: return nil
      default: end += 1
      }
    }
    return nil
  }

  private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
    let start = position
    offset += 1
    guard let letter = next else { throw fault("a text is not closed", "close it with \"") }
    offset += 1
    switch letter {
    case "\"", "\\", "/": return letter
    case "b": return "\u{8}"
    case "f": return "\u{C}"
    case "n": return "\n"
    case "r": return "\r"
    case "t": return "\t"
    case "u": break
    default:
      throw fault(
        "\\\(letter == "\u{FFFD}" ? "" : String(letter)) is not an escape of JSON",
        "write \\\\ for a backslash", at: start)
    }
    let unit = try codeUnit(from: start)
    if let scalar = Unicode.Scalar(unit) { return scalar }
    if unit < 0xDC00, next == "\\", offset + 1 < bytes.count, bytes[offset + 1] == 0x75 {
      offset += 2
      let low = try codeUnit(from: start)
      if (0xDC00..<0xE000).contains(low) {
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00))!
      }
    }
    throw fault(
      "an escape is half of a surrogate pair", "write the character itself, or both halves",
      at: start)
  }

  private mutating func codeUnit(from start: TextPosition) throws(JSONFault) -> UInt32 {
    let digits = bytes[offset...].prefix(4)
    let text = String(decoding: digits, as: UTF8.self)
    guard digits.count == 4, text.allSatisfy(\.isHexDigit), let unit = UInt32(text, radix: 16)
    else {
      throw fault(
        "\\u is not followed by four hexadecimal digits", "write for example \\u00e9", at: start)
    }
    offset += 4
    return unit
  }
}
