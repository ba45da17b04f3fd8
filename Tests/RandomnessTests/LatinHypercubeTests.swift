import Randomness
import Testing

@Suite("A Latin hypercube is even along every axis")
struct LatinHypercubeTests {
  @Test("each n-th of each axis holds exactly one of n points")
  func strata() {
    var stream = RandomStream(seed: 1, name: "test", replication: 0)
    let sample = LatinHypercube(count: 100, dimensions: 3, drawing: &stream)
    for axis in 0..<3 {
      let strata = (0..<100).map { point in
        Int(sample[point][sample[point].startIndex + axis] * 100)
      }
      #expect(Set(strata) == Set(0..<100))
    }
  }

  @Test("axes are not tied to each other")
  func correlation() {
    var stream = RandomStream(seed: 2, name: "test", replication: 0)
    let sample = LatinHypercube(count: 4000, dimensions: 2, drawing: &stream)
    let products = (0..<4000).map { point in
      let place = sample[point]
      return (place[place.startIndex] - 0.5) * (place[place.startIndex + 1] - 0.5) * 12
    }
    let correlation = products.reduce(0, +) / 4000
    #expect(abs(correlation) < 0.05)
  }

  @Test("equal streams give equal points")
  func determinism() {
    func points() -> [Double] {
      var stream = RandomStream(seed: 3, name: "test", replication: 0)
      let sample = LatinHypercube(count: 10, dimensions: 2, drawing: &stream)
      return (0..<10).flatMap { Array(sample[$0]) }
    }
    #expect(points() == points())
  }
}
