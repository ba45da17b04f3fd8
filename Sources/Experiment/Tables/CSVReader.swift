/// Reads comma-separated values row by row (RFC 4180), as spreadsheets and scripts write them: quoted
/// cells with commas, quotes and line ends in them, CRLF or LF (or CR, if there is no LF at all), and a
/// byte-order mark in front.
///
/// What separates cells is what the first line has most of, outside quotes: commas, semicolons or tabs.
/// Empty lines are passed over. Cells stay where they are; only their places are found. A row whose
/// quotes do not match ends with its first line, so that it does not take others with it.
///
/// - Complexity: one pass over the bytes.
package struct CSVReader {
  private let bytes: [UInt8]
  package private(set) var place = 0
  private var line = 1
  /// What stands between cells.
  package let separator: UInt8
  /// What ends a line, at least as its last byte.
  private let lineEnd: UInt8

  /// One row: where it and its cells are.
  package struct Row {
    /// The line on which it begins, from 1.
    package let line: Int
    /// Its cells, the quotes of quoted ones included.
    package let cells: [Range<Int>]
    /// All of it, without its line end.
    package let text: Range<Int>
    /// What is wrong with its form.
    package var problem: String?
  }

  package init(_ bytes: [UInt8]) {
    self.bytes = bytes
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    separator = Self.separator(of: bytes[place...])
    lineEnd = bytes.contains(.lineFeed) ? .lineFeed : .carriageReturn
  }

  private static func separator(of bytes: ArraySlice<UInt8>) -> UInt8 {
    var counts: [UInt8: Int] = [:]
    var isQuoted = false
    for byte in bytes {
      if byte == .quote { isQuoted.toggle() }
      if isQuoted { continue }
      if byte == .lineFeed || byte == .carriageReturn {
        if counts.isEmpty { continue }
        break
      }
      if [.comma, .semicolon, .tab].contains(byte) { counts[byte, default: 0] += 1 }
    }
    let most = counts.values.max() ?? 0
    return [.comma, .semicolon, .tab].first { counts[$0, default: 0] == most } ?? .comma
  }

  /// The next row; `nil` at the end.
  package mutating func next() -> Row? {
    while place < bytes.count, bytes[place] == .lineFeed || bytes[place] == .carriageReturn {
      if bytes[place] == lineEnd { line += 1 }
      place += 1
    }
    guard place < bytes.count else { return nil }
    let first = line
    let start = place
    var cells: [Range<Int>] = []
    var problem: String?
    while true {
      let cell = place
      if place < bytes.count, bytes[place] == .quote {
        if !skipQuoted() {
          problem = "has a quote that is never closed"
        } else if place < bytes.count, bytes[place] != separator, !isLineEnd(place) {
          problem = "goes on behind a closing quote"
          skipPlain()
        }
      } else {
        skipPlain()
      }
      cells.append(cell..<place)
      guard place < bytes.count, bytes[place] == separator else { break }
      place += 1
    }
    guard let problem else { return Row(line: first, cells: cells, text: start..<place) }
    (place, line) = (start, first)
    return broken(problem)
  }

  /// The line that the reader stands on, as a row that is wrong; its quotes are text like any other.
  private mutating func broken(_ problem: String) -> Row {
    let start = place
    var cells: [Range<Int>] = []
    while true {
      let cell = place
      skipPlain()
      cells.append(cell..<place)
      guard place < bytes.count, bytes[place] == separator else { break }
      place += 1
    }
    return Row(line: line, cells: cells, text: start..<place, problem: problem)
  }

  private func isLineEnd(_ place: Int) -> Bool {
    bytes[place] == lineEnd
      || bytes[place] == .carriageReturn
        && (place + 1 == bytes.count || bytes[place + 1] == .lineFeed)
  }

  private mutating func skipPlain() {
    while place < bytes.count, bytes[place] != separator, !isLineEnd(place) { place += 1 }
  }

  /// Goes behind the quote that closes the one it stands on; false if there is none.
  private mutating func skipQuoted() -> Bool {
    place += 1
    while place < bytes.count {
      if bytes[place] == lineEnd { line += 1 }
      if bytes[place] == .quote {
        place += 1
        guard place < bytes.count, bytes[place] == .quote else { return true }
      }
      place += 1
    }
    return false
  }

  /// What a cell says: without the quotes around it, and with single ones for the doubled ones in it.
  package func text(of cell: Range<Int>) -> String {
    guard let first = cell.first, bytes[first] == .quote, cell.count > 1 else {
      return String(decoding: bytes[cell], as: UTF8.self)
    }
    var inner: [UInt8] = []
    var isSecond = false
    for byte in bytes[cell.dropFirst().dropLast()] {
      isSecond = byte == .quote && !isSecond
      if !isSecond || byte != .quote { inner.append(byte) }
    }
    return String(decoding: inner, as: UTF8.self)
  }

  /// The bytes of a row or of a cell, as they stand.
  package func raw(_ range: Range<Int>) -> ArraySlice<UInt8> { bytes[range] }
}

extension UInt8 {
  fileprivate static let quote = UInt8(ascii: "\"")
  fileprivate static let comma = UInt8(ascii: ",")
  fileprivate static let semicolon = UInt8(ascii: ";")
  fileprivate static let tab = UInt8(ascii: "\t")
  fileprivate static let lineFeed = UInt8(ascii: "\n")
  fileprivate static let carriageReturn = UInt8(ascii: "\r")
}
