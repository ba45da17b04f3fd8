import Randomness
import Testing

@testable import Datacenter

@Suite("The roll of the migrations under way")
struct RollTests {
  @Test("keeps the order in which they began, whoever has left")
  func order() {
    var stream = RandomStream(seed: 1, name: "roll", replication: 0)
    var roll = Roll()
    var plain: [MigrationID] = []
    for number in 0..<2000 {
      roll.enter(MigrationID(number))
      plain.append(MigrationID(number))
      // Mostly the oldest leave, some at random, and at times nearly all.
      let leaving = number % 500 == 499 ? plain.count - 1 : Int(stream.uniform() * 3)
      for _ in 0..<leaving where !plain.isEmpty {
        let place = stream.uniform() < 0.7 ? 0 : Int(stream.uniform() * Double(plain.count))
        roll.leave(plain.remove(at: place))
      }
      if number % 7 == 0 { #expect(Array(roll) == plain) }
    }
    #expect(Array(roll) == plain)
  }

  @Test("may be changed while it is gone through, and who has never entered leaves nothing")
  func changes() {
    var roll = Roll()
    for number in [3, 5, 9] { roll.enter(MigrationID(number)) }
    roll.leave(MigrationID(4))
    var seen: [Int] = []
    for id in roll {
      seen.append(id.index)
      roll.leave(MigrationID(5))
    }
    #expect(seen == [3, 5, 9])
    #expect(roll.map(\.index) == [3, 9])
  }
}
