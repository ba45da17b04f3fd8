import Quantities
package import StrictJSON

/// The number that a value of a scenario means.
package enum Magnitude {
  /// A number, or a quantity in SI base units; `nil` for everything else.
  package static func of(_ value: JSONNode) -> Double? { measured(value)?.number }

  /// The number that a text means: `12`, `1 Gbit/s`, `300 ms`.
  package static func of(_ text: String) -> Double? { measured(text)?.number }

  /// A number, and what it is a number of.
  struct Measured {
    /// In SI base units.
    let number: Double
    /// What it measures, such as an amount of data; `nil` for plain numbers. Only numbers of one kind
    /// have an order.
    let kind: String?
    /// As it was written; empty for plain numbers.
    let unit: String
  }

  static func measured(_ value: JSONNode) -> Measured? {
    value.number.map { Measured(number: $0.value, kind: nil, unit: "") }
      ?? value.string.flatMap { measured($0) }
  }

  private static func measured(_ text: String) -> Measured? {
    if let number = Double(decimal: text) { return Measured(number: number, kind: nil, unit: "") }
    for table in tables {
      if let number = try? table.parse(text) {
        return Measured(
          number: number, kind: table.noun, unit: UnitTable.parts(of: text)?.unit ?? "")
      }
    }
    return nil
  }

  /// The unit at the end of a text, behind a number or behind what should be one: `Gbit/s` of `x Gbit/s`.
  static func unit(endingIn text: String) -> String? {
    if let unit = UnitTable.parts(of: text)?.unit { return unit }
    guard let space = text.lastIndex(of: " ") else { return nil }
    let word = text[text.index(after: space)...]
    return tables.lazy.flatMap(\.units).first { $0.name == word }?.name
  }

  private static let tables = [
    Seconds.text, Bytes.text, BytesPerSecond.text, PagesPerSecond.text, OperationsPerSecond.text,
  ]

  /// A number with 12 significant digits at most, without a fraction where it has none: what steps of
  /// a range are rounded to, so that 1 to 64 in seven equal ratios are 1, 2, 4 and not 3.9999999999.
  static func rounded(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let digits = 11 - Int(log10Floor(abs(value)))
    let scale = power(abs(digits))
    let near =
      digits >= 0 ? (value * scale).rounded() / scale : (value / scale).rounded() * scale
    if let whole = Int(exactly: near), abs(whole) < 1 << 53 { return String(whole) }
    return near.description
  }

  /// The exponent of ten of a number above zero.
  private static func log10Floor(_ value: Double) -> Int {
    var (exponent, rest) = (0, value)
    while rest >= 10 { (rest, exponent) = (rest / 10, exponent + 1) }
    while rest < 1 { (rest, exponent) = (rest * 10, exponent - 1) }
    return exponent
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<min(exponent, 300)).reduce(1) { value, _ in value * 10 }
  }
}
