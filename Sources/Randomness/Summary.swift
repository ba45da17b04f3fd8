internal import CGSL

/// What a sample of independent observations says: centre, spread, and how far to trust them.
///
/// A function of the set of observations: their order does not move a single bit of it.
public struct Summary: Sendable, Equatable {
  /// The observations in ascending order; there is at least one.
  private let sorted: [Double]
  /// The arithmetic mean.
  public let mean: Double
  /// The sample standard deviation, with n - 1 in the denominator; nil of a single observation.
  public let deviation: Double?

  /// Summarises observations; nil if there are none.
  ///
  /// The mean is GSL's running mean, which neither overflows nor drifts, and the deviation is
  /// formed around it in a second pass.
  ///
  /// - Precondition: every observation is finite.
  /// - Complexity: O(n log n)
  public init?(_ observations: [Double]) {
    guard !observations.isEmpty else { return nil }
    precondition(observations.allSatisfy(\.isFinite), "every observation must be finite")
    sorted = observations.sorted()
    mean = gsl_stats_mean(sorted, 1, sorted.count)
    deviation = sorted.count > 1 ? gsl_stats_sd_m(sorted, 1, sorted.count, mean) : nil
  }

  /// The summary of the differences `a[i] - b[i]`, where both were observed under equal
  /// conditions: what they have in common cancels out. Nil if there are none.
  ///
  /// - Precondition: `a` and `b` are equally long, and every observation is finite.
  public static func pairedDifference(_ a: [Double], minus b: [Double]) -> Summary? {
    precondition(a.count == b.count, "every observation must have its partner")
    return Summary(zip(a, b).map { $0 - $1 })
  }

  /// The number of observations.
  public var count: Int { sorted.count }
  /// The smallest observation.
  public var minimum: Double { sorted[0] }
  /// The largest observation.
  public var maximum: Double { sorted[sorted.count - 1] }

  /// The value below which a share `probability` of the observations lies.
  ///
  /// Type 7 of Hyndman and Fan (1996), the default of R and NumPy: the observations stand at
  /// 0, 1/(n - 1), ..., 1, and between them a straight line is drawn.
  ///
  /// - Precondition: `probability` is from 0 to 1.
  public func quantile(_ probability: Double) -> Double {
    precondition(probability >= 0 && probability <= 1, "a probability must be from 0 to 1")
    return gsl_stats_quantile_from_sorted_data(sorted, 1, sorted.count, probability)
  }

  /// The same quantile of a larger sample: `never` more observations lie above every number.
  ///
  /// No line can be drawn to *never*: above the last number the quantile is that number as long as a share
  /// `probability` of all lies at or below it (type 1 of Hyndman and Fan).
  ///
  /// - Returns: nil if a smaller share does: the quantile is *never*.
  /// - Precondition: `probability` is from 0 to 1, and `never` is not negative.
  public func quantile(_ probability: Double, never: Int) -> Double? {
    precondition(never >= 0, "no sample lacks observations that it does not have")
    guard never > 0 else { return quantile(probability) }
    precondition(probability >= 0 && probability <= 1, "a probability must be from 0 to 1")
    let place = Double(count + never - 1) * probability
    let below = Int(place.rounded(.down))
    let share = place - Double(below)
    guard below < count else { return nil }
    if share == 0 { return sorted[below] }
    guard below + 1 < count else {
      return Self.reaches(probability, count, of: count + never) ? sorted[below] : nil
    }
    return (1 - share) * sorted[below] + share * sorted[below + 1]
  }

  /// Whether a share `probability` of all are numbers, up to the rounding of a product.
  static func reaches(_ probability: Double, _ numbers: Int, of all: Int) -> Bool {
    Double(numbers) >= probability * Double(all) * (1 - 1e-12)
  }

  /// The interval that leaves as much below it as above, and the share `level` inside.
  ///
  /// Lines drawn between equal observations may end on the last bit above where they began: the ends
  /// are put in order.
  public func interval(_ level: Double) -> ClosedRange<Double> {
    let ends = (quantile((1 - level) / 2), quantile((1 + level) / 2))
    return min(ends.0, ends.1)...max(ends.0, ends.1)
  }

  /// How far the confidence interval of the mean reaches to either side:
  /// t((1 + level)/2, n - 1) deviation/√n, with Student's t. Nil of a single observation.
  ///
  /// - Precondition: `level` is between 0 and 1.
  public func halfWidth(level: Double = 0.95) -> Double? {
    precondition(level > 0 && level < 1, "a confidence level must be between 0 and 1")
    guard let deviation else { return nil }
    let n = Double(count)
    return gsl_cdf_tdist_Pinv((1 + level) / 2, n - 1) * deviation / n.squareRoot()
  }

  /// The confidence interval of the mean: of samples from a normal law, a share `level` have the
  /// law's mean inside. Nil of a single observation.
  ///
  /// - Precondition: `level` is between 0 and 1.
  public func confidenceInterval(level: Double = 0.95) -> ClosedRange<Double>? {
    halfWidth(level: level).map { mean - $0...mean + $0 }
  }
}
