import Testing

@testable import Randomness

@Suite("A summary")
struct SummaryTests {
  func isClose(_ a: Double?, _ b: Double, _ tolerance: Double = 1e-12) -> Bool {
    a.map { abs($0 - b) <= tolerance * max(abs(b), 1) } ?? false
  }

  @Test("has the moments that pencil and paper give")
  func moments() throws {
    // Squares of the deviations from 5: 9, 1, 1, 1, 0, 0, 4, 16, whose sum is 32.
    let summary = try #require(Summary([2, 4, 4, 4, 5, 5, 7, 9]))
    #expect(summary.count == 8)
    #expect(summary.mean == 5)
    #expect(isClose(summary.deviation, (32.0 / 7).squareRoot()))
    #expect(summary.minimum == 2)
    #expect(summary.maximum == 9)
  }

  @Test(
    "has an interval as wide as a table of Student's t says",
    arguments: [
      (2, 0.95, 12.7062047), (5, 0.95, 2.7764451), (10, 0.95, 2.2621572), (10, 0.99, 3.2498355),
      (30, 0.90, 1.6991270), (1001, 0.95, 1.9623391),
    ])
  func interval(count: Int, level: Double, t: Double) throws {
    let summary = try #require(Summary((1...count).map(Double.init)))
    // The variance of 1...n is n (n + 1)/12.
    let n = Double(count)
    let expected = t * ((n + 1) / 12).squareRoot()
    #expect(isClose(summary.halfWidth(level: level), expected, 1e-7))
    let interval = try #require(summary.confidenceInterval(level: level))
    #expect(isClose(interval.lowerBound, (n + 1) / 2 - expected, 1e-7))
    #expect(isClose(interval.upperBound, (n + 1) / 2 + expected, 1e-7))
  }

  @Test("of equal observations has an interval, whatever the last bits of its quantiles")
  func equalObservations() throws {
    for value in stride(from: 0.1, to: 5000, by: 3.7) {
      for count in [5, 10, 100] {
        let summary = try #require(Summary(Array(repeating: value, count: count)))
        let interval = summary.interval(0.9)
        #expect(interval.upperBound - interval.lowerBound <= 4 * value.ulp)
      }
    }
  }

  @Test("of one observation has a mean, but says nothing about its spread")
  func single() throws {
    let summary = try #require(Summary([3]))
    #expect(summary.mean == 3)
    #expect(summary.deviation == nil)
    #expect(summary.halfWidth() == nil)
    #expect(summary.confidenceInterval() == nil)
    #expect(summary.quantile(0.99) == 3)
  }

  @Test("of no observations does not exist")
  func none() {
    #expect(Summary([]) == nil)
    #expect(Summary.pairedDifference([], minus: []) == nil)
  }

  @Test(
    "draws a straight line between neighbouring observations for a quantile",
    arguments: [(0, 1), (0.25, 2), (0.5, 4), (0.625, 6), (0.9, 10.4), (1, 12)])
  func quantiles(probability: Double, expected: Double) throws {
    let summary = try #require(Summary([8, 1, 12, 4, 2]))
    #expect(isClose(summary.quantile(probability), expected))
  }

  @Test("is the same in whatever order the observations come")
  func order() throws {
    var stream = RandomStream(seed: 1, name: "observations", replication: 0)
    let observations = (0..<1000).map { _ in stream.exponential(mean: 1) }
    let summary = try #require(Summary(observations))
    #expect(Summary(observations.reversed()) == summary)
    #expect(Summary(observations.sorted()) == summary)
  }

  @Test("keeps its digits where the spread is small beside the mean")
  func stability() throws {
    let summary = try #require(Summary([1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16]))
    #expect(summary.mean == 1e9 + 10)
    #expect(isClose(summary.deviation, 30.0.squareRoot()))
    let constant = try #require(Summary(Array(repeating: 0.1, count: 1000)))
    #expect(constant.mean == 0.1)
    #expect(constant.deviation == 0)
    #expect(constant.confidenceInterval() == 0.1...0.1)
  }

  @Test("of paired differences lets cancel out what both have in common")
  func paired() throws {
    let a = [10.0, 20, 30, 40]
    let b = [9.0, 18, 29, 38]
    let difference = try #require(Summary.pairedDifference(a, minus: b))
    #expect(difference.mean == 1.5)
    #expect(isClose(difference.deviation, (1.0 / 3).squareRoot()))
  }

  @Test("covers the mean of a normal law as often as its level says")
  func coverage() throws {
    var stream = RandomStream(seed: 4, name: "coverage", replication: 0)
    var covered = 0
    for _ in 0..<4000 {
      let sample = (0..<5).map { _ in stream.normal(mean: 3, deviation: 2) }
      let interval = try #require(Summary(sample)?.confidenceInterval(level: 0.9))
      if interval.contains(3) { covered += 1 }
    }
    #expect(abs(Double(covered) - 3600) < 4 * (4000 * 0.9 * 0.1).squareRoot())
  }

  @Test("of what is not a number, or without partners, ends the program")
  func refusals() async {
    await #expect(processExitsWith: .failure) { _ = Summary([1, .nan]) }
    await #expect(processExitsWith: .failure) {
      _ = Summary.pairedDifference([1, 2], minus: [1])
    }
    await #expect(processExitsWith: .failure) { _ = Summary([1])?.quantile(.nan) }
    await #expect(processExitsWith: .failure) { _ = Summary([1, 2])?.halfWidth(level: 1) }
  }
}
