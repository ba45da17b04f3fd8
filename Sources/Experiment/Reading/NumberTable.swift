import Foundation

/// A CSV file of numbers below a line of column names, as measurements come.
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

  /// Reads a file.
  init(contentsOf path: String) throws(NumberTableError) {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw NumberTableError(
        file: path, line: nil, problem: "is not a file that can be read",
        remedy: "check the path (a trace's is relative to its scenario's folder)")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw NumberTableError(
        file: path, line: nil, problem: "is not text in UTF-8", remedy: "save it as a CSV file")
    }
    try self.init(parsing: text, file: path)
  }

  /// Reads a text.
  init(parsing text: String, file: String) throws(NumberTableError) {
    self.file = file
    bytes = Array(text.utf8)
    func failure(_ line: Int, _ problem: String, _ remedy: String) -> NumberTableError {
      NumberTableError(file: file, line: line, problem: problem, remedy: remedy)
    }
    var columns: [String]?
    var rows: [Row] = []
    for (index, raw) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .enumerated()
    {
      let line = raw.trimmingCharacters(in: .whitespaces)
      if line.isEmpty || line.hasPrefix("#") { continue }
      let cells = line.split(separator: ",", omittingEmptySubsequences: false)
        .map { $0.trimmingCharacters(in: .whitespaces) }
      guard let names = columns else {
        if cells.contains(where: { Double($0) != nil }) {
          throw failure(
            index + 1, "holds numbers, not the names of columns",
            "write the names first, such as time_s,rate_writes_per_s")
        }
        columns = cells
        continue
      }
      guard cells.count == names.count else {
        throw failure(
          index + 1, "has \(cells.count) cells instead of \(names.count)",
          "write one for each column")
      }
      var values: [Double] = []
      for (cell, name) in zip(cells, names) {
        guard let value = Double(cell), value.isFinite else {
          throw failure(
            index + 1,
            cell.isEmpty ? "has a gap at \(name)" : "\"\(cell)\" at \(name) is not a number",
            "write a number, such as 0.5")
        }
        values.append(value)
      }
      rows.append(Row(line: index + 1, values: values))
    }
    self.columns = columns ?? []
    self.rows = rows
    if rows.isEmpty {
      throw NumberTableError(
        file: file, line: nil, problem: "holds no numbers",
        remedy: "write a line of column names, then lines of numbers")
    }
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

/// What is wrong with a table of numbers.
public struct NumberTableError: Error, Equatable, CustomStringConvertible {
  public let file: String
  public let line: Int?
  public let problem: String
  public let remedy: String

  public var description: String {
    "\(file)\(line.map { ":\($0)" } ?? ""): \(problem); \(remedy)"
  }
}
