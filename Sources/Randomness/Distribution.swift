internal import CGSL

/// A random quantity that can be drawn: a law whose arguments have been found to make sense.
///
/// There is no invalid distribution: who holds one may draw from it, and every draw is a finite
/// number within `support`. A draw allocates nothing.
public struct Distribution: Hashable, Sendable {
  /// How a person states a random quantity.
  ///
  /// Wherever a law has a mean and a deviation (the standard deviation), they are stated, as a
  /// planner knows them; shape and scale stand only where they are the customary words. Quantities
  /// with a unit are in its SI base unit.
  public enum Law: Hashable, Sendable {
    /// Always the same value.
    case constant(Double)
    /// Any value between `low` and `high`, equally likely.
    case uniform(low: Double, high: Double)
    /// Time to the next of events that know nothing of each other.
    case exponential(mean: Double)
    /// Normal, but never negative: negative draws are drawn again. `mean` and `deviation` are those
    /// of the normal law before the cut; `Distribution.mean` is that after it.
    case normal(mean: Double, deviation: Double)
    /// Log-normal, by the mean and deviation of the quantity itself, not of its logarithm.
    case logNormal(mean: Double, deviation: Double)
    /// Gamma. A deviation of mean/√k is the sum of k exponential stages (Erlang's law).
    case gamma(mean: Double, deviation: Double)
    /// Weibull, P(X > x) = exp(-(x/scale)^shape): wear-out above shape 1, early failures below.
    case weibull(scale: Double, shape: Double)
    /// Pareto, P(X > x) = (minimum/x)^shape. Its mean is infinite up to shape 1.
    case pareto(minimum: Double, shape: Double)
    /// From `low` to `high` and most likely `mode`: an expert's guess.
    case triangular(low: Double, mode: Double, high: Double)
    /// One of the values, as likely as its weight says; equally likely without weights.
    case empirical(values: [Double], weights: [Double]? = nil)
  }

  /// The law as it was stated.
  public var law: Law {
    switch content {
    case .constant(let value): .constant(value)
    case .random(let law, _): law
    }
  }

  /// The value, if it is always the same; `nil` for other laws.
  public var constant: Double? {
    if case .constant(let value) = content { value } else { nil }
  }

  private let content: Content

  /// Most quantities are constants. The others are kept as one reference to their law and to what a draw of
  /// it needs, since distributions are copied with every order that holds one.
  fileprivate enum Content: Sendable {
    case constant(Double)
    indirect case random(Law, Sampler)
  }

  /// The distribution of a law.
  ///
  /// - Throws: `DistributionError` that says which argument is wrong and what is allowed.
  /// - Complexity: O(1), for an empirical law O(number of values).
  public init(_ law: Law) throws(DistributionError) {
    try law.validate()
    content = Content(law)
  }

  /// Draws a value.
  ///
  /// - Complexity: O(1), for an empirical law with weights O(log(number of values)).
  public func sample(from stream: inout RandomStream) -> Double {
    switch content {
    case .constant(let value): value
    case .random(_, let sampler): sampler.sample(from: &stream)
    }
  }

  /// Equal laws are equal distributions.
  public static func == (a: Self, b: Self) -> Bool { a.law == b.law }
  /// Hashes the law.
  public func hash(into hasher: inout Hasher) { hasher.combine(law) }
}

extension Distribution.Content {
  /// A law, and what its draws need, computed once.
  fileprivate init(_ law: Distribution.Law) {
    switch law {
    case .constant(let value): self = .constant(value)
    case .uniform(let low, let high): self = .random(law, .uniform(low: low, width: high - low))
    case .exponential(let mean): self = .random(law, .exponential(mean: mean))
    case .normal(let mean, let deviation):
      self = .random(law, .normal(mean: mean, deviation: deviation))
    case .logNormal(let mean, let deviation):
      // mean = exp(location + spread²/2), deviation² = mean² (exp(spread²) - 1)
      let relative = deviation / mean
      let square = log1p(relative * relative)
      self = .random(law, .logNormal(location: log(mean) - square / 2, spread: square.squareRoot()))
    case .gamma(let mean, let deviation):
      // mean = shape scale, deviation² = shape scale²
      let relative = deviation / mean
      self = .random(law, .gamma(shape: 1 / (relative * relative), scale: deviation * relative))
    case .weibull(let scale, let shape): self = .random(law, .weibull(scale: scale, shape: shape))
    case .pareto(let minimum, let shape):
      self = .random(law, .pareto(minimum: minimum, shape: shape))
    case .triangular(let low, let mode, let high):
      self = .random(law, .triangular(low: low, mode: mode, high: high))
    case .empirical(let values, nil): self = .random(law, .choice(of: values))
    case .empirical(let values, let weights?):
      var sum = 0.0
      let cumulative = weights.map { weight in
        sum += weight
        return sum
      }
      self = .random(law, .weightedChoice(of: values, cumulative: cumulative))
    }
  }
}

/// A law in the arguments that its sampling algorithm takes.
private enum Sampler: Sendable {
  case uniform(low: Double, width: Double)
  case exponential(mean: Double)
  case normal(mean: Double, deviation: Double)
  case logNormal(location: Double, spread: Double)
  case gamma(shape: Double, scale: Double)
  case weibull(scale: Double, shape: Double)
  case pareto(minimum: Double, shape: Double)
  case triangular(low: Double, mode: Double, high: Double)
  case choice(of: [Double])
  case weightedChoice(of: [Double], cumulative: [Double])

  /// Draws a value.
  func sample(from stream: inout RandomStream) -> Double {
    switch self {
    case .uniform(let low, let width):
      return low + width * stream.uniform()
    case .exponential(let mean):
      return gsl_ran_exponential(stream.generator, mean)
    case .normal(let mean, let deviation):
      // The mean is not negative, so that at least every second draw is kept.
      while true {
        let value = mean + gsl_ran_gaussian_ziggurat(stream.generator, deviation)
        if value >= 0 { return value }
      }
    case .logNormal(let location, let spread):
      return exp(location + gsl_ran_gaussian_ziggurat(stream.generator, spread))
    case .gamma(let shape, let scale):
      return gsl_ran_gamma(stream.generator, shape, scale)
    case .weibull(let scale, let shape):
      return gsl_ran_weibull(stream.generator, scale, shape)
    case .pareto(let minimum, let shape):
      return gsl_ran_pareto(stream.generator, shape, minimum)
    case .triangular(let low, let mode, let high):
      let u = stream.uniform()
      return u * (high - low) < mode - low
        ? low + (u * (high - low) * (mode - low)).squareRoot()
        : high - ((1 - u) * (high - low) * (high - mode)).squareRoot()
    case .choice(let values):
      return values[Int(stream.uniform() * Double(values.count))]
    case .weightedChoice(let values, let cumulative):
      let target = stream.uniform() * cumulative[cumulative.count - 1]
      return values[cumulative.firstIndex(above: target)]
    }
  }
}

extension [Double] {
  /// The place of the first element greater than `bound` in an ascending array that has one.
  fileprivate func firstIndex(above bound: Double) -> Int {
    var (low, high) = (0, count - 1)
    while low < high {
      let middle = (low + high) / 2
      if self[middle] > bound { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
