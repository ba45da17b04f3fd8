internal import Quantities

/// Numbers as people's spreadsheets write them: `8192`, `8,192`, `8.192`, `8 192`, `1.234,5`, `4.5`.
///
/// Which of point and comma separates the fraction cannot always be seen in one number. Others of its
/// column may say it: `131.072` beside `0,5` is 131072.
struct LocalNumber: Equatable, Sendable {
  /// What separates the fraction.
  var decimalMark = Mark.point

  enum Mark: UInt8, Sendable {
    case point = 46
    case comma = 44

    var other: Mark { self == .point ? .comma : .point }
    var noun: String { self == .point ? "point" : "comma" }
  }

  static let remedy = "write all numbers of the column in one way"

  /// What is to be said of a text that is a number only with the other mark; `nil` if it is none either way.
  func otherMark(in text: String) -> String? {
    var other = self
    other.decimalMark = decimalMark.other
    guard value(text) == nil, other.value(text) != nil else { return nil }
    return
      "has a decimal \(decimalMark.other.noun), and another cell of the column has a decimal \(decimalMark.noun)"
  }

  /// The number that a text says; `nil` if it says none.
  func value(_ text: String) -> Double? {
    // Most numbers are a few digits.
    if text.utf8.count <= 15, text.utf8.allSatisfy(Self.isDigit), !text.isEmpty {
      return Double(text.utf8.reduce(0) { $0 * 10 + Int($1) - 48 })
    }
    let digits = Self.ungrouped(text)
    let parts = digits.split(separator: decimalMark.rawValue, omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count) else { return nil }
    let groups = parts[0].split(
      separator: decimalMark.other.rawValue, omittingEmptySubsequences: false)
    guard groups.dropFirst().allSatisfy({ $0.count == 3 && $0.allSatisfy(Self.isDigit) }),
      groups.count == 1 || (1...3).contains(groups[0].count { Self.isDigit($0) })
    else { return nil }
    var plain = String(decoding: groups.joined(), as: UTF8.self)
    if parts.count == 2 { plain += "." + String(decoding: parts[1], as: UTF8.self) }
    return Double(decimal: plain)
  }

  /// How the numbers of a column are written.
  ///
  /// - Parameters:
  ///   - separator: what stands between the cells; where that is a semicolon, the comma is in use.
  ///   - isWhole: whether the column holds whole numbers, so that a lone mark before three digits
  ///     separates thousands.
  init(of texts: some Sequence<String>, separator: UInt8, isWhole: Bool) {
    var ambiguous: Mark?
    for text in texts {
      switch Self.evidence(text) {
      case .decimal(let mark):
        decimalMark = mark
        return
      case .either(let mark): ambiguous = ambiguous ?? mark
      case .none: break
      }
    }
    if isWhole, let ambiguous {
      decimalMark = ambiguous.other
    } else {
      decimalMark = separator == UInt8(ascii: ";") ? .comma : .point
    }
  }

  init() {}

  private enum Evidence {
    case none
    /// This mark separates the fraction.
    case decimal(Mark)
    /// This mark separates either the fraction or thousands.
    case either(Mark)
  }

  private static func evidence(_ text: String) -> Evidence {
    let digits = ungrouped(text)
    let marks = digits.indices.filter { Mark(rawValue: digits[$0]) != nil }
    guard let last = marks.last, let mark = Mark(rawValue: digits[last]) else { return .none }
    if marks.contains(where: { digits[$0] != mark.rawValue }) { return .decimal(mark) }
    if marks.count > 1 { return .decimal(mark.other) }
    let before = digits[..<last].count { isDigit($0) }
    let after = digits.count - last - 1
    // "0.512" has no thousands.
    let isGroup =
      after == 3 && (1...3).contains(before) && !(before == 1 && digits[..<last].last == 48)
    return isGroup ? .either(mark) : .decimal(mark)
  }

  /// The text without spaces and apostrophes, which only ever separate thousands.
  private static func ungrouped(_ text: String) -> [UInt8] {
    let bytes = Array(text.utf8)
    if bytes.allSatisfy({ $0 < 0x80 && $0 != 0x20 && $0 != 0x27 }) { return bytes }
    let groupers: [Character] = [" ", "\u{A0}", "\u{202F}", "\u{2009}", "'", "’"]
    return Array(text.filter { !groupers.contains($0) }.utf8)
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (48...57).contains(byte) }
}
