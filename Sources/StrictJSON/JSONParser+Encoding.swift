extension JSONParser {
  /// Throws unless the bytes are UTF-8 without a byte order mark.
  static func checkEncoding(_ bytes: [UInt8]) throws(JSONFault) {
    func fault(_ problem: String, _ remedy: String, at offset: Int = 0) -> JSONFault {
      JSONFault(
        position: position(of: offset, in: bytes), path: .root, problem: problem, remedy: remedy)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      throw fault("the file begins with a byte order mark", "save it as UTF-8 without a BOM")
    }
    let marks: [[UInt8]] = [[0xFF, 0xFE], [0xFE, 0xFF], [0, 0x7B], [0x7B, 0]]
    if marks.contains(where: bytes.starts(with:)) {
      throw fault("the file is in UTF-16", "save it as UTF-8")
    }
    do {
      _ = try UTF8Span(validating: bytes.span)
    } catch {
      let offset = error.byteOffsets.lowerBound
      let hex = String(bytes[offset], radix: 16, uppercase: true)
      throw fault(
        "byte \(offset), 0x\(hex), is not UTF-8", "save the file in the encoding UTF-8",
        at: offset)
    }
  }

  /// The position of a byte; what precedes it is UTF-8.
  private static func position(of offset: Int, in bytes: [UInt8]) -> TextPosition {
    let before = bytes[..<offset]
    let lineStart = before.lastIndex(of: 0x0A).map { $0 + 1 } ?? 0
    return TextPosition(
      line: before.count { $0 == 0x0A } + 1,
      column: before[lineStart...].count { $0 & 0xC0 != 0x80 } + 1)
  }
}
