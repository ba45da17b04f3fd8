import Quantities
import Testing

@Suite("Plain numbers")
struct DecimalNumberTests {
  @Test(
    "are digits, with a sign, a point and an exponent",
    arguments: [
      ("12", 12), ("-12", -12), ("+1", 1), (".5", 0.5), ("5.", 5), ("1.5e-3", 1.5e-3),
      ("1E3", 1000),
      ("007", 7),
    ])
  func numbers(text: String, value: Double) { #expect(Double(decimal: text) == value) }

  @Test(
    "are nothing else, and never endless",
    arguments: [
      "", " 1", "1 ", "0x400", "0x1p3", "nan", "inf", "-inf", "infinity", "1e", "1e999", "1,5",
      "1_000",
      "١", "e3", ".", "-", "--1",
    ])
  func others(text: String) { #expect(Double(decimal: text) == nil) }

  @Test("short ones are read from bytes as from text, to the last bit")
  func short() {
    var state: UInt64 = 1
    for _ in 0..<20_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      var text = String((state >> 8) % 1_000_000_000_000_000)
      let point = Int(state >> 8 & 15)
      if point <= text.count {
        text.insert(".", at: text.index(text.startIndex, offsetBy: point))
      }
      if state & 128 == 0 { text = "-" + text }
      let bytes = Array(text.utf8)
      #expect(Double(shortDecimal: bytes[...]) == Double(decimal: text), "\(text)")
    }
    for text in [
      "", "-", ".", "-.", "1e3", "+1", " 1", "1 ", "1,5", "nan", "1.2.3", "1234567890123456",
    ] {
      #expect(Double(shortDecimal: Array(text.utf8)[...]) == nil, "\(text)")
    }
  }
}
