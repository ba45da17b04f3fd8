import Testing

@testable import Experiment

@Suite("Names and patterns")
struct NameIndexTests {
  private static let index = NameIndex([
    "b-2", "a", "b-10", "ab", "aba", "b-1", "é-1", "a,\u{301}b",
  ])

  @Test(
    "a pattern means every name that begins and ends like it, in the order of the list",
    arguments: [
      ("b-*", [0, 2, 5]), ("*", [0, 1, 2, 3, 4, 5, 6, 7]), ("*1", [5, 6]), ("a*a", [4]),
      ("a*", [1, 3, 4, 7]), ("ab*ba", []), ("b-1*", [2, 5]), ("é*", [6]), ("z*", []), ("a", [1]),
      ("a,*", [7]), ("zz", []),
    ])
  func patterns(reference: String, places: [Int]) {
    #expect(Self.index.matches(reference) == places)
  }

  @Test("of names that stand twice, the first is meant")
  func twice() {
    #expect(NameIndex(["x", "x"])["x"] == 0)
  }
}
