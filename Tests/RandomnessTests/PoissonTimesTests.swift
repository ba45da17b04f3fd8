import Testing

@testable import Randomness

@Suite("The instants of a Poisson process")
struct PoissonTimesTests {
  static func times(mean: Double = 3, replication: UInt64 = 0, track: UInt64 = 1) -> PoissonTimes {
    PoissonTimes(
      mean: mean, of: RandomName(seed: 2, name: "instants", replication: replication), track: track)
  }

  /// All instants after `start`, one after the other.
  static func instants(_ times: PoissonTimes, after start: Double, count: Int) -> [Double] {
    var instant = start
    return (0..<count).map { _ in
      instant = times.next(after: instant)
      return instant
    }
  }

  @Test("are the same forwards, backwards, and from anywhere", arguments: [0.0, 1e3, 1e9])
  func neighbours(start: Double) throws {
    let times = Self.times()
    let forwards = Self.instants(times, after: start, count: 300)
    #expect(zip(forwards, forwards.dropFirst()).allSatisfy { $0 < $1 })
    for (before, after) in zip(forwards, forwards.dropFirst()) {
      let middle = (before + after) / 2
      #expect(times.around(middle) == (before, after))
      #expect(times.next(after: middle) == after)
      #expect(times.around(after).last == after)
      #expect(times.around(after.nextDown) == (before, after))
    }
  }

  @Test("are exponential times apart, near the start and long after it", arguments: [0.0, 3e8])
  func gaps(start: Double) {
    let instants = Self.instants(Self.times(), after: start, count: 20_000)
    let gaps = zip(instants.dropFirst(), instants).map { $0 - $1 }
    var stream = RandomStream(seed: 4, name: "gaps", replication: 0)
    let exponential = gaps.map { _ in stream.exponential(mean: 3) }
    #expect(KolmogorovSmirnov(gaps, exponential).pValue > 1e-3)
    let lagged = zip(gaps, gaps.dropFirst()).map { ($0 / 3 - 1) * ($1 / 3 - 1) }.reduce(0, +)
    #expect(abs(lagged) < 4 * Double(gaps.count).squareRoot())
  }

  @Test("begin at 0, and the first comes after an exponential time")
  func first() {
    var replication: UInt64 = 0
    let moments = Moments(of: 20_000) {
      replication += 1
      let times = Self.times(replication: replication)
      let first = times.next(after: 0)
      if times.around(first / 2).last != nil { Issue.record("there is one before the first") }
      return first
    }
    #expect(moments.agree(mean: 3, variance: 9))
  }

  @Test("differ from track to track, and from those of another name")
  func tracks() {
    let processes = [
      Self.times(), Self.times(track: 2), Self.times(replication: 1),
    ].map { Set(Self.instants($0, after: 0, count: 200)) }
    #expect(processes.reduce(into: Set()) { $0.formUnion($1) }.count == 600)
  }

  @Test("track 0 and cell 0 of a name are its stream's")
  func streams() {
    let name = RandomName(seed: 5, name: "writes", entity: "db", replication: 3)
    var stream = RandomStream(name)
    let words = name.block(track: 0, cell: 0, number: 0)
    #expect(stream.uniform() == RandomName.uniform(words.0))
  }
}
