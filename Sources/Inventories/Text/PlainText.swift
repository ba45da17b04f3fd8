/// Text as systems write it: UTF-8, with a byte order mark or without, UTF-16, or a code page of Windows.
enum PlainText {
  /// A text as UTF-8 without a byte order mark.
  ///
  /// Bytes that are not UTF-8 are taken for Windows-1252, which the tools of Windows write by default.
  /// - Complexity: O(bytes).
  static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { return Array(bytes.dropFirst(3)) }
    if bytes.starts(with: [0xFF, 0xFE]) { return utf16(bytes.dropFirst(2), low: 0) }
    if bytes.starts(with: [0xFE, 0xFF]) { return utf16(bytes.dropFirst(2), low: 1) }
    // Two characters of ASCII, and no mark in front.
    if bytes.count >= 4, bytes[1] == 0, bytes[3] == 0, bytes[0] != 0 {
      return utf16(bytes[...], low: 0)
    }
    if bytes.count >= 4, bytes[0] == 0, bytes[2] == 0, bytes[1] != 0 {
      return utf16(bytes[...], low: 1)
    }
    if (try? UTF8Span(validating: bytes.span)) != nil { return bytes }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count + bytes.count / 8)
    for byte in bytes {
      if byte < 0x80 { text.append(byte) } else { text += Array(String(windows1252(byte)).utf8) }
    }
    return text
  }

  /// - Parameter low: which byte of each pair is the lower one.
  private static func utf16(_ bytes: ArraySlice<UInt8>, low: Int) -> [UInt8] {
    let start = bytes.startIndex
    let units = (0..<bytes.count / 2).map { place in
      UInt16(bytes[start + 2 * place + low]) | UInt16(bytes[start + 2 * place + 1 - low]) << 8
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }

  private static func windows1252(_ byte: UInt8) -> Unicode.Scalar {
    let marks = Array("€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8D}Ž\u{8F}\u{90}‘’“”•–—˜™š›œ\u{9D}žŸ".unicodeScalars)
    return byte < 0xA0 ? marks[Int(byte) - 0x80] : Unicode.Scalar(byte)
  }
}

extension RandomAccessCollection<UInt8> where Index == Int {
  /// Whether an ASCII text stands in these bytes.
  func holds(_ text: StaticString) -> Bool { place(of: text, from: startIndex) != nil }

  /// Where an ASCII text stands in these bytes, from a place on.
  ///
  /// - Complexity: O(bytes).
  func place(of text: StaticString, from start: Int) -> Int? {
    let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
    var place = start
    while place + wanted.count <= endIndex {
      if self[place] == wanted[0], self[place..<place + wanted.count].elementsEqual(wanted) {
        return place
      }
      place += 1
    }
    return nil
  }
}

extension Double {
  /// The whole number below, if there is one that a machine holds: files may say anything.
  var whole: Int? { Int(exactly: rounded(.down)) }
}

/// The product of counts, if a machine holds it.
func product(_ counts: Int...) -> Int? {
  counts.reduce(1.0) { $0 * Double($1) }.whole
}

extension StringProtocol {
  /// This text without white space at its ends.
  var trimmed: String {
    var text = self[...]
    while text.first?.isWhitespace == true { text = text.dropFirst() }
    while text.last?.isWhitespace == true { text = text.dropLast() }
    return String(text)
  }
}
