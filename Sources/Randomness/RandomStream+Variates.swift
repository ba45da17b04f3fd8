internal import CGSL

// GSL's samplers check nothing, and some of them never return on a NaN, so that every argument is
// checked here. Who reads arguments from a file uses `Distribution`, which throws instead.

extension RandomStream {
  /// An exponential time with the given mean, at most 36.7 times the mean.
  ///
  /// - Precondition: `mean` is finite and not negative.
  public mutating func exponential(mean: Double) -> Double {
    precondition(mean >= 0 && mean.isFinite, "the mean must be finite and not negative")
    // 1 - u is exact, since u is a multiple of 2^-53.
    return -mean * log(1 - uniform())
  }

  /// A normal number, by Marsaglia and Tsang's ziggurat.
  ///
  /// - Precondition: both are finite, and `deviation` is not negative.
  public mutating func normal(mean: Double, deviation: Double) -> Double {
    precondition(mean.isFinite, "the mean must be finite")
    precondition(
      deviation >= 0 && deviation.isFinite, "the deviation must be finite and not negative")
    return mean + gsl_ran_gaussian_ziggurat(generator, deviation)
  }

  /// The number of successes among independent trials.
  ///
  /// GSL's sampler squares its distance from the mode in 32 bits, so that beyond a variance of some
  /// 6 x 10^6 (a fair coin per page of 100 GiB) its tails are wrong. Before that, the trials are
  /// split where Ahrens and Dieter do: of `n` uniform numbers the k-th smallest is a beta variate;
  /// it tells on which side of the probability k, or n - k + 1, of them lie, and the others are a
  /// binomial again, of a far smaller variance.
  ///
  /// - Precondition: `trials` is not negative, `probability` is from 0 to 1.
  /// - Complexity: O(1), plus O(log `trials`) beyond a variance of 4 x 10^6 or 2^30 trials.
  public mutating func binomial(trials: Int, probability: Double) -> Int {
    precondition(trials >= 0, "the number of trials must not be negative")
    precondition(probability >= 0 && probability <= 1, "the probability must be from 0 to 1")
    var trials = trials
    var probability = probability
    var successes = 0
    while trials > 1 << 30 || Double(trials) * probability * (1 - probability) > 4e6 {
      let rank = trials / 2
      let pivot = gsl_ran_beta(generator, Double(rank), Double(trials - rank + 1))
      if pivot <= probability {
        successes += rank
        trials -= rank
        probability = min(max((probability - pivot) / (1 - pivot), 0), 1)
      } else {
        trials = rank - 1
        probability = min(probability / pivot, 1)
      }
    }
    return successes + Int(gsl_ran_binomial(generator, probability, UInt32(trials)))
  }

  /// The number of events of a Poisson process in a span where `mean` are expected.
  ///
  /// Beyond 2^30 the span is cut at its k-th event, which comes after a gamma time (Ahrens and
  /// Dieter): the events before the cut are known, those after it are Poisson again. If the cut
  /// lies beyond the span, the k - 1 events before the cut are spread evenly up to it.
  ///
  /// - Precondition: `mean` is from 0 to 2^53.
  /// - Complexity: O(log `mean`)
  public mutating func poisson(mean: Double) -> Int {
    precondition(mean >= 0 && mean <= 0x1p53, "the mean must be from 0 to 2^53")
    var mean = mean
    var events = 0
    while mean > 0x1p30 {
      let rank = Int(mean * 0.875)
      let cut = gsl_ran_gamma(generator, Double(rank), 1)
      guard cut < mean else {
        return events + binomial(trials: rank - 1, probability: mean / cut)
      }
      events += rank
      mean -= cut
    }
    return events + Int(gsl_ran_poisson(generator, mean))
  }
}
