import Quantities
import Testing

/// A text and the number of SI base units that it says.
struct RightText: CustomTestStringConvertible, Sendable {
  let table: UnitTable
  let text: String
  let value: Double

  init(_ table: UnitTable, _ text: String, _ value: Double) {
    self.table = table
    self.text = text
    self.value = value
  }

  var testDescription: String { text.debugDescription }

  static let all: [RightText] = [
    RightText(Bytes.text, "4 GiB", 4 * 0x1p30), RightText(Bytes.text, "4GiB", 4 * 0x1p30),
    RightText(Bytes.text, "4   GiB", 4 * 0x1p30), RightText(Bytes.text, "1.5 kB", 1500),
    RightText(Bytes.text, ".5 KiB", 512), RightText(Bytes.text, "5. B", 5),
    RightText(Bytes.text, "1e3 B", 1000),
    RightText(Bytes.text, "1E+3B", 1000), RightText(Bytes.text, "2.5e-1 KiB", 256),
    RightText(Bytes.text, "+7 B", 7),
    RightText(Bytes.text, "-7 B", -7), RightText(Bytes.text, "007 B", 7),
    RightText(Bytes.text, "0 PiB", 0),
    RightText(Bytes.text, "0e9999 B", 0), RightText(Bytes.text, "9007199254740992 B", 0x1p53),
    RightText(Bytes.text, "1 PB", 1e15), RightText(BytesPerSecond.text, "10 Gbit/s", 1.25e9),
    RightText(BytesPerSecond.text, "1 bit/s", 0.125),
    RightText(BytesPerSecond.text, "40 MiB/s", 40 * 0x1p20),
    RightText(PagesPerSecond.text, "40 MiB/s", 10240),
    RightText(PagesPerSecond.text, "10000 writes/s", 10000),
    RightText(PagesPerSecond.text, "5000 pages/s", 5000),
    RightText(PagesPerSecond.text, "4 KiB/s", 1),
    RightText(PagesPerSecond.text, "4096 kB/s", 1000),
    RightText(PagesPerSecond.text, "32.768 Mbit/s", 1000),
    RightText(Seconds.text, "300 ms", 0.3), RightText(Seconds.text, "2 h", 7200),
    RightText(Seconds.text, "1 d", 86400),
    RightText(Seconds.text, "7 us", 7e-6), RightText(Seconds.text, "3 ns", 3e-9),
    RightText(Seconds.text, "1 min", 60),
  ]

  /// Texts as they are printed.
  static let printed: [RightText] = [
    RightText(Bytes.text, "4 GiB", 0x1p32), RightText(Bytes.text, "512 MiB", 0x1p29),
    RightText(Bytes.text, "1 KiB", 1024), RightText(Bytes.text, "1 MB", 1e6),
    RightText(Bytes.text, "0 B", 0), RightText(Bytes.text, "-1 B", -1),
    RightText(Bytes.text, "0.5 B", 0.5), RightText(BytesPerSecond.text, "10 Gbit/s", 1.25e9),
    RightText(BytesPerSecond.text, "40 MiB/s", 40 * 0x1p20),
    RightText(BytesPerSecond.text, "unlimited", .infinity),
    RightText(PagesPerSecond.text, "10000 writes/s", 10000),
    RightText(PagesPerSecond.text, "0 writes/s", 0), RightText(Seconds.text, "300 ms", 0.3),
    RightText(Seconds.text, "2 h", 7200), RightText(Seconds.text, "1.5 s", 1.5),
    RightText(Bytes.text, "1.5 GiB", 1.5 * 0x1p30),
    RightText(PagesPerSecond.text, "40 MiB/s", 10240), RightText(Seconds.text, "-300 ms", -0.3),
    RightText(Seconds.text, "90 s", 90),
    RightText(Seconds.text, "1 d", 86400), RightText(Seconds.text, "0 s", 0),
    RightText(Seconds.text, "1 ns", 1e-9),
  ]
}

/// A text that is not the quantity it should be, and what the error should say.
struct WrongText: CustomTestStringConvertible, Sendable {
  let table: UnitTable
  let text: String
  let fragment: String

  init(_ table: UnitTable, _ text: String, _ fragment: String) {
    self.table = table
    self.text = text
    self.fragment = fragment
  }

  var testDescription: String { text.debugDescription }

  static let numbers: [WrongText] = [
    "", " ", "GiB", "+", "-", ".", "e3 B", "+-4 B", "-+4 B", "--4 B", "nan B", "NaN", "inf B",
    "infinity", "Infinity B", "unlimited", "−4 GiB", "４ GiB", "٤ GiB", "½ GiB", "x4 B", "\"4 B\"",
    "\u{FEFF}4 B", "e", ".e3 B",
  ].map { WrongText(Bytes.text, $0, "is not an amount of data") }

  static let units: [WrongText] = [
    WrongText(Bytes.text, "4", "has no unit"),
    WrongText(Bytes.text, "4 ", "has no unit"),
    WrongText(Bytes.text, "1e3", "has no unit"),
    WrongText(Bytes.text, " 4 GiB", "begins with a space"),
    WrongText(Bytes.text, "4 GiB ", "not even a space"),
    WrongText(Bytes.text, "4\u{A0}GiB", "only plain spaces"),
    WrongText(Bytes.text, "4\tGiB", "only plain spaces"),
    WrongText(Bytes.text, "4 GiB x", "\"GiB x\" is not one of its units"),
    WrongText(Bytes.text, "4 GiB 5 MiB", "\"GiB 5 MiB\" is not one of its units"),
    WrongText(Bytes.text, "0x10 B", "\"x10 B\" is not one of its units"),
    WrongText(Bytes.text, "0x1p4 B", "is not one of its units"),
    WrongText(Bytes.text, "4e GiB", "\"e GiB\" is not one of its units"),
    WrongText(Bytes.text, "1_000 B", "digits and one decimal point"),
    WrongText(Bytes.text, "1 000 B", "digits and one decimal point"),
    WrongText(Bytes.text, "1,5 GiB", "digits and one decimal point"),
    WrongText(Bytes.text, "1'000 B", "digits and one decimal point"),
    WrongText(Bytes.text, "1.2.3 B", "digits and one decimal point"),
    WrongText(Bytes.text, "1e5.5 B", "digits and one decimal point"),
    WrongText(Bytes.text, "4 GIB", "spelled \"GiB\""),
    WrongText(Bytes.text, "4 KB", "spelled \"kB\""),
    WrongText(Bytes.text, "4 mB", "spelled \"MB\""),
    WrongText(Bytes.text, "4 Gb", "bits or bytes are meant; write \"GB\""),
    WrongText(Bytes.text, "4 gib", "bits or bytes are meant; write \"GiB\""),
    WrongText(Bytes.text, "4 b", "bits or bytes are meant; write \"B\""),
    WrongText(Bytes.text, "4 Gbit", "is in bits; write bytes"),
    WrongText(Bytes.text, "4 GB/s", "\"GB/s\" is a rate"),
    WrongText(Bytes.text, "4 Gbit/s", "\"Gbit/s\" is a rate"),
    WrongText(Bytes.text, "4 Mbps", "\"Mbps\" is a rate"),
    WrongText(Bytes.text, "4 s", "\"s\" is not one of its units (PiB, TiB,"),
    WrongText(Bytes.text, "4 EiB", "\"EiB\" is not one of its units"),
    WrongText(Bytes.text, "4 GiB\u{301}", "is not one of its units"),
    WrongText(Bytes.text, "1e308 PiB", "is too large a number"),
    WrongText(Bytes.text, "-1e999 B", "is too large a number"),
    WrongText(BytesPerSecond.text, "10 Gbit", "a rate ends in \"/s\", such as \"Gbit/s\""),
    WrongText(BytesPerSecond.text, "10 GiB", "a rate ends in \"/s\", such as \"GiB/s\""),
    WrongText(BytesPerSecond.text, "10 Gbps", "are meant; write \"Gbit/s\" or \"GB/s\""),
    WrongText(BytesPerSecond.text, "10 GBps", "are meant; write \"Gbit/s\" or \"GB/s\""),
    WrongText(BytesPerSecond.text, "10 Gb/s", "are meant; write \"Gbit/s\" or \"GB/s\""),
    WrongText(BytesPerSecond.text, "10 mb/s", "are meant; write \"Mbit/s\" or \"MB/s\""),
    WrongText(BytesPerSecond.text, "10 Kbit/s", "spelled \"kbit/s\""),
    WrongText(PagesPerSecond.text, "10 pages", "such as \"pages/s\""),
    WrongText(PagesPerSecond.text, "10 Writes/s", "spelled \"writes/s\""),
    WrongText(Seconds.text, "10 µs", "spelled \"us\""),
    WrongText(Seconds.text, "10 μs", "spelled \"us\""),
    WrongText(Seconds.text, "10 S", "spelled \"s\""),
    WrongText(Seconds.text, "10 sec", "\"sec\" is not one of its units"),
    WrongText(Seconds.text, "1 h 30 min", "\"h 30 min\" is not one of its units"),
    WrongText(Seconds.text, "10 m/s", "\"m/s\" is a rate"),
    WrongText(Seconds.text, "1e-999 s", "is too small a number"),
    WrongText(Seconds.text, "5e-324 ns", "is too small a number"),
  ]
}
