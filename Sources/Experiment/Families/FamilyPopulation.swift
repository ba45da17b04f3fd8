import Glibc
import Randomness

extension FamilyParameters {
  /// What is known of guests of a kind that nobody has measured: that it is one more of the kinds that
  /// were.
  ///
  /// On the scale on which a number is estimated (log odds of shares, logarithms of amounts), let the K kinds
  /// have the mean m and the standard deviation s. One more kind then lies around m by s √(1 + 1/K) times
  /// Student's t of K - 1 degrees of freedom, and its guests differ among themselves as those of the others
  /// do, w² on average. A number with a spread gets √(w² + s² (1 + 1/K) (t/z)²), where t and z are the 95 %
  /// points of Student's and of the normal law: its 90 % range is that of one more kind. A chance (of another
  /// phase, of changes that encode, of a crowded host) gets its expectation, and any other number m.
  ///
  /// - Precondition: there are at least three kinds. Two do not tell how far kinds differ.
  package init(population kinds: [FamilyParameters]) {
    precondition(kinds.count >= 3)
    self.init()
    let reach =
      studentQuantile(level: 0.9, degrees: Double(kinds.count - 1)) / normalQuantile(0.95)
    let amounts: [WritableKeyPath<FamilyParameters, Spread>] = [
      \.hotTime, \.rate, \.otherRate, \.compressed, \.compressedAgain,
      \.compressing,
    ]
    for place in amounts {
      self[keyPath: place] = Spread(of: kinds.map { $0[keyPath: place] }, reach, log, exp)
    }
    let shares: [WritableKeyPath<FamilyParameters, Spread>] = [
      \.coldShare, \.coldReach, \.busyShare,
    ]
    for place in shares {
      self[keyPath: place] = Spread(
        of: kinds.map { $0[keyPath: place] }, reach, logit, logistic)
    }
    let chances: [WritableKeyPath<FamilyParameters, Double>] = [
      \.otherPhase, \.encodableShare, \.crowdedShare,
    ]
    for place in chances {
      self[keyPath: place] = Kinds(kinds.map { logit($0[keyPath: place]) }).expectedShare
    }
    let others: [WritableKeyPath<FamilyParameters, Double>] = [
      \.encoded, \.compressingLoss,
    ]
    for place in others {
      self[keyPath: place] = logistic(Kinds(kinds.map { logit($0[keyPath: place]) }).mean)
    }
    period = exp(Kinds(kinds.map { log($0.period) }).mean)
  }
}

extension FamilyParameters.Spread {
  /// Of one more kind.
  fileprivate init(
    of kinds: [Self], _ reach: Double, _ onScale: (Double) -> Double,
    _ offScale: (Double) -> Double
  ) {
    let medians = Kinds(kinds.map { onScale($0.median) })
    let within = kinds.reduce(0) { $0 + $1.spread * $1.spread } / Double(kinds.count)
    let between = medians.deviationOfOneMore * reach
    // A wider one would be no other: nearly all shares are 0 or 1 then.
    self.init(offScale(medians.mean), min((within + between * between).squareRoot(), 4))
  }
}

/// One number of several kinds, on its scale.
private struct Kinds {
  let count: Double
  let mean: Double
  /// How far one more kind lies from the mean, but for Student's t.
  let deviationOfOneMore: Double

  init(_ values: [Double]) {
    count = Double(values.count)
    let mean = values.reduce(0, +) / count
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    self.mean = mean
    deviationOfOneMore = (squares / (count - 1) * (1 + 1 / count)).squareRoot()
  }

  /// The mean of a share of which these are log odds, over one more kind.
  var expectedShare: Double {
    let levels = 200
    return (0..<levels).reduce(0) { sum, place in
      let level = (Double(place) + 0.5) / Double(levels)
      let off = deviationOfOneMore * studentQuantile(level: level, degrees: count - 1)
      return sum + logistic(mean - off) + logistic(mean + off)
    } / Double(2 * levels)
  }
}
