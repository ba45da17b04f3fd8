internal import CGSL

extension Distribution {
  /// The exact mean of what is drawn; infinite for a Pareto law of shape 1 or less.
  ///
  /// - Complexity: O(1), for an empirical law O(number of values).
  public var mean: Double {
    switch law {
    case .constant(let value): return value
    case .uniform(let low, let high): return low + (high - low) / 2
    case .exponential(let mean), .logNormal(let mean, _), .gamma(let mean, _): return mean
    case .normal(let mean, let deviation):
      // Of a normal law that is cut at 0: mean + deviation φ(z)/Φ(z) with z = mean/deviation.
      let z = mean / deviation
      return mean + deviation * gsl_ran_ugaussian_pdf(z) / gsl_cdf_ugaussian_P(z)
    case .weibull(let scale, let shape): return scale * gsl_sf_gamma(1 + 1 / shape)
    case .pareto(let minimum, let shape):
      return shape > 1 ? minimum * (shape / (shape - 1)) : .infinity
    case .triangular(let low, let mode, let high): return low / 3 + mode / 3 + high / 3
    case .empirical(let values, nil): return gsl_stats_mean(values, 1, values.count)
    case .empirical(let values, let weights?):
      return gsl_stats_wmean(weights, 1, values, 1, values.count)
    }
  }

  /// The smallest and the largest value that a draw can have; the largest may be infinite.
  ///
  /// A distribution whose two bounds are equal is a constant.
  ///
  /// - Complexity: O(1), for an empirical law O(number of values).
  public var support: ClosedRange<Double> {
    switch law {
    case .constant(let value): return value...value
    case .uniform(let low, let high), .triangular(let low, _, let high): return low...high
    case .exponential, .normal, .logNormal, .gamma, .weibull: return 0...Double.infinity
    case .pareto(let minimum, _): return minimum...Double.infinity
    case .empirical(let values, let weights):
      let possible = values.indices.lazy.filter { weights == nil || weights![$0] > 0 }
      let drawn = possible.map { values[$0] }
      return drawn.min()!...drawn.max()!
    }
  }

  /// The distribution of `factor` times the quantity.
  ///
  /// - Precondition: `factor` is positive and finite.
  /// - Throws: `DistributionError` if the scaled law is out of range.
  public func scaled(by factor: Double) throws(DistributionError) -> Distribution {
    precondition(factor > 0 && factor.isFinite, "a scale must be positive and finite")
    return try Distribution(law.scaled(by: factor))
  }
}

extension Distribution.Law {
  fileprivate func scaled(by factor: Double) -> Self {
    switch self {
    case .constant(let value): .constant(value * factor)
    case .uniform(let low, let high): .uniform(low: low * factor, high: high * factor)
    case .exponential(let mean): .exponential(mean: mean * factor)
    case .normal(let mean, let deviation):
      .normal(mean: mean * factor, deviation: deviation * factor)
    case .logNormal(let mean, let deviation):
      .logNormal(mean: mean * factor, deviation: deviation * factor)
    case .gamma(let mean, let deviation):
      .gamma(mean: mean * factor, deviation: deviation * factor)
    case .weibull(let scale, let shape): .weibull(scale: scale * factor, shape: shape)
    case .pareto(let minimum, let shape): .pareto(minimum: minimum * factor, shape: shape)
    case .triangular(let low, let mode, let high):
      .triangular(low: low * factor, mode: mode * factor, high: high * factor)
    case .empirical(let values, let weights):
      .empirical(values: values.map { $0 * factor }, weights: weights)
    }
  }
}
