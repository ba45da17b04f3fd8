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

extension UnitTable {
  /// What is wrong with a unit that the table does not know.
  ///
  /// The commonest slips get their own words: marks within the number, letter case, bits written as
  /// bytes, and rates written as amounts.
  func complaint(about unit: String) -> String {
    let shown = unit.count > 30 ? "\"\(unit.prefix(20))...\"" : "\"\(unit)\""
    let first = unit.unicodeScalars.first!
    if ",._'’".unicodeScalars.contains(first) || ("0"..."9").contains(first) {
      return "numbers are written with digits and one decimal point, such as 1000 or 1.5"
    }
    if first.properties.isWhitespace { return "only plain spaces may stand before the unit" }
    if unit.last!.isWhitespace { return "nothing may stand after the unit, not even a space" }

    let folded = unit.lowercased()
    let hasRates = units.contains { $0.name.hasSuffix("/s") }
    if !hasRates, folded.hasSuffix("/s") || folded.hasSuffix("bps") { return "\(shown) is a rate" }
    if let amongBitsOrBytes = complaintAboutBits(unit, folded, shown) { return amongBitsOrBytes }
    let spelled = folded.replacing("\u{B5}", with: "u").replacing("\u{3BC}", with: "u")
    if let near = units.first(where: { $0.name.lowercased() == spelled }) {
      return "the unit is spelled \"\(near.name)\""
    }
    if let near = units.first(where: { $0.name.lowercased() == folded + "/s" }) {
      return "\(shown) is an amount; a rate ends in \"/s\", such as \"\(near.name)\""
    }
    return "\(shown) is not one of its units (\(units.map(\.name).joined(separator: ", ")))"
  }

  /// A small b may stand for bits or be a slip for bytes, which is a factor of eight.
  private func complaintAboutBits(_ unit: String, _ folded: String, _ shown: String) -> String? {
    var stem = Substring(unit)
    for ending in ["/s", "ps"] where stem.hasSuffix(ending) { stem = stem.dropLast(2) }
    if stem.lowercased().hasSuffix("bit"), !units.contains(where: { $0.name.contains("bit") }) {
      return "\(shown) is in bits; write bytes"
    }
    guard stem.hasSuffix("b") || (folded.hasSuffix("bps") && stem.hasSuffix("B")) else {
      return nil
    }
    let prefix = stem.dropLast().lowercased()
    let meant = units.map(\.name).filter {
      [prefix + "b", prefix + "bit", prefix + "b/s", prefix + "bit/s"].contains($0.lowercased())
    }
    guard !meant.isEmpty else { return nil }
    return "\(shown) leaves open whether bits or bytes are meant; write "
      + meant.map { "\"\($0)\"" }.joined(separator: " or ")
  }
}
