import Testing

@testable import Studies

@Suite("Where a demand begins to hold")
struct FrontierTests {
  private static func evidence(_ isMet: Bool, likely: Bool? = nil, sure: Bool? = nil) -> Evidence {
    Evidence(
      isMet: isMet, mayBeMet: likely ?? isMet, isSurelyMet: sure ?? isMet, shown: "\(isMet)")
  }

  private static let grid = (0...8).map { Double($0) / 8 }

  @Test("the smallest place is found as finely as asked", arguments: [0.01, 0.3, 0.62, 0.999])
  func smallest(limit: Double) throws {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3) { Self.evidence($0 >= limit) }
    let answer = try #require(frontier.answer)
    #expect(answer >= limit && answer - limit <= 1e-3)
    #expect(frontier.gaps.isEmpty)
    #expect(!frontier.holdsEverywhere)
  }

  @Test("the largest place is looked for from the end")
  func largest() throws {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3, fromEnd: true) {
      Self.evidence($0 <= 0.4)
    }
    let answer = try #require(frontier.answer)
    #expect(answer <= 0.4 && 0.4 - answer <= 1e-3)
    #expect(frontier.gaps.isEmpty)
  }

  @Test("the interval goes from the last place that is surely none to the first that surely is one")
  func interval() throws {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3) {
      Self.evidence($0 >= 0.5, likely: $0 >= 0.45, sure: $0 >= 0.58)
    }
    let broken = try #require(frontier.broken)
    let possible = try #require(frontier.possible)
    #expect(broken < 0.45 && possible >= 0.45 && possible - broken <= 1e-3)
    #expect(abs(try #require(frontier.sure) - 0.58) <= 1e-3)
    // What was looked at says so too.
    #expect(frontier.tried.last { !$0.evidence.mayBeMet }?.place == broken)
  }

  @Test("a sharp threshold lies within its interval", arguments: [false, true])
  func sharp(fromEnd: Bool) throws {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3, fromEnd: fromEnd) {
      Self.evidence(fromEnd ? $0 <= 0.4 : $0 >= 0.4)
    }
    let ends = [try #require(frontier.broken), try #require(frontier.sure)].sorted()
    #expect(ends[0] <= 0.4 && 0.4 <= ends[1] && ends[0] < ends[1])
  }

  @Test("nothing is broken before the first place where it may hold there already")
  func nothingBroken() {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3) {
      Self.evidence($0 >= 0.5, likely: true)
    }
    #expect(frontier.broken == nil && frontier.possible == 0)
    let list = Frontier(grid: [0, 1, 2, 3], resolution: nil) { Self.evidence($0 >= 2) }
    #expect(list.broken == 1 && list.sure == 2)
  }

  @Test("where it holds, and further on does not, is told")
  func notMonotone() throws {
    let frontier = Frontier(grid: Self.grid, resolution: 1e-3) {
      Self.evidence((0.2...0.55).contains($0) || $0 > 0.8)
    }
    #expect(abs(try #require(frontier.answer) - 0.2) <= 1e-3)
    #expect(frontier.gaps == [0.5...0.625])
  }

  @Test("there may be no answer, or the whole range may be one")
  func ends() {
    let none = Frontier(grid: Self.grid, resolution: 1e-3) { _ in Self.evidence(false) }
    #expect(none.answer == nil && none.possible == nil && none.sure == nil)
    let all = Frontier(grid: Self.grid, resolution: 1e-3) { _ in Self.evidence(true) }
    #expect(all.answer == 0 && all.holdsEverywhere)
  }

  @Test("whole numbers and lists are looked at where they are")
  func whole() {
    let frontier = Frontier(
      grid: [0, 0.5, 1], resolution: 1e-6, snap: { ($0 * 16).rounded() / 16 },
      look: { place in Self.evidence(place * 16 >= 11) })
    #expect(frontier.answer == 11.0 / 16)
    let list = Frontier(grid: [0, 1, 2, 3], resolution: nil) { Self.evidence($0 >= 2) }
    #expect(list.answer == 2)
    #expect(list.tried.count == 4)
  }
}
