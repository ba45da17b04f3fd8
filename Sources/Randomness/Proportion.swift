internal import CGSL
import Glibc

/// How often something happened in independent trials, and how far to trust it.
public struct Proportion: Sendable, Equatable {
  /// In how many trials it happened.
  public let successes: Int
  /// How many trials there were; at least one.
  public let trials: Int

  /// - Precondition: there is a trial, and no more successes than trials.
  public init(_ successes: Int, of trials: Int) {
    precondition(trials > 0 && (0...trials).contains(successes))
    self.successes = successes
    self.trials = trials
  }

  /// The share of trials in which it happened.
  public var share: Double { Double(successes) / Double(trials) }

  /// The interval that holds the probability in at least a share `level` of all experiments, whatever
  /// the probability is.
  ///
  /// Source: Clopper and Pearson, Biometrika 26 (1934).
  ///
  /// - Precondition: `level` is between 0 and 1.
  public func interval(level: Double = 0.95) -> ClosedRange<Double> {
    precondition(GSL.handlerIsOff)
    precondition(level > 0 && level < 1, "a confidence level must be between 0 and 1")
    let (k, n) = (Double(successes), Double(trials))
    let tail = (1 - level) / 2
    let low = successes == 0 ? 0 : gsl_cdf_beta_Pinv(tail, k, n - k + 1)
    let high = successes == trials ? 1 : gsl_cdf_beta_Pinv(1 - tail, k + 1, n - k)
    return low...max(low, high)
  }

  /// How many trials without a failure show that a probability is at least `share`.
  ///
  /// - Precondition: both are between 0 and 1.
  public static func trials(toShow share: Double, level: Double = 0.95) -> Int {
    precondition(share > 0 && share < 1 && level > 0 && level < 1)
    return Int((log((1 - level) / 2) / log(share)).rounded(.up))
  }
}
