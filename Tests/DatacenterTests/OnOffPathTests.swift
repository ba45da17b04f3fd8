import Glibc
import Quantities
import Randomness
import Testing

@testable import Datacenter

/// Against the closed forms of a two-state Markov process in equilibrium.
@Suite("Busy and calm times")
struct OnOffPathTests {
  static func path(
    busy: Double, calm: Double, calmFactor: Double = 0, replication: Int = 0
  ) -> OnOffPath {
    OnOffPath(
      busy: Seconds(busy), calm: Seconds(calm), calmFactor: calmFactor,
      named: RandomName(seed: 9, name: "modulation", replication: UInt64(replication)))
  }

  /// Moments near the start, and long after it.
  static let moments = [0.0, 5, 80_000, 1e8]

  func interval(_ values: [Double]) throws -> ClosedRange<Double> {
    let summary = try #require(Summary(values))
    let interval = summary.confidenceInterval(level: 0.999)
    return try #require(interval)
  }

  @Test("the mean factor is that of equilibrium, from the start on", arguments: moments)
  func mean(start: Double) throws {
    var means: [Double] = []
    for replication in 0..<2000 {
      let path = Self.path(busy: 2, calm: 6, calmFactor: 0.2, replication: replication)
      #expect(path.meanFactor == 0.4)
      means.append(path.integral(from: start, to: start + 10) / 10)
    }
    #expect(try interval(means).contains(0.4))
  }

  @Test(
    "a state's autocorrelation falls as e^(-t (1/busy + 1/calm))", arguments: moments,
    [0.3, 1.5, 4])
  func autocorrelation(start: Double, lag: Double) throws {
    let products = (0..<10_000).map { replication in
      let path = Self.path(busy: 2, calm: 6, replication: replication)
      func deviation(_ time: Double) -> Double { (path.isBusy(at: time) ? 1 : 0) - 0.25 }
      return deviation(start) * deviation(start + lag) / (0.25 * 0.75)
    }
    #expect(try interval(products).contains(exp(-lag * (1 / 2 + 1.0 / 6))))
  }

  @Test("busy and calm times are exponential, and each as long as it should be")
  func lengths() throws {
    let path = Self.path(busy: 0.5, calm: 7)
    var lengths: [Bool: [Double]] = [:]
    var began = 0.0
    var state: Bool?
    path.forEachTime(from: 1e6, to: 1e6 + 4000 * 7.5) { start, end, isBusy in
      #expect(path.isBusy(at: (start + end) / 2) == isBusy)
      if isBusy == state { return }
      // The first time had begun before.
      if let state, began > 1e6 { lengths[state, default: []].append(start - began) }
      began = start
      state = isBusy
    }
    for (isBusy, mean) in [(true, 0.5), (false, 7)] {
      let seen = try #require(lengths[isBusy])
      var stream = RandomStream(seed: 3, name: "lengths", replication: 0)
      #expect(try interval(seen).contains(mean))
      let exponential = seen.map { _ in stream.exponential(mean: mean) }
      #expect(KolmogorovSmirnov(seen, exponential).pValue > 1e-3)
    }
  }

  @Test("a path is the same however far apart it is looked at, and so is its copy")
  func looks() {
    let path = Self.path(busy: 1, calm: 1)
    let copy = path
    let whole = path.integral(from: 0, to: 1000)
    var sum = 0.0
    for k in (0..<2000).reversed() {
      sum += copy.integral(from: Double(k) / 2, to: Double(k + 1) / 2)
    }
    #expect(abs(sum - whole) < 1e-9)
  }
}

extension OnOffPath {
  /// Whether it is busy at a moment.
  fileprivate func isBusy(at time: Double) -> Bool {
    var answer = false
    forEachTime(from: time, to: time.nextUp) { answer = $2 }
    return answer
  }
}
