import CGSL
import Testing

@testable import Randomness

/// A law with what theory says of it.
struct LawCase: Sendable, CustomTestStringConvertible {
  let law: Distribution.Law
  let mean: Double
  let variance: Double
  let support: ClosedRange<Double>
  /// P(X <= x), where there is one.
  var cumulative: (@Sendable (Double) -> Double)?
  var testDescription: String { "\(law)" }

  static let all: [LawCase] = [
    LawCase(law: .constant(7), mean: 7, variance: 0, support: 7...7),
    LawCase(
      law: .uniform(low: -2, high: 4), mean: 1, variance: 3, support: -2...4,
      cumulative: { gsl_cdf_flat_P($0, -2, 4) }),
    LawCase(
      law: .exponential(mean: 5), mean: 5, variance: 25, support: 0...Double.infinity,
      cumulative: { gsl_cdf_exponential_P($0, 5) }),
    LawCase(
      law: .normal(mean: 100, deviation: 2), mean: 100, variance: 4, support: 0...Double.infinity,
      cumulative: { gsl_cdf_gaussian_P($0 - 100, 2) }),
    // Cut at its mean: the half-normal law, with mean √(2/π) and variance 1 - 2/π.
    LawCase(
      law: .normal(mean: 0, deviation: 1), mean: (2 / Double.pi).squareRoot(),
      variance: 1 - 2 / Double.pi, support: 0...Double.infinity,
      cumulative: { 2 * gsl_cdf_ugaussian_P($0) - 1 }),
    // SciPy: truncnorm(-1, inf, loc=3, scale=3).stats()
    LawCase(
      law: .normal(mean: 3, deviation: 3), mean: 3.862799912817535,
      variance: 5.667176571989449, support: 0...Double.infinity,
      cumulative: {
        1 - gsl_cdf_gaussian_Q($0 - 3, 3) / gsl_cdf_ugaussian_P(1)
      }),
    // With a deviation of mean/2: spread² = ln(5/4), location = ln 8 - spread²/2.
    LawCase(
      law: .logNormal(mean: 8, deviation: 4), mean: 8, variance: 16,
      support: 0...Double.infinity,
      cumulative: { gsl_cdf_lognormal_P($0, log(8) - log(1.25) / 2, log(1.25).squareRoot()) }),
    LawCase(
      law: .gamma(mean: 6, deviation: 3), mean: 6, variance: 9, support: 0...Double.infinity,
      cumulative: { gsl_cdf_gamma_P($0, 4, 1.5) }),
    LawCase(
      law: .gamma(mean: 1, deviation: 2), mean: 1, variance: 4, support: 0...Double.infinity,
      cumulative: { gsl_cdf_gamma_P($0, 0.25, 4) }),
    // Γ(3/2) = √π/2, Γ(2) = 1
    LawCase(
      law: .weibull(scale: 10, shape: 2), mean: 5 * Double.pi.squareRoot(),
      variance: 100 * (1 - Double.pi / 4), support: 0...Double.infinity,
      cumulative: { gsl_cdf_weibull_P($0, 10, 2) }),
    // Γ(3) = 2, Γ(5) = 24
    LawCase(
      law: .weibull(scale: 10, shape: 0.5), mean: 20, variance: 2000,
      support: 0...Double.infinity, cumulative: { gsl_cdf_weibull_P($0, 10, 0.5) }),
    LawCase(
      law: .pareto(minimum: 4, shape: 6), mean: 4.8, variance: 0.96,
      support: 4...Double.infinity, cumulative: { gsl_cdf_pareto_P($0, 6, 4) }),
    // (low² + mode² + high² - low mode - low high - mode high)/18
    LawCase(
      law: .triangular(low: 1, mode: 2, high: 6), mean: 3, variance: 21.0 / 18, support: 1...6,
      cumulative: { $0 < 2 ? ($0 - 1) * ($0 - 1) / 5 : 1 - (6 - $0) * (6 - $0) / 20 }),
    LawCase(
      law: .triangular(low: 0, mode: 1, high: 1), mean: 2.0 / 3, variance: 1.0 / 18,
      support: 0...1, cumulative: { $0 * $0 }),
    LawCase(
      law: .empirical(values: [2, 4, 9]), mean: 5, variance: 26.0 / 3, support: 2...9),
    LawCase(
      law: .empirical(values: [99, 1, 3, -5, 88], weights: [0, 3, 1, 0, 0]), mean: 1.5,
      variance: 0.75, support: 1...3),
  ]
}

@Suite("A distribution")
struct DistributionTests {
  @Test("is drawn with the mean and the variance of its law", arguments: LawCase.all)
  func moments(of theory: LawCase) throws {
    let distribution = try Distribution(theory.law)
    var stream = RandomStream(seed: 1, name: "draws", entity: "\(theory.law)", replication: 0)
    let moments = Moments(of: 100_000) {
      let value = distribution.sample(from: &stream)
      if !theory.support.contains(value) { Issue.record("\(value) is outside the support") }
      return value
    }
    #expect(moments.agree(mean: theory.mean, variance: theory.variance))
  }

  @Test("says its exact mean and support", arguments: LawCase.all)
  func properties(of theory: LawCase) throws {
    let distribution = try Distribution(theory.law)
    #expect(abs(distribution.mean - theory.mean) <= 1e-13 * theory.mean)
    #expect(distribution.support == theory.support)
    #expect(distribution.law == theory.law)
  }

  @Test("is drawn as often below each value as its law says", arguments: LawCase.all)
  func kolmogorovSmirnov(of theory: LawCase) throws {
    guard let cumulative = theory.cumulative else { return }
    let distribution = try Distribution(theory.law)
    var stream = RandomStream(seed: 2, name: "draws", entity: "\(theory.law)", replication: 0)
    let size = 20_000
    let draws = (0..<size).map { _ in distribution.sample(from: &stream) }.sorted()
    var distance = 0.0
    for (rank, value) in draws.enumerated() {
      let p = cumulative(value)
      distance = max(distance, p - Double(rank) / Double(size))
      distance = max(distance, Double(rank + 1) / Double(size) - p)
    }
    // Kolmogorov's limit law exceeds 1.95 once in a thousand times.
    #expect(distance * Double(size).squareRoot() < 1.95)
  }

  @Test("that is scaled draws scaled numbers", arguments: LawCase.all)
  func scaling(of theory: LawCase) throws {
    let distribution = try Distribution(theory.law)
    let scaled = try distribution.scaled(by: 1024)
    var a = RandomStream(seed: 3, name: "draws", replication: 0)
    var b = RandomStream(seed: 3, name: "draws", replication: 0)
    for _ in 0..<100 {
      let expected = 1024 * distribution.sample(from: &a)
      #expect(abs(scaled.sample(from: &b) - expected) <= 1e-12 * abs(expected))
    }
    #expect(abs(scaled.mean - 1024 * theory.mean) <= 1e-12 * scaled.mean)
  }

  @Test("of weighted values draws each as often as its weight says")
  func weights() throws {
    let weights = [1.0, 0, 4, 2, 0, 3, 0]
    let values = weights.indices.map(Double.init)
    let distribution = try Distribution(.empirical(values: values, weights: weights))
    var stream = RandomStream(seed: 1, name: "weights", replication: 0)
    var seen = [Double](repeating: 0, count: weights.count)
    for _ in 0..<50_000 { seen[Int(distribution.sample(from: &stream))] += 1 }
    for (times, weight) in zip(seen, weights) {
      let share = weight / 10
      #expect(abs(times - 50_000 * share) <= 4 * (50_000 * share * (1 - share)).squareRoot())
    }
  }

  @Test("that is heavy in its tail has no mean, and still finite draws")
  func heavyTail() throws {
    let distribution = try Distribution(.pareto(minimum: 1, shape: 1))
    #expect(distribution.mean == .infinity)
    let extreme = try Distribution(.pareto(minimum: 1e100, shape: 0.1))
    var stream = RandomStream(seed: 1, name: "tail", replication: 0)
    for _ in 0..<10_000 { #expect(extreme.sample(from: &stream).isFinite) }
  }
}
