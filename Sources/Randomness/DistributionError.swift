/// An argument with which a law makes no sense.
public struct DistributionError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The law, as a scenario names it: `"logNormal"`.
  public let law: String
  /// The argument, as a scenario names it: `"deviation"`, or `"weights[3]"`.
  public let argument: String
  /// What was given.
  public let given: String
  /// What is allowed, as the rest of a sentence that begins with the argument.
  public let requirement: String

  /// The whole sentence: `"pareto: "shape" must be from 0.1 to 1000, not 0.0"`.
  public var description: String { "\(law): \"\(argument)\" must \(requirement), not \(given)" }
}

extension Distribution.Law {
  /// Refuses arguments with which a sampler would hang, a draw would not be finite, or the law
  /// would not be the one that was meant.
  func validate() throws(DistributionError) {
    switch self {
    case .constant(let value):
      try Argument("constant", "value", value).mustBeANumber()
    case .uniform(let low, let high):
      try Argument("uniform", "low", low).mustBeANumber()
      try Argument("uniform", "high", high).mustExceed(low: low)
    case .exponential(let mean):
      try Argument("exponential", "mean", mean).mustBePositive()
    case .normal(let mean, let deviation):
      try Argument("normal", "mean", mean).mustNotBeNegative()
      try Argument("normal", "deviation", deviation).mustBePositive()
    case .logNormal(let mean, let deviation):
      try Argument("logNormal", "mean", mean).mustBePositive()
      try Argument("logNormal", "deviation", deviation).mustBeADeviation(from: mean)
    case .gamma(let mean, let deviation):
      try Argument("gamma", "mean", mean).mustBePositive()
      try Argument("gamma", "deviation", deviation).mustBeADeviation(from: mean)
    case .weibull(let scale, let shape):
      try Argument("weibull", "scale", scale).mustBePositive()
      try Argument("weibull", "shape", shape).mustBeAShape()
    case .pareto(let minimum, let shape):
      try Argument("pareto", "minimum", minimum).mustBePositive()
      try Argument("pareto", "shape", shape).mustBeAShape()
    case .triangular(let low, let mode, let high):
      try Argument("triangular", "low", low).mustBeANumber()
      try Argument("triangular", "high", high).mustExceed(low: low)
      try Argument("triangular", "mode", mode)
        .must(mode >= low && mode <= high, "be from \"low\", \(low), to \"high\", \(high)")
    case .empirical(let values, let weights):
      try Self.validate(values: values, weights: weights)
    }
  }

  private static func validate(
    values: [Double], weights: [Double]?
  ) throws(DistributionError) {
    try Argument("empirical", "values", given: "none")
      .must(!values.isEmpty, "hold at least one number")
    for (index, value) in values.enumerated() {
      try Argument("empirical", "values[\(index)]", value).mustBeANumber()
    }
    guard let weights else { return }
    try Argument("empirical", "weights", given: "\(weights.count)")
      .must(weights.count == values.count, "be one number for each of \(values.count) values")
    for (index, weight) in weights.enumerated() {
      try Argument("empirical", "weights[\(index)]", weight).mustNotBeNegative()
    }
    try Argument("empirical", "weights", given: "all 0")
      .must(weights.contains { $0 > 0 }, "be positive for some value")
  }
}

/// One argument of a law, and what may be asked of it. Every comparison fails for a NaN.
private struct Argument {
  let law: String
  let name: String
  let value: Double
  private let text: String?

  /// What was given, as an error says it.
  var given: String { text ?? "\(value)" }

  init(_ law: String, _ name: String, _ value: Double) {
    (self.law, self.name, self.value, text) = (law, name, value, nil)
  }

  /// An argument that is not one number, described.
  init(_ law: String, _ name: String, given: String) {
    (self.law, self.name, self.value, text) = (law, name, .nan, given)
  }

  func must(_ holds: Bool, _ requirement: String) throws(DistributionError) {
    guard !holds else { return }
    throw DistributionError(law: law, argument: name, given: given, requirement: requirement)
  }

  /// The bounds leave room for every draw to be finite.
  func mustBeANumber() throws(DistributionError) {
    try must(abs(value) <= 1e100, "be a number from -1e+100 to 1e+100")
  }

  func mustNotBeNegative() throws(DistributionError) {
    try must(value >= 0 && value <= 1e100, "be a number from 0 to 1e+100")
  }

  func mustBePositive() throws(DistributionError) {
    try must(value >= 1e-100 && value <= 1e100, "be positive, from 1e-100 to 1e+100")
  }

  func mustExceed(low: Double) throws(DistributionError) {
    try mustBeANumber()
    try must(value > low, "be greater than \"low\", which is \(low)")
  }

  /// Below, draws of 10^160 times the scale would occur; above, the law is as good as a constant.
  func mustBeAShape() throws(DistributionError) {
    try must(value >= 0.1 && value <= 1000, "be from 0.1 to 1000")
  }

  /// Below, the law is as good as a constant; above, its mean rests on values that no run meets.
  func mustBeADeviation(from mean: Double) throws(DistributionError) {
    try must(
      value >= 1e-6 * mean && value <= 1000 * mean,
      "be from 1e-6 to 1000 times \"mean\", which is \(mean)")
  }
}
