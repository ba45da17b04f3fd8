import Quantities
import Testing

@Suite("Quantities in texts")
struct QuantityTextTests {
  @Test("a text is read as the number that it says", arguments: RightText.all)
  func reading(_ right: RightText) throws {
    #expect(try right.table.parse(right.text) == right.value)
  }

  @Test(
    "a wrong text is refused with its reason and a text that is right",
    arguments: WrongText.numbers + WrongText.units)
  func refusal(_ wrong: WrongText) {
    #expect {
      _ = try wrong.table.parse(wrong.text)
    } throws: { error in
      guard let error = error as? QuantityError else { return false }
      return error.text == wrong.text && error.problem.contains(wrong.fragment)
        && error.remedy == wrong.table.remedy
        && error.description == "\"\(wrong.text)\" \(error.problem); \(error.remedy)"
    }
  }

  @Test(
    "what an error advises to write is right",
    arguments: [
      Bytes.text, BytesPerSecond.text, PagesPerSecond.text, Seconds.text,
    ])
  func examples(table: UnitTable) throws {
    for example in table.examples {
      #expect(table.print(try table.parse(example)) == example)
      #expect(table.remedy.contains("\"\(example)\""))
    }
  }

  @Test("an error stays short, however long the text")
  func longText() {
    #expect {
      try Bytes.text.parse("4 " + String(repeating: "x", count: 100_000))
    } throws: {
      ($0 as? QuantityError)?.problem.count ?? .max < 200
    }
  }

  @Test("a quantity prints as people write it", arguments: RightText.printed)
  func printing(_ right: RightText) {
    #expect(right.table.print(right.value) == right.text)
  }

  private func roundTrip<Q: Quantity>(_ type: Q.Type, _ values: [Double]) throws {
    for value in values {
      let text = Q(value).description
      let read = try Q(parsing: text)
      #expect(read.value.bitPattern == value.bitPattern, "\(text) is not \(value)")
      if abs(value) >= 1 {
        #expect(text.prefix { $0 != " " }.count <= value.description.count, "\(text)")
      }
    }
  }

  @Test("what is printed reads back as exactly the same quantity", arguments: 0..<8)
  func roundTrips(seed: UInt64) throws {
    var random = SplitMix(state: seed)
    let patterns = (0..<300).map { _ in Double(bitPattern: random.next()) }.filter(\.isFinite)
    let ordinary = (0..<300).map { _ in Double.random(in: -1e6...1e6, using: &random) }
    let whole = (0..<300).map { _ in Double(Int.random(in: 0...1 << 53, using: &random)) }
    let decimals = (0..<300).map { _ in Double(Int.random(in: 0...99999, using: &random)) / 1e3 }
    let edges: [Double] = [
      0, -0.0, .leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, 1, .pi, 0x1p53, 1.0.nextUp, 0.1,
    ]
    let values = patterns + ordinary + whole + decimals + edges
    try roundTrip(Bytes.self, values)
    try roundTrip(BytesPerSecond.self, values)
    try roundTrip(PagesPerSecond.self, values)
    try roundTrip(Seconds.self, values)
  }
}

/// A small repeatable generator (Steele, Lea and Flood, 2014).
private struct SplitMix: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
