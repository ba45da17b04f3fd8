import Testing

@testable import Randomness

@Suite("A random stream")
struct RandomStreamTests {
  func words(
    seed: UInt64 = 1, name: String = "arrivals", entity: String = "web", replication: UInt64 = 0
  ) -> [UInt64] {
    var stream = RandomStream(seed: seed, name: name, entity: entity, replication: replication)
    return (0..<9).map { _ in stream.next() }
  }

  @Test("with the same seed, name, entity and replication repeats itself")
  func repeats() {
    #expect(words() == words())
  }

  @Test("that differs in one of its words differs in every draw")
  func differs() {
    let streams = [
      words(), words(seed: 2), words(name: "faults"), words(entity: "db"), words(entity: ""),
      words(replication: 1), words(seed: 0, replication: 1),
    ]
    let drawn = Set(streams.joined())
    #expect(drawn.count == streams.count * 9)
  }

  @Test("has a key that never changes, or recorded results would")
  func keyIsStable() {
    #expect(RandomName.key(name: "arrivals", entity: "") == 0xf053_1e40_0e71_fa8f)
    #expect(RandomName.key(name: "arrivals", entity: "web") == 0xc650_4d26_f8ef_18c3)
  }

  @Test("knows where its name ends and its entity begins")
  func nameAndEntityAreTwoWords() {
    #expect(RandomName.key(name: "ab", entity: "c") != RandomName.key(name: "a", entity: "bc"))
    #expect(RandomName.key(name: "ab", entity: "") != RandomName.key(name: "", entity: "ab"))
  }

  @Test("has keys that differ for names that differ in one digit")
  func keysOfNeighboursDiffer() {
    let keys = Set((0..<10_000).map { RandomName.key(name: "writes", entity: "vm-\($0)") })
    #expect(keys.count == 10_000)
    let ones = keys.reduce(0) { $0 + $1.nonzeroBitCount }
    #expect(abs(Double(ones) / 10_000 - 32) < 4 * 4 / 100)
  }

  @Test("draws uniform numbers from 0 up to 1, of all 53 bits")
  func uniform() {
    var stream = RandomStream(seed: 3, name: "uniform", replication: 0)
    var lastBits = 0
    let moments = Moments(of: 100_000) {
      let u = stream.uniform()
      if u < 0 || u >= 1 { Issue.record("\(u) is outside [0, 1)") }
      lastBits += Int(u * 0x1p53) & 1
      return u
    }
    #expect(moments.agree(mean: 0.5, variance: 1.0 / 12))
    #expect(abs(lastBits - 50_000) < 4 * 158)
  }

  @Test("is not correlated with the streams of its neighbours")
  func neighboursAreIndependent() {
    let draws = (0..<100_000 as Range<UInt64>).map { replication in
      var stream = RandomStream(seed: 1, name: "writes", replication: replication)
      return stream.uniform() - 0.5
    }
    let lagged = zip(draws, draws.dropFirst()).reduce(0) { $0 + $1.0 * $1.1 }
    let square = draws.reduce(0) { $0 + $1 * $1 }
    #expect(abs(lagged / square) < 4 / 100_000.0.squareRoot())
  }
}
