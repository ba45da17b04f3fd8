import Testing

@testable import Randomness

@Suite("A distribution that makes no sense is refused")
struct DistributionErrorTests {
  struct Refusal: Sendable, CustomTestStringConvertible {
    let law: Distribution.Law
    let argument: String
    var testDescription: String { "\(law)" }
    init(_ law: Distribution.Law, _ argument: String) {
      (self.law, self.argument) = (law, argument)
    }
  }

  static let refusals: [Refusal] =
    [Double.nan, .infinity, -.infinity, 1e101].flatMap { bad in
      [
        Refusal(.constant(bad), "value"),
        Refusal(.uniform(low: bad, high: 2), "low"),
        Refusal(.uniform(low: 1, high: bad), "high"),
        Refusal(.triangular(low: bad, mode: 2, high: 3), "low"),
        Refusal(.triangular(low: 1, mode: bad, high: 3), "mode"),
        Refusal(.triangular(low: 1, mode: 2, high: bad), "high"),
        Refusal(.empirical(values: [1, bad]), "values[1]"),
        Refusal(.empirical(values: [1, 2], weights: [bad, 1]), "weights[0]"),
      ]
    }
    + [Double.nan, .infinity, 0, -1, 1e-300, 1e101].flatMap { bad in
      [
        Refusal(.exponential(mean: bad), "mean"),
        Refusal(.normal(mean: 1, deviation: bad), "deviation"),
        Refusal(.logNormal(mean: bad, deviation: 1), "mean"),
        Refusal(.logNormal(mean: 1, deviation: bad), "deviation"),
        Refusal(.gamma(mean: bad, deviation: 1), "mean"),
        Refusal(.gamma(mean: 1, deviation: bad), "deviation"),
        Refusal(.weibull(scale: bad, shape: 1), "scale"),
        Refusal(.weibull(scale: 1, shape: bad), "shape"),
        Refusal(.pareto(minimum: bad, shape: 1), "minimum"),
        Refusal(.pareto(minimum: 1, shape: bad), "shape"),
      ]
    }
    + [
      Refusal(.normal(mean: -1, deviation: 1), "mean"),
      Refusal(.normal(mean: .nan, deviation: 1), "mean"),
      Refusal(.logNormal(mean: 1, deviation: 1001), "deviation"),
      Refusal(.gamma(mean: 1, deviation: 1e-7), "deviation"),
      Refusal(.uniform(low: 2, high: 2), "high"),
      Refusal(.triangular(low: 3, mode: 3, high: 3), "high"),
      Refusal(.triangular(low: 1, mode: 4, high: 3), "mode"),
      Refusal(.triangular(low: 1, mode: 0, high: 3), "mode"),
      Refusal(.empirical(values: []), "values"),
      Refusal(.empirical(values: [1, 2], weights: [1]), "weights"),
      Refusal(.empirical(values: [1, 2], weights: [1, -1]), "weights[1]"),
      Refusal(.empirical(values: [1, 2], weights: [0, 0]), "weights"),
    ]

  @Test("by the name of its wrong argument", arguments: refusals)
  func isRefused(refusal: Refusal) {
    let error = #expect(throws: DistributionError.self) { try Distribution(refusal.law) }
    #expect(error?.argument == refusal.argument)
  }

  @Test(
    "in a sentence that says what is allowed",
    arguments: [
      (
        Distribution.Law.exponential(mean: -3),
        #"exponential: "mean" must be positive, from 1e-100 to 1e+100, not -3.0"#
      ),
      (
        .uniform(low: 5, high: 2),
        #"uniform: "high" must be greater than "low", which is 5.0, not 2.0"#
      ),
      (
        .triangular(low: 1, mode: 9, high: 3),
        #"triangular: "mode" must be from "low", 1.0, to "high", 3.0, not 9.0"#
      ),
      (
        .gamma(mean: 2, deviation: 0),
        #"gamma: "deviation" must be from 1e-6 to 1000 times "mean", which is 2.0, not 0.0"#
      ),
      (.empirical(values: []), #"empirical: "values" must hold at least one number, not none"#),
      (
        .empirical(values: [1, 2], weights: [1, 2, 3]),
        #"empirical: "weights" must be one number for each of 2 values, not 3"#
      ),
    ])
  func saysWhatIsAllowed(law: Distribution.Law, sentence: String) {
    let error = #expect(throws: DistributionError.self) { try Distribution(law) }
    #expect(error?.description == sentence)
  }

  @Test("when scaling takes it out of range")
  func scaledOutOfRange() throws {
    let distribution = try Distribution(.exponential(mean: 1e90))
    #expect(throws: DistributionError.self) { try distribution.scaled(by: 1e20) }
  }
}
