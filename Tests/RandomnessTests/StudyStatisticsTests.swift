import Foundation
import Randomness
import Testing

@Suite("Statistics of studies")
struct StudyStatisticsTests {
  @Test("the interval of a proportion is that of Clopper and Pearson")
  func proportion() {
    // R: binom.test(0, 10), binom.test(5, 10), binom.test(10, 10).
    let none = Proportion(0, of: 10).interval()
    #expect(none.lowerBound == 0)
    #expect(abs(none.upperBound - 0.3084971) < 1e-6)
    let half = Proportion(5, of: 10).interval()
    #expect(abs(half.lowerBound - 0.1870860) < 1e-6)
    #expect(abs(half.upperBound - 0.8129140) < 1e-6)
    #expect(Proportion(10, of: 10).interval().upperBound == 1)
    let enough = Proportion.trials(toShow: 0.95)
    #expect(Proportion(enough, of: enough).interval().lowerBound >= 0.95)
    #expect(Proportion(enough - 1, of: enough - 1).interval().lowerBound < 0.95)
  }

  @Test("Sobol's indices of Ishigami's function are right to two digits")
  func ishigami() {
    let points = SobolIndices.points(count: 1 << 14, inputs: 3)
    let results = points.map { point -> Double in
      let x = point.map { (2 * $0 - 1) * Double.pi }
      return sin(x[0]) + 7 * sin(x[1]) * sin(x[1]) + 0.1 * pow(x[2], 4) * sin(x[0])
    }
    let indices = SobolIndices(results, inputs: 3)
    // Closed forms for a = 7, b = 0.1: Homma and Saltelli (1996).
    for (index, right) in zip(indices.first, [0.3139, 0.4424, 0]) {
      #expect(abs(index.value - right) < 0.005, "\(index)")
      #expect(index.interval.contains(right), "\(index)")
    }
    for (index, right) in zip(indices.total, [0.5576, 0.4424, 0.2437]) {
      #expect(abs(index.value - right) < 0.005, "\(index)")
      #expect(index.interval.contains(right), "\(index)")
    }
  }

  @Test("Sobol's indices of a linear model are the shares of its squares")
  func linear() {
    let weights = [1.0, 2, 3]
    let points = SobolIndices.points(count: 1 << 12, inputs: 3)
    let results = points.map { 1e6 + zip(weights, $0).reduce(0) { $0 + $1.0 * $1.1 } }
    let indices = SobolIndices(results, inputs: 3)
    for (place, weight) in weights.enumerated() {
      let right = weight * weight / 14
      #expect(abs(indices.first[place].value - right) < 0.005)
      #expect(abs(indices.total[place].value - right) < 0.005)
    }
  }

  /// Normal numbers, by the sum of twelve uniform ones.
  fileprivate static func normal(_ stream: inout RandomStream) -> Double {
    var sum = -6.0
    for _ in 0..<12 { sum += stream.uniform() }
    return sum
  }

  @Test("95 % intervals of a mean and of a paired difference hold the truth in 93 to 97 %")
  func coverage() {
    var (means, differences) = (0, 0)
    for experiment in 0..<2000 {
      var stream = RandomStream(seed: 1, name: "coverage", replication: UInt64(experiment))
      var (a, b) = ([Double](), [Double]())
      for _ in 0..<30 {
        let common = Self.normal(&stream)
        a.append(10 + common + 0.2 * Self.normal(&stream))
        b.append(9 + common + 0.2 * Self.normal(&stream))
      }
      if Summary(a)!.confidenceInterval()!.contains(10) { means += 1 }
      let difference = Summary.pairedDifference(a, minus: b)!
      if difference.confidenceInterval()!.contains(1) { differences += 1 }
    }
    #expect((1860...1940).contains(means), "\(means)")
    #expect((1860...1940).contains(differences), "\(differences)")
  }

  /// Two strategies whose results have something in common, or nothing.
  enum Model: CaseIterable {
    case sharedLoad, independent, skewed

    /// A replication of 5 VMs that depend on each other.
    func draw(_ stream: inout RandomStream) -> (first: [Double], second: [Double]) {
      var (first, second) = ([Double](), [Double]())
      let common = StudyStatisticsTests.normal(&stream)
      let wait = -log(1 - stream.uniform())
      for _ in 0..<5 {
        switch self {
        case .sharedLoad:
          let own = 0.8 * StudyStatisticsTests.normal(&stream)
          first.append(10 + 0.6 * common + own)
          second.append(
            8 + 0.6 * common + 0.6 * own + 0.64 * StudyStatisticsTests.normal(&stream))
        case .independent:
          first.append(10 + StudyStatisticsTests.normal(&stream))
          second.append(8 + StudyStatisticsTests.normal(&stream))
        case .skewed:
          let own = -0.7 * log(1 - stream.uniform()) + 0.3 * wait
          first.append(own)
          second.append(own + 0.5 * (-log(1 - stream.uniform())))
        }
      }
      return (first, second)
    }
  }

  /// Experiments of which the coverage of quantiles is counted.
  private static let experiments: UInt64 = {
    #if DEBUG
      200
    #else
      2000
    #endif
  }()

  /// The truth is that of a sample of a million.
  @Test(
    "and so do those of quantiles and of their paired differences, dependent or not",
    arguments: Model.allCases, [0.5, 0.9])
  func quantileCoverage(model: Model, probability: Double) throws {
    var draws = RandomStream(seed: 7, name: "truth", replication: 0)
    var (firsts, seconds) = ([Double](), [Double]())
    for _ in 0..<200_000 {
      let (first, second) = model.draw(&draws)
      firsts += first
      seconds += second
    }
    let truth = (
      try #require(Summary(firsts)).quantile(probability),
      try #require(Summary(seconds)).quantile(probability)
    )
    var (quantiles, differences) = (0, 0)
    for experiment in 0..<Self.experiments {
      var stream = RandomStream(seed: 6, name: "quantiles", replication: experiment)
      var (a, b) = ([ArraySlice<Double>](), [ArraySlice<Double>]())
      for _ in 0..<40 {
        let (first, second) = model.draw(&stream)
        a.append(first[...])
        b.append(second[...])
      }
      let x = try #require(QuantileEstimate(a, probability))
      let y = try #require(QuantileEstimate(b, probability))
      let (low, high) = (try #require(x.low), try #require(x.high))
      if (low...high).contains(truth.0) { quantiles += 1 }
      let ends = x.difference(from: y)
      let (least, most) = (try #require(ends.low), try #require(ends.high))
      if (least...most).contains(truth.0 - truth.1) { differences += 1 }
    }
    // 93 to 97 %, and where experiments are few three standard deviations of that count.
    let count = Double(Self.experiments)
    let reach = 0.02 * count + (count < 2000 ? 3 * (0.0475 * count).squareRoot() : 0)
    #expect(abs(Double(quantiles) - 0.95 * count) <= reach, "\(quantiles)")
    #expect(abs(Double(differences) - 0.95 * count) <= reach, "\(differences)")
  }

  @Test("an interval of a quantile is open where observations are too few, or never came")
  func openQuantiles() throws {
    let few = (1...20).map { [Double($0)][...] }
    let high = try #require(QuantileEstimate(few, 0.99))
    #expect(high.high == nil)
    #expect(high.low != nil)
    let never = few.dropLast(8) + (1...8).map { _ in [.infinity][...] }
    let median = try #require(QuantileEstimate(Array(never), 0.5))
    #expect(median.value == 10.5)
    #expect(median.low != nil)
    #expect(median.high == nil)
    #expect(QuantileEstimate(Array(never), 0.9) == nil)
    #expect(QuantileEstimate([[.nan]], 0.5) == nil)
    let alone = try #require(QuantileEstimate([[1, 2, 3]], 0.5))
    #expect(alone.value == 2)
    #expect(alone.low == nil)
  }

  @Test("the interval at which the rule of precision stops holds the truth in 93 % or more")
  func sequential() {
    let rule = PrecisionRule(share: 0.05, floor: 30, ceiling: 20_000)
    var (covered, narrow) = (0, 0)
    for experiment in 0..<2000 {
      var stream = RandomStream(seed: 2, name: "precision", replication: UInt64(experiment))
      var all: [Double] = []
      var wanted = rule.floor
      while true {
        while all.count < wanted { all.append(-log(1 - stream.uniform())) }
        let summary = Summary(all)!
        if rule.isMet(by: summary) || all.count >= rule.ceiling { break }
        wanted = rule.next(after: summary)
      }
      let summary = Summary(all)!
      if summary.confidenceInterval()!.contains(1) { covered += 1 }
      if summary.halfWidth()! <= 0.05 * summary.mean { narrow += 1 }
    }
    #expect(narrow == 2000)
    #expect((1860...1940).contains(covered), "\(covered)")
  }

  @Test("a rule of precision never asks for more than its ceiling, nor for less than before")
  func ceiling() throws {
    let rule = PrecisionRule(share: 0.001, floor: 10, ceiling: 50)
    let summary = try #require(Summary((0..<40).map { Double($0 % 7) }))
    #expect(!rule.isMet(by: summary))
    #expect(rule.next(after: summary) == 50)
    let exact = try #require(Summary(Array(repeating: 2.0, count: 10)))
    #expect(rule.isMet(by: exact))
  }

  @Test("ranks tell how closely numbers go together, whatever the curve")
  func rankCorrelation() throws {
    let x = [3.0, 1, 4, 1.5, 9, 2.6]
    #expect(RankCorrelation.of(x, x.map { exp($0) }) == 1)
    #expect(RankCorrelation.of(x, x.map { -$0 }) == -1)
    #expect(RankCorrelation.of(x, x.map { _ in 7 }) == nil)
    #expect(RankCorrelation.of([1, 2], [2, 1]) == nil)
    // SciPy: spearmanr([1, 2, 2, 3, 4], [5, 6, 7, 8, 7]).
    let tied = try #require(RankCorrelation.of([1, 2, 2, 3, 4], [5, 6, 7, 8, 7]))
    #expect(abs(tied - 0.763157894736842) < 1e-12)
  }

  @Test("the best of several is found, and how sure that is")
  func ranking() {
    var stream = RandomStream(seed: 3, name: "ranking-test", replication: 0)
    var common: [Double] = []
    for _ in 0..<50 { common.append(10 * Self.normal(&stream)) }
    let shifts = [1.0, 0, 5]
    var results: [[Double]] = []
    for shift in shifts {
      var own: [Double] = []
      for value in common { own.append(value + shift + 0.1 * Self.normal(&stream)) }
      results.append(own)
    }
    let ranking = Ranking(results)
    #expect(ranking.places.map(\.candidate) == [1, 0, 2])
    #expect(ranking.places[0].probabilityOfBest == 1)
    #expect(ranking.places[1].difference!.isWorse)
    #expect(ranking.places[1].difference!.interval.contains(1))
    #expect(ranking.places[2].difference!.interval.contains(5))
  }

  @Test("among equals one is called worse in 5 % of experiments at most")
  func equals() {
    var alarms = 0
    for experiment in 0..<1000 {
      var stream = RandomStream(seed: 4, name: "equals", replication: UInt64(experiment))
      var results = [[Double]](repeating: [], count: 4)
      for candidate in 0..<4 {
        for _ in 0..<20 { results[candidate].append(Self.normal(&stream)) }
      }
      if Ranking(results).places.contains(where: { $0.difference?.isWorse == true }) {
        alarms += 1
      }
    }
    #expect(alarms <= 60, "\(alarms)")
  }
}
