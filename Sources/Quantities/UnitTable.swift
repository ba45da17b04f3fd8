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
    let number = text.prefix { "+-.0123456789".contains($0) || isExponent($0, in: text) }
    let unit = text.dropFirst(number.count).drop { $0 == " " }
    guard !number.isEmpty, let value = Double(number) else {
      throw QuantityError(text: text, problem: "is not \(noun)", remedy: remedy)
    }
    guard !unit.isEmpty else {
      throw QuantityError(text: text, problem: "has no unit", remedy: remedy)
    }
    guard let known = units.first(where: { $0.name == unit }) else {
      throw QuantityError(
        text: text, problem: "is not \(noun): \(complaint(about: String(unit)))", remedy: remedy)
    }
    let result = value * known.multiplier / known.divisor
    guard result.isFinite else {
      throw QuantityError(text: text, problem: "is too large a number", remedy: remedy)
    }
    return result
  }

  /// The shortest text that `parse` reads back as exactly `value`; the larger unit where two tie.
  public func print(_ value: Double) -> String {
    guard value.isFinite else { return value > 0 ? "unlimited" : "\(value)" }
    var best: String?
    for unit in units {
      let text = Self.decimal(value * unit.divisor / unit.multiplier) + " " + unit.name
      guard let read = try? parse(text), read == value else { continue }
      if best == nil || text.count < best!.count { best = text }
    }
    return best ?? Self.decimal(value) + " " + (units.first { $0.multiplier == $0.divisor }!.name)
  }

  private static func decimal(_ value: Double) -> String {
    let text = value.description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// Whether a character is the exponent mark of a number (`"1e3 B"`), not the start of a unit.
  private func isExponent(_ character: Character, in text: String) -> Bool {
    guard character == "e" || character == "E", let place = text.firstIndex(of: character),
      place > text.startIndex
    else { return false }
    let next = text[text.index(after: place)...].first
    return next.map { $0.isNumber || $0 == "-" || $0 == "+" } ?? false
  }

  /// The commonest slips get their own words: letter case, and bits written as bytes.
  private func complaint(about unit: String) -> String {
    let folded = unit.lowercased()
    if let near = units.first(where: { $0.name.lowercased() == folded }) {
      return "the unit is spelled \"\(near.name)\""
    }
    if folded.hasSuffix("bps") {
      return "\"\(unit)\" leaves open whether bits or bytes are meant"
    }
    if folded.hasSuffix("b"),
      let near = units.first(where: { $0.name.lowercased() == folded + "/s" })
    {
      return "\"\(unit)\" is an amount; a rate ends in \"/s\", such as \"\(near.name)\""
    }
    return "\"\(unit)\" is not one of its units (\(units.map(\.name).joined(separator: ", ")))"
  }
}

/// Why a text is not the quantity it should be.
public struct QuantityError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The text as it was given.
  public let text: String
  /// What is wrong with it, as the rest of a sentence that begins with the text.
  public let problem: String
  /// What to write instead.
  public let remedy: String

  /// The whole sentence: `"4 GB/s" is not an amount of data: ...; write for example "4 GiB"`.
  public var description: String { "\"\(text)\" \(problem); \(remedy)" }
}
