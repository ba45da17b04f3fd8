import Randomness
import Testing

@Suite("The two-sample test of Kolmogorov and Smirnov")
struct KolmogorovSmirnovTests {
  @Test("the distance is the largest between the two distribution functions")
  func distance() {
    #expect(KolmogorovSmirnov([1, 2, 3, 4], [1, 2, 3, 4]).distance == 0)
    #expect(KolmogorovSmirnov([1, 2], [3, 4, 5]).distance == 1)
    #expect(KolmogorovSmirnov([1, 2, 3, 4], [2.5, 2.5, 2.5, 2.5]).distance == 0.5)
  }

  @Test(
    "critical values of the tables are met",
    arguments: [(1.2238, 0.10), (1.3581, 0.05), (1.6276, 0.01)])
  func criticalValues(x: Double, level: Double) {
    // Of two samples of 20,000 that differ by exactly the critical distance.
    let n = 20_000
    let shift = Int((x * (2 / Double(n)).squareRoot() * Double(n)).rounded())
    let test = KolmogorovSmirnov((0..<n).map(Double.init), (0..<n).map { Double($0 + shift) })
    #expect(abs(test.pValue - level) < 0.03 * level)
  }

  @Test("equal laws are told apart as rarely as the level says, different laws almost always")
  func power() {
    var stream = RandomStream(seed: 7, name: "two samples", replication: 0)
    var rejected = 0
    var found = 0
    for _ in 0..<400 {
      let a = (0..<200).map { _ in stream.normal(mean: 0, deviation: 1) }
      let b = (0..<200).map { _ in stream.normal(mean: 0, deviation: 1) }
      if KolmogorovSmirnov(a, b).pValue < 0.05 { rejected += 1 }
      if KolmogorovSmirnov(a, b.map { $0 + 0.5 }).pValue < 0.05 { found += 1 }
    }
    #expect((8...36).contains(rejected))
    #expect(found > 380)
  }
}
