/// How one kind of quantity is written by people: its units, and words for error messages.
public struct UnitTable: Sendable {
  /// What the text should have been, with its article: `"an amount of data"`.
  public let noun: String
  /// Texts that would be right.
  public let examples: [String]
  /// The units, in the order in which printing prefers them.
  public let units: [Unit]

  /// One unit. Its size in SI base units is a ratio of two exact numbers, so that "300 ms" is the
  /// double nearest to 0.3: 300 * 1 / 1000.
  public struct Unit: Sendable {
    /// How the unit is spelled.
    public let name: String
    let multiplier: Double
    let divisor: Double

    init(_ name: String, _ multiplier: Double, per divisor: Double = 1) {
      self.name = name
      self.multiplier = multiplier
      self.divisor = divisor
    }
  }

  init(noun: String, examples: [String], units: [Unit]) {
    self.noun = noun
    self.examples = examples
    self.units = units
  }

  /// The advice that ends every error message.
  public var remedy: String {
    "write for example " + examples.map { "\"\($0)\"" }.joined(separator: " or ")
  }

  /// The value, in SI base units, of text such as `"4 GiB"`: a plain decimal number, a space (which
  /// may be left out), and one of the units.
  ///
  /// - Throws: `QuantityError` naming the problem and a text that would be right.
  public func parse(_ text: String) throws(QuantityError) -> Double {
    let number = text.leadingDecimal
    let unit = text[number.endIndex...].drop { $0 == " " }
    func error(_ problem: String) -> QuantityError {
      QuantityError(text: text, problem: problem, remedy: remedy)
    }
    guard let value = Double(number) else {
      let padded = text.first?.isWhitespace == true && text.contains { !$0.isWhitespace }
      throw error(padded ? "begins with a space" : "is not \(noun)")
    }
    guard !unit.isEmpty else { throw error("has no unit") }
    guard
      let known = units.first(where: { $0.name.unicodeScalars.elementsEqual(unit.unicodeScalars) })
    else {
      throw error("is not \(noun): \(complaint(about: String(unit)))")
    }
    let result = value * known.multiplier / known.divisor
    guard result.isFinite else { throw error("is too large a number") }
    // A length of time that vanishes is not what its author meant.
    guard result != 0 || !Self.hasDigitAboveZero(number) else {
      throw error("is too small a number to be told from 0")
    }
    return result
  }

  /// The two parts of a text such as `"4 GiB"`, without the space between them; `nil` unless it begins
  /// with a number and goes on with something else.
  public static func parts(of text: String) -> (number: String, unit: String)? {
    let number = text.leadingDecimal
    let unit = text[number.endIndex...].drop { $0 == " " }
    guard !number.isEmpty, !unit.isEmpty else { return nil }
    return (String(number), String(unit))
  }

  /// A text that `parse` reads back as exactly `value`, as a person would write it: in the unit that
  /// needs the shortest number of 1 or more, and the first such unit of the table. So 300 ms, not
  /// 0.3 s, and 1.5 GiB, not 1536 MiB. Nothing is nothing of the base unit.
  public func print(_ value: Double) -> String {
    guard value.isFinite else { return value > 0 ? "unlimited" : "\(value)" }
    // The base unit multiplies and divides by 1, so its text always reads back exactly.
    let base = units.first { $0.multiplier == $0.divisor }!
    if value == 0 { return "\(Self.decimal(value)) \(base.name)" }
    var best: (text: String, rank: (Int, Int))?
    for unit in units {
      let scaled = value * unit.divisor / unit.multiplier
      let number = Self.decimal(scaled)
      let rank = (abs(scaled) < 1 ? 1 : 0, number.utf8.count)
      if let best, rank >= best.rank { continue }
      let text = "\(number) \(unit.name)"
      // A number without an exponent reads back as itself, so what `parse` would find is known.
      let isPlain = scaled >= 0 && !number.utf8.contains(UInt8(ascii: "e"))
      let read = isPlain ? scaled * unit.multiplier / unit.divisor : try? parse(text)
      if read == value { best = (text, rank) }
    }
    return best!.text
  }

  private static func decimal(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func hasDigitAboveZero(_ number: Substring) -> Bool {
    number.utf8.prefix { $0 | 0x20 != 0x65 }.contains { (0x31...0x39).contains($0) }
  }
}
