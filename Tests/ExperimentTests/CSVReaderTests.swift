import Testing

@testable import Experiment

@Suite("Comma-separated values are read as spreadsheets write them")
struct CSVReaderTests {
  /// Every row of a text, as cells.
  static func rows(_ text: String) -> [[String]] {
    var reader = CSVReader(Array(text.utf8))
    var rows: [[String]] = []
    while let row = reader.next() { rows.append(row.cells.map { reader.text(of: $0) }) }
    return rows
  }

  @Test(
    "commas, semicolons and tabs separate, whichever the first line has most of",
    arguments: [",", ";", "\t"])
  func separators(separator: String) {
    #expect(Self.rows("a\(separator)b\n1\(separator)2\n") == [["a", "b"], ["1", "2"]])
  }

  @Test("quoted cells may hold separators, quotes and line ends")
  func quotes() {
    let text = "a,b\n\"x, y\",\"says \"\"no\"\"\"\n\"two\nlines\",\"\"\n"
    #expect(Self.rows(text) == [["a", "b"], ["x, y", "says \"no\""], ["two\nlines", ""]])
  }

  @Test("a byte-order mark, CRLF, empty lines and a missing last line end do not matter")
  func lineEnds() {
    #expect(Self.rows("\u{FEFF}a,b\r\n\r\n1,2\r\n3,4") == [["a", "b"], ["1", "2"], ["3", "4"]])
  }

  @Test("carriage returns end lines where there is nothing else that could")
  func carriageReturns() {
    #expect(Self.rows("a,b\r1,2\r3,4\r") == [["a", "b"], ["1", "2"], ["3", "4"]])
    #expect(Self.rows("a,b\n1,x\ry\n") == [["a", "b"], ["1", "x\ry"]])
    var reader = CSVReader(Array("a\rb\r\rc\r".utf8))
    var lines: [Int] = []
    while let row = reader.next() { lines.append(row.line) }
    #expect(lines == [1, 2, 4])
  }

  @Test("lines are counted through quoted cells and empty lines")
  func lines() {
    var reader = CSVReader(Array("a\n\n\"x\ny\"\nz\n".utf8))
    var lines: [Int] = []
    while let row = reader.next() { lines.append(row.line) }
    #expect(lines == [1, 3, 5])
  }

  @Test("a row whose quotes do not match is wrong by itself, and takes no other with it")
  func strayQuotes() {
    var reader = CSVReader(Array("a,b\n1,\"x\n2,y\n3,\"z\"\n4,\"u\"v\n5,w\n".utf8))
    var found: [(line: Int, isWrong: Bool)] = []
    while let row = reader.next() { found.append((row.line, row.problem != nil)) }
    #expect(found.map(\.line) == [1, 2, 3, 4, 5, 6])
    #expect(found.filter(\.isWrong).map(\.line) == [2, 5])
  }

  @Test("an empty file, or one of empty lines, has no rows", arguments: ["", "\n\r\n", "\u{FEFF}"])
  func nothing(text: String) {
    #expect(Self.rows(text).isEmpty)
  }
}
