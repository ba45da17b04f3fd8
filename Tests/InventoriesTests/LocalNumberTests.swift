import Testing

@testable import Inventories

@Suite("Numbers, dates and texts as systems write them")
struct LocalNumberTests {
  private static func read(
    _ texts: [String], separator: Character = ",", isWhole: Bool = false
  ) -> [Double?] {
    let style = LocalNumber(of: texts, separator: separator.asciiValue!, isWhole: isWhole)
    return texts.map(style.value)
  }

  @Test("a mark between two groups separates thousands, the last of two kinds the fraction")
  func plain() {
    #expect(Self.read(["8192", "-1", "4.5"]) == [8192, -1, 4.5])
    #expect(Self.read(["1,234,567"]) == [1_234_567])
    #expect(Self.read(["1.234.567"]) == [1_234_567])
    #expect(Self.read(["1,234.5"]) == [1234.5])
    #expect(Self.read(["1.234,5"]) == [1234.5])
    #expect(
      Self.read(["1 234", "1\u{A0}234", "1\u{202F}234", "1'234"]) == [1234, 1234, 1234, 1234])
  }

  @Test("one mark before three digits separates thousands in whole numbers")
  func whole() {
    #expect(Self.read(["131.072", "8.192"], separator: ";", isWhole: true) == [131_072, 8192])
    #expect(Self.read(["131,072"], isWhole: true) == [131_072])
  }

  @Test("what one number leaves open, others of its column or the separator decide")
  func neighbours() {
    #expect(Self.read(["8,192", "0,5"]) == [8.192, 0.5])
    #expect(Self.read(["8.192", "0.5"], separator: ";") == [8.192, 0.5])
    #expect(Self.read(["8,192"], separator: ";") == [8.192])
    #expect(Self.read(["8,192"]) == [8192])
    #expect(Self.read(["8.192"]) == [8.192])
  }

  @Test("what is no number is none", arguments: ["12x", "1.2.3,4,5", "", "0x10", "12,34,5.6.7"])
  func wrong(text: String) {
    #expect(LocalNumber().value(text) == nil)
  }

  @Test("dates of Windows, of spreadsheets and of ISO 8601 are one day")
  func dates() {
    for text in [
      "2026/09/30 07:15:00", "30.09.2026 07:15", "9/30/2026 7:15:00 AM", "30/09/2026", "2026-09-30",
      "46295.3020833",
    ] {
      #expect(CalendarTime.day(text) == "2026-09-30", "\(text)")
    }
    #expect(CalendarTime.day("31.02.x") == nil)
    #expect(CalendarTime.seconds(iso: "1970-01-02T00:00:01.5Z") == 86_401.5)
    #expect(
      CalendarTime.seconds(iso: "2026-09-28T23:04:12+02:00")
        == CalendarTime.seconds(iso: "2026-09-28T21:04:12.000000"))
  }

  @Test("UTF-16, byte order marks and Windows-1252 become UTF-8")
  func encodings() {
    let text = Array("Größe;8".utf8)
    let units = Array("Größe;8".utf16)
    let low = units.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let high = units.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }
    #expect(PlainText.utf8([0xEF, 0xBB, 0xBF] + text) == text)
    #expect(PlainText.utf8([0xFF, 0xFE] + low) == text)
    #expect(PlainText.utf8([0xFE, 0xFF] + high) == text)
    #expect(PlainText.utf8([0x47, 0x72, 0xF6, 0xDF, 0x65, 0x3B, 0x38]) == text)
    #expect(PlainText.utf8([0x80]) == Array("€".utf8))
  }
}
