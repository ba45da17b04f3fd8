internal import Experiment

extension Table {
  /// Reads a CSV file whose text is UTF-8 already.
  ///
  /// Lines that tools write above the names of the columns, `sep=;` and `#TYPE ...`, are passed over.
  /// Rows that do not fit are reported and left out.
  init(csv text: [UInt8], file: String, _ log: inout ImportLog) throws(ImportError) {
    var text = text
    var skipped = 0
    while let end = text.firstIndex(of: 10), Self.isPreamble(text[..<end]) {
      text.removeSubrange(...end)
      skipped += 1
    }
    var reader = CSVReader(text)
    guard let header = reader.next() else {
      throw ImportError(file, nil, "is empty", "export it again")
    }
    let columns = header.cells.map { [reader] in reader.text(of: $0).trimmed }
    let width = columns.count
    var bytes = text
    var cells: [Cell] = []
    var lines: [Int] = []
    while let row = reader.next() {
      let line = row.line + skipped
      func mistake(_ problem: String, _ remedy: String) -> ImportError {
        ImportError(file, "row \(line)", problem, remedy)
      }
      if let problem = row.problem {
        log.report(mistake(problem, "close the quote, or export the file again"))
        continue
      }
      let missing = width - row.cells.count
      let surplus = row.cells.dropFirst(width).contains { !$0.isEmpty }
      if missing > 0 || surplus {
        log.report(
          mistake(
            "has \(row.cells.count) cells, but there are \(width) columns",
            "export the file again: it may be cut short"))
        continue
      }
      lines.append(line)
      for cell in row.cells.prefix(width) {
        guard text[cell].first == UInt8(ascii: "\"") else {
          cells.append(Cell(start: cell.lowerBound, length: cell.count))
          continue
        }
        let inner = Array(reader.text(of: cell).utf8)
        cells.append(Cell(start: bytes.count, length: inner.count))
        bytes += inner
      }
    }
    self.init(
      file: file, sheet: nil, columns: columns, separator: reader.separator, bytes: bytes,
      cells: cells, lines: lines)
  }

  private static func isPreamble(_ line: ArraySlice<UInt8>) -> Bool {
    line.starts(with: "sep=".utf8) || line.starts(with: "#TYPE".utf8) || line.isEmpty
      || line.elementsEqual([13])
  }
}
