/// Reads the cells of one sheet.
final class SheetReader: XMLHandler {
  // A reader belongs to one scan on one thread: checking each access would cost as much as reading.
  @exclusivity(unchecked) private var bytes: [UInt8]
  private let strings: [Table.Cell]
  /// The cells of all rows, one after the other.
  @exclusivity(unchecked) private var cells: [(column: Int, cell: Table.Cell)] = []
  private var rows: [(line: Int, start: Int)] = []
  @exclusivity(unchecked) private var column = -1
  @exclusivity(unchecked) private var kind = Kind.number
  @exclusivity(unchecked) private var start = 0
  @exclusivity(unchecked) private var isValue = false
  /// The first cell whose text is not there: its row and the number of the text.
  private(set) var missingString: (row: Int, number: Int)?

  /// What a cell's value means.
  private enum Kind { case number, shared, text, flag }

  init(_ strings: SharedStrings.Texts) {
    bytes = strings.bytes
    self.strings = strings.cells
  }

  override func begin(_ name: XMLName, _ attributes: XMLAttributes) {
    if name == "c" {
      column = attributes.pointer("r").flatMap(Self.column) ?? column + 1
      kind = Self.kind(attributes.pointer("t"))
      start = bytes.count
    } else if name == "v" || name == "t" {
      isValue = true
    } else if name == "row" {
      let line = attributes["r"].flatMap { Int($0) } ?? (rows.last?.line ?? 0) + 1
      rows.append((line, cells.count))
      column = -1
    }
  }

  override func end(_ name: XMLName) {
    if name == "v" || name == "t" {
      isValue = false
    } else if name == "c", bytes.count > start, !rows.isEmpty {
      cells.append((column, cell()))
    }
  }

  override func text(_ piece: UnsafeBufferPointer<UInt8>) {
    if isValue { bytes.append(contentsOf: piece) }
  }

  private func cell() -> Table.Cell {
    let plain = Table.Cell(start: start, length: bytes.count - start)
    switch kind {
    case .text: return plain
    case .number: return Table.Cell(start: start, length: -plain.length)
    case .flag:
      let isTrue = bytes[start] == UInt8(ascii: "1")
      bytes.removeSubrange(start...)
      bytes += Array((isTrue ? "True" : "False").utf8)
      return Table.Cell(start: start, length: bytes.count - start)
    case .shared:
      var number = 0
      for byte in bytes[start...] where (48...57).contains(byte) && number < 1 << 40 {
        number = number * 10 + Int(byte) - 48
      }
      bytes.removeSubrange(start...)
      guard number < strings.count else {
        missingString = missingString ?? (rows[rows.count - 1].line, number)
        return .empty
      }
      return strings[number]
    }
  }

  /// The number of a column from a cell's name: `"C7"` stands in column 2, from 0.
  private static func column(_ name: UnsafePointer<CChar>) -> Int? {
    var number = 0
    var place = name
    while (65...90).contains(place.pointee), number < 1 << 14 {
      number = number * 26 + Int(place.pointee) - 64
      place += 1
    }
    // Excel's columns end at XFD.
    return (1...16_384).contains(number) ? number - 1 : nil
  }

  private static func kind(_ type: UnsafePointer<CChar>?) -> Kind {
    guard let type else { return .number }
    switch (UInt8(bitPattern: type[0]), type[1]) {
    case (UInt8(ascii: "s"), 0): return .shared
    case (UInt8(ascii: "b"), _): return .flag
    case (UInt8(ascii: "n"), _): return .number
    default: return .text
    }
  }

  private func cells(of row: Int) -> ArraySlice<(column: Int, cell: Table.Cell)> {
    cells[rows[row].start..<(row + 1 < rows.count ? rows[row + 1].start : cells.count)]
  }

  /// What was read, as a table; `nil` if there is not one cell.
  func table(file: String, sheet: String) -> Table? {
    guard let header = rows.indices.first(where: { !cells(of: $0).isEmpty }) else { return nil }
    let width = cells(of: header).map(\.column).max()! + 1
    var columns = Array(repeating: "", count: width)
    for (column, cell) in cells(of: header) {
      columns[column] =
        String(
          decoding: bytes[cell.start..<cell.start + abs(cell.length)], as: UTF8.self
        ).trimmed
    }
    let body = rows.indices.dropFirst(header + 1).filter { !cells(of: $0).isEmpty }
    var table = Array(repeating: Table.Cell.empty, count: width * body.count)
    for (place, row) in body.enumerated() {
      for (column, cell) in cells(of: row) where column < width {
        table[place * width + column] = cell
      }
    }
    return Table(
      file: file, sheet: sheet, columns: columns, separator: UInt8(ascii: "\t"), bytes: bytes,
      cells: table, lines: body.map { rows[$0].line })
  }
}
