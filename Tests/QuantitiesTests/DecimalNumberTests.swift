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
}
