import Foundation
import Quantities
import StrictJSON

/// A CSV file of numbers below a line of column names, as measurements come. Lines that begin with `#`
/// are remarks.
struct NumberTable {
  let file: String
  let columns: [String]
  let rows: [Row]
  /// The text, as it was read.
  let bytes: [UInt8]

  /// One line of numbers.
  struct Row {
    /// Its number in the file, from 1.
    let line: Int
    let values: [Double]
  }

  /// The largest table that is read, in bytes: 64 MiB.
  static let maximumSize = 64 << 20

  /// Reads a file.
  ///
  /// - Parameters:
  ///   - known: names of columns, of which a table has one at least. What has none is some other file,
  ///     of which messages tell nothing.
  ///   - mayBePipe: whether it need not be a regular file.
  init(
    contentsOf path: String, known: [String], mayBePipe: Bool = false
  ) throws(NumberTableError) {
    let bytes: [UInt8]
    switch FileBytes.read(path, most: Self.maximumSize, mayBePipe: mayBePipe) {
    case .success(let read): bytes = read
    case .failure(let problem):
      throw NumberTableError(
        file: path, line: nil, problem: problem.text, remedy: problem.remedy)
    }
    try self.init(bytes, file: path, known: known)
  }

  /// Reads bytes.
  init(_ bytes: [UInt8], file: String, known: [String]) throws(NumberTableError) {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw NumberTableError(
        file: file, line: nil, problem: "is not text in UTF-8", remedy: "save it as a CSV file")
    }
    try self.init(parsing: text, file: file, known: known)
  }

  /// Reads a text.
  init(parsing text: String, file: String, known: [String] = []) throws(NumberTableError) {
    self.file = file
    bytes = Array(text.utf8)
    func failure(_ line: Int, _ problem: String, _ remedy: String) -> NumberTableError {
      NumberTableError(file: file, line: line, problem: problem, remedy: remedy)
    }
    var columns: [String]?
    var rows: [Row] = []
    var reader = CSVReader(Self.withoutComments(bytes))
    while let row = reader.next() {
      if let problem = row.problem {
        throw failure(row.line, problem, "close the quote, or double it")
      }
      // Most rows hold plain numbers, which need not become text.
      if row.cells.count == columns?.count, let values = reader.shortDecimals(of: row) {
        rows.append(Row(line: row.line, values: values))
        continue
      }
      let cells = row.cells.map { [reader] cell in
        reader.text(of: cell).trimmingCharacters(in: .whitespaces)
      }
      if cells == [""] { continue }
      guard let names = columns else {
        if !known.isEmpty, !cells.contains(where: known.contains) {
          throw failure(
            row.line, "has none of the columns \(known.joined(separator: ", "))",
            "write their names first, then lines of numbers")
        }
        if cells.contains(where: { Double(decimal: $0) != nil }) {
          throw failure(
            row.line, "holds numbers, not the names of columns",
            "write the names first, such as time_s,rate_writes_per_s")
        }
        if let twice = cells.firstRepeated {
          throw failure(
            row.line, "has two columns \(twice)", "rename or remove one of them")
        }
        columns = cells
        continue
      }
      guard cells.count == names.count else {
        throw failure(
          row.line, "has \(cells.count) cells instead of \(names.count)",
          "write one for each column")
      }
      var values: [Double] = []
      for (cell, name) in zip(cells, names) {
        guard let value = Double(decimal: cell) else {
          throw failure(
            row.line,
            cell.isEmpty
              ? "has a gap at \(name)" : "\"\(abridged(cell))\" at \(name) is not a number",
            "write a plain number, such as 4096 or 0.5")
        }
        values.append(value)
      }
      rows.append(Row(line: row.line, values: values))
    }
    self.columns = columns ?? []
    self.rows = rows
    if rows.isEmpty {
      throw NumberTableError(
        file: file, line: nil, problem: "holds no numbers",
        remedy: "write a line of column names, then lines of numbers")
    }
  }

  /// The text with blanks in the place of lines that begin with `#`.
  private static func withoutComments(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    var (isComment, isAtStart) = (false, true)
    let first = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    for place in bytes.indices.dropFirst(first) {
      switch bytes[place] {
      case UInt8(ascii: "\n"), UInt8(ascii: "\r"): (isComment, isAtStart) = (false, true)
      case UInt8(ascii: " "), UInt8(ascii: "\t"): if isComment { bytes[place] = 0x20 }
      case let byte:
        if isAtStart, byte == UInt8(ascii: "#") { isComment = true }
        isAtStart = false
        if isComment { bytes[place] = 0x20 }
      }
    }
    return bytes
  }

  /// The place of the first of some columns that is there, and its name.
  func column(_ names: String...) -> (place: Int, name: String)? {
    for name in names {
      if let place = columns.firstIndex(of: name) { return (place, name) }
    }
    return nil
  }

  func error(_ line: Int?, _ problem: String, _ remedy: String) -> NumberTableError {
    NumberTableError(file: file, line: line, problem: problem, remedy: remedy)
  }
}

extension CSVReader {
  /// The numbers of a row, if all of its cells are short ones without anything around them.
  fileprivate func shortDecimals(of row: Row) -> [Double]? {
    var values: [Double] = []
    values.reserveCapacity(row.cells.count)
    for cell in row.cells {
      guard let value = Double(shortDecimal: raw(cell)) else { return nil }
      values.append(value)
    }
    return values
  }
}

/// What is wrong with a table of numbers.
public struct NumberTableError: Error, Equatable, CustomStringConvertible {
  public let file: String
  public let line: Int?
  public let problem: String
  public let remedy: String

  public var description: String {
    Visible.text("\(file)\(line.map { ":\($0)" } ?? ""): \(problem); \(remedy)")
  }
}
