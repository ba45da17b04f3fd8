import Testing

@testable import Randomness

@Suite("Uniform numbers that belong to a place")
struct PlacedUniformsTests {
  static func numbers(track: UInt64 = 1, place: UInt64, count: Int) -> [Double] {
    var draws = PlacedUniforms(
      of: RandomName(seed: 1, name: "places", replication: 0), track: track, place: place)
    return (0..<count).map { _ in draws.next() }
  }

  @Test("are the same for whoever comes, and others at other places and on other tracks")
  func places() {
    let here = Self.numbers(place: 7, count: 50)
    #expect(here == Self.numbers(place: 7, count: 50))
    let all = here + Self.numbers(place: 8, count: 50) + Self.numbers(track: 2, place: 7, count: 50)
    #expect(Set(all).count == 150)
  }

  @Test("are uniform along a place and across places")
  func uniform() {
    let along = Self.numbers(place: 3, count: 20_000)
    let across = (0..<20_000).map { Self.numbers(place: $0, count: 1)[0] }
    for numbers in [along, across] {
      var stream = RandomStream(seed: 2, name: "uniform", replication: 0)
      let uniform = numbers.map { _ in stream.uniform() }
      #expect(KolmogorovSmirnov(numbers, uniform).pValue > 1e-3)
      let lagged = zip(numbers, numbers.dropFirst()).map { (12 * ($0 - 0.5) * ($1 - 0.5)) }
      #expect(abs(lagged.reduce(0, +)) < 4 * Double(numbers.count).squareRoot())
    }
  }
}
