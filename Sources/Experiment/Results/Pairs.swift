import Randomness

/// What two arms have in common of a metric, observation by observation.
///
/// Arms differ in who finishes. A strategy that moves only the calm VMs would look quick beside one that
/// moves all; so a difference is over the pairs that are numbers in both, and who finished in only one
/// is counted beside it.
struct Pairs: Sendable {
  /// How many pairs there are.
  private(set) var count = 0
  /// How many are a number in the first only, and never in the second.
  private(set) var onlyFirst = 0
  /// How many are a number in the second only.
  private(set) var onlySecond = 0
  /// First minus second: replication by replication, the difference of the means over its pairs.
  let difference: Summary?

  init(_ first: Observations, minus second: Observations) {
    var differences: [Double] = []
    for (a, b) in zip(first.observed, second.observed) {
      var pairs: (a: [Double], b: [Double]) = ([], [])
      for (x, y) in zip(a, b) {
        if x.isFinite, y.isFinite {
          pairs.a.append(x)
          pairs.b.append(y)
        } else if x.isFinite, y == .infinity {
          onlyFirst += 1
        } else if y.isFinite, x == .infinity {
          onlySecond += 1
        }
      }
      count += pairs.a.count
      if let mean = Observations.mean(pairs.a), let other = Observations.mean(pairs.b) {
        differences.append(mean - other)
      }
    }
    difference = Summary(differences)
  }
}
