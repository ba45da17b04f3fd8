internal import Quantities

/// A table of cells under named columns: a CSV file, or a sheet of a workbook.
///
/// Cells lie in one array of bytes; only their places are kept, and a text is made where one is asked
/// for. An export has a hundred columns, of which ten are read.
struct Table: Sendable {
  let file: String
  /// The sheet's name in a workbook.
  let sheet: String?
  /// The names of its columns, as they stand in the file.
  let columns: [String]
  /// What stands between cells in the file; a tab for a workbook.
  let separator: UInt8
  private let bytes: [UInt8]
  private let cells: [Cell]
  private let lines: [Int]
  private let places: [String: Int]

  /// Where a cell's text lies.
  struct Cell: Sendable {
    var start: Int
    /// Negative where the file says that the cell is a number.
    var length: Int

    static let empty = Cell(start: 0, length: 0)
  }

  init(
    file: String, sheet: String?, columns: [String], separator: UInt8, bytes: [UInt8],
    cells: [Cell], lines: [Int]
  ) {
    self.file = file
    self.sheet = sheet
    self.columns = columns
    self.separator = separator
    self.bytes = bytes
    self.cells = cells
    self.lines = lines
    let keys = columns.map(Self.key)
    places = Dictionary(
      Array(zip(keys, columns.indices)) + zip(keys.map(Self.withoutTab), columns.indices),
      uniquingKeysWith: { first, _ in first })
  }

  /// RVTools' internal names have their tab in front: `vMemoryConsumed` for `Consumed`.
  private static func withoutTab(_ key: String) -> String {
    let tab = ["vinfo", "vmemory", "vdisk", "vhost", "vnic", "vdatastore"].first(
      where: key.hasPrefix)
    return String(key.dropFirst(tab?.count ?? 0))
  }

  /// A column's name without what differs between releases and people: case, spaces and signs.
  /// "MB" in them always meant MiB.
  static func key(_ name: String) -> String {
    var key = name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "#" || $0 == "%" }
    if key.hasSuffix("mb") { key = key.dropLast(2) + "mib" }
    return key
  }

  var rows: Range<Int> { lines.indices }

  /// The row as spreadsheets and editors number it.
  func line(_ row: Int) -> Int { lines[row] }

  /// The first of these columns that is there.
  func column(_ names: String...) -> Column? {
    for name in names {
      if let place = places[Self.key(name)] { return Column(place: place, name: columns[place]) }
    }
    return nil
  }

  /// A cell without space around it; `nil` if it is empty or there is no such column.
  func text(_ row: Int, _ column: Column?) -> String? {
    guard let column else { return nil }
    let cell = cells[row * columns.count + column.place]
    guard cell.length != 0 else { return nil }
    let place = cell.start..<cell.start + abs(cell.length)
    let whole = String(decoding: bytes[place], as: UTF8.self)
    // Nearly all cells begin and end with signs of ASCII, which are no spaces.
    let visible: ClosedRange<UInt8> = 0x21...0x7E
    if visible.contains(bytes[place.lowerBound]), visible.contains(bytes[place.upperBound - 1]) {
      return whole
    }
    let text = whole.trimmed
    return text.isEmpty ? nil : text
  }

  /// Whether the file says that a cell is a number, so that it is not written as people write them.
  private func isNumber(_ row: Int, _ column: Column) -> Bool {
    cells[row * columns.count + column.place].length < 0
  }

  /// A column of the table.
  struct Column: Sendable {
    let place: Int
    let name: String
    /// How its numbers are written.
    var numbers = LocalNumber()
  }

  /// The first of these columns that is there, as one of numbers.
  ///
  /// - Complexity: O(rows), as all its cells say how they are written.
  func numbers(_ names: [String], isWhole: Bool = true) -> Column? {
    for name in names {
      guard let place = places[Self.key(name)] else { continue }
      return numbers(at: place, isWhole: isWhole)
    }
    return nil
  }
  func numbers(_ names: String..., isWhole: Bool = true) -> Column? {
    numbers(names, isWhole: isWhole)
  }
  func numbers(at place: Int, isWhole: Bool) -> Column {
    var column = Column(place: place, name: columns[place])
    let texts = rows.lazy.compactMap { row in
      isNumber(row, column) ? nil : text(row, column).map { Self.split($0).number }
    }
    column.numbers = LocalNumber(of: texts, separator: separator, isWhole: isWhole)
    return column
  }

  /// A cell's number and the unit behind it, if there is one; `nil` if the cell is empty.
  ///
  /// What is neither is reported.
  func quantity(
    _ row: Int, _ column: Column?, _ log: inout ImportLog
  ) -> (number: Double, unit: String)? {
    guard let column, let text = text(row, column) else { return nil }
    if Self.nothings.contains(text.lowercased()) { return nil }
    if isNumber(row, column) {
      if let number = Double(text) { return (number, "") }
    } else {
      let (number, unit) = Self.split(text)
      if let number = column.numbers.value(number) { return (number, unit) }
      if let other = column.numbers.otherMark(in: number) {
        log.report(error(row, column, "\"\(text)\" \(other)", LocalNumber.remedy))
        return nil
      }
    }
    log.report(
      error(row, column, "\"\(text)\" is not a number", "write a plain number, such as 4096"))
    return nil
  }

  /// A cell that names something that stands elsewhere, such as a host; `nil` where it says that there
  /// is nothing.
  func name(_ row: Int, _ column: Column?) -> String? {
    text(row, column).flatMap { Self.nobodies.contains($0.lowercased()) ? nil : $0 }
  }

  /// A cell's number of 0 or more, without a unit: no size or count of an inventory is less.
  func number(_ row: Int, _ column: Column?, _ log: inout ImportLog) -> Double? {
    guard let (number, unit) = quantity(row, column, &log) else { return nil }
    guard number >= 0 else {
      log.report(error(row, column, "is negative", "export it again, or leave the cell empty"))
      return nil
    }
    guard unit.isEmpty else {
      log.report(
        error(row, column, "has the unit \"\(unit)\"", "write the number without a unit"))
      return nil
    }
    return number
  }

  /// A cell's size, in units of so many bytes; what is too large is reported.
  func size(
    _ row: Int, _ column: Column?, in unit: Double = 0x1p20, of limit: Limit = .memory,
    _ log: inout ImportLog
  ) -> Bytes? {
    guard let number = number(row, column, &log) else { return nil }
    if let problem = limit.problem(with: number * unit, written: text(row, column) ?? "") {
      log.report(error(row, column, problem, Limit.remedy))
      return nil
    }
    return Bytes(number * unit)
  }

  /// A cell's number of processors; what is none, or too large, is reported.
  func processors(
    _ row: Int, _ column: Column?, most: Int = Limit.processors, _ log: inout ImportLog
  ) -> Int? {
    guard let number = number(row, column, &log) else { return nil }
    let text = text(row, column) ?? ""
    if let problem = Limit.problem(withProcessors: number, written: text, most: most) {
      log.report(error(row, column, problem, Limit.remedy))
      return nil
    }
    return number.whole
  }

  /// What people write where there is nothing to say.
  private static let nothings: Set<String> = ["-", "n/a", "na", "none", "null", "unknown", "nan"]

  /// What systems write where a VM is on no host.
  private static let nobodies: Set<String> = [
    "-", "--", "n/a", "none", "null", "(null)", "<not in database>",
  ]

  private static func split(_ text: String) -> (number: String, unit: String) {
    let unit = text.lastIndex { $0.isNumber }.map { text[text.index(after: $0)...] } ?? text[...]
    return (String(text[..<unit.startIndex]), unit.trimmed)
  }

  /// Whether a row has nothing but empty cells, as spreadsheets write below their data.
  func isBlank(_ row: Int) -> Bool {
    columns.indices.allSatisfy { text(row, Column(place: $0, name: columns[$0])) == nil }
  }

  /// A sentence about rows that say something of a VM without a name; `nil` if there are none.
  func remark(rowsWithout name: Column?) -> String? {
    remark(nameless: rows.filter { text($0, name) == nil && !isBlank($0) }, of: "a VM")
  }

  /// The same of rows that were found already.
  func remark(nameless rows: [Int], of noun: String) -> String? {
    guard !rows.isEmpty else { return nil }
    let shown = rows.prefix(3).map { "\(line($0))" }.joined(separator: ", ")
    let more = rows.count > 3 ? " and \(rows.count - 3) more" : ""
    return
      "\(file)\(sheet.map { ", sheet \($0)" } ?? ""): \(count(rows.count, "row")) without the name of \(noun), left out with all that it says: row \(shown)\(more)."
  }

  /// A mistake in a cell.
  func error(_ row: Int, _ column: Column?, _ problem: String, _ remedy: String) -> ImportError {
    let place =
      [sheet.map { "sheet \($0)" }, "row \(line(row))", column.map { "column \"\($0.name)\"" }]
    return ImportError(
      file, place.compactMap(\.self).joined(separator: ", "), problem, remedy)
  }

  /// A mistake in the table as a whole.
  func error(_ problem: String, _ remedy: String) -> ImportError {
    ImportError(file, sheet.map { "sheet \($0)" }, problem, remedy)
  }
}
