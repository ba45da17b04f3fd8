import Quantities
import Randomness
import Testing

@testable import Experiment

@Suite("Cells of result files")
struct CSVBytesTests {
  private func text(_ cell: some CSVCell) -> String {
    var csv = CSVBytes()
    cell.write(to: &csv)
    return csv.text
  }

  @Test(
    "times are the shortest decimals of whole nanoseconds that read back exactly",
    arguments: [
      0, -0.0, 1, -1, 0.5, 1e-9, -1e-9, 1e-10, 9.9999e-5, 1e-4, 0.1, 0.123456789, 1.5e-5,
      59.999999999,
      -0.25, 86_400, 3.0000000001, 999_999.999_999_999, 1_000_000.123_456_789, 1e9, 3.1536e8 + 0.1,
      1e14, 9_007_199.254_740_993,
    ])
  func times(value: Double) {
    let rounded = (value * 1e9).rounded() / 1e9
    #expect(text(Seconds(value)) == CSVTable.shortest(rounded))
    #expect(Double(text(Seconds(value))) == rounded)
  }

  @Test("and so are a hundred thousand drawn ones, and rates")
  func drawn() {
    var stream = RandomStream(seed: 1, name: "csv", entity: "", replication: 1)
    for _ in 0..<100_000 {
      let value = (stream.uniform() - 0.2) * 10 * Double(1 << Int(stream.uniform() * 40))
      #expect(text(Seconds(value)) == CSVTable.shortest((value * 1e9).rounded() / 1e9))
      #expect(text(BytesPerSecond(value)) == CSVTable.shortest((value * 1e3).rounded() / 1e3))
      #expect(text(Share(value)) == CSVTable.shortest((value * 1e6).rounded() / 1e6))
    }
  }

  @Test("whole numbers have no fraction, up to where doubles hold them all")
  func whole() {
    #expect(text(Bytes(1.4)) == "1")
    #expect(text(Int.min) == "-9223372036854775808")
    #expect(text(9_007_199_254_740_991.0) == "9007199254740991")
    #expect(text(9_007_199_254_740_992.0) == "9007199254740992.0")
    #expect(text(-3.0) == "-3")
  }

  @Test(
    "a text is quoted by its bytes, whatever stands upon its commas",
    arguments: [
      ("plain", "plain"), ("a,b", "\"a,b\""), ("a,\u{301}b", "\"a,\u{301}b\""),
      ("a\"\u{301}b", "\"a\"\"\u{301}b\""), ("a\r\nb", "\"a\r\nb\""), ("", ""), ("é", "é"),
    ])
  func quoting(cell: String, written: String) {
    #expect(text(cell) == written)
    var reader = CSVReader(Array("x,y\n\(text(cell)),1\n".utf8))
    _ = reader.next()
    let row = reader.next()
    #expect(row.map { reader.text(of: $0.cells[0]) } == cell)
  }

  @Test("no result is nan or infinite: the writer refuses it")
  func notFinite() async {
    await #expect(processExitsWith: .failure) {
      var csv = CSVBytes()
      csv.append(Double.nan)
    }
    await #expect(processExitsWith: .failure) {
      var csv = CSVBytes()
      csv.append(Double.infinity, roundedTo: 1000)
    }
  }
}
