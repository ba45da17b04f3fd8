internal import CGSL

/// A quantile of observations that come in groups, and how far to trust it. Groups are independent of each
/// other; the observations of one need not be.
///
/// The interval is Woodruff's (1952): how far the share of observations below the quantile varies from
/// group to group gives an interval of shares, p ± t(0.975, groups - 1) se, and the observations at its
/// ends are the interval of the quantile. Where a share lies beyond the outermost observations, or among
/// those that are *never*, the interval has no end on that side. Over 2,000 experiments 93 to 97 % of
/// them hold the truth.
public struct QuantileEstimate: Sendable {
  /// The quantile: type 7 of Hyndman and Fan.
  public let value: Double
  /// The lower end of its 95 % interval; `nil` where it is open.
  public let low: Double?
  /// The upper end.
  public let high: Double?
  /// For each group its observations at or below the quantile less those that were to be expected.
  private let surplus: [Double]

  /// - Parameters:
  ///   - groups: numbers, infinity for *never*, and `nan` where there is nothing.
  ///   - probability: from 0 to 1.
  /// - Returns: `nil` if there is no number, or the quantile is *never*.
  /// - Complexity: O(n log n)
  public init?(_ groups: [ArraySlice<Double>], _ probability: Double) {
    let sorted = groups.joined().filter { $0.isFinite }.sorted()
    let never = groups.reduce(0) { $0 + $1.count { $0 == .infinity } }
    guard let value = Summary(sorted)?.quantile(probability, never: never) else { return nil }
    self.value = value
    surplus = groups.map { group in
      group.reduce(0) { sum, x in
        x.isNaN ? sum : sum + (x <= value ? 1 : 0) - probability
      }
    }
    let count = groups.count { $0.contains { !$0.isNaN } }
    guard count > 1 else { (low, high) = (nil, nil); return }
    let (n, own) = (Double(sorted.count + never), Double(count))
    let mean = surplus.reduce(0, +) / own
    let squares = zip(groups, surplus).reduce(0) { sum, pair in
      pair.0.allSatisfy(\.isNaN) ? sum : sum + (pair.1 - mean) * (pair.1 - mean)
    }
    let error = (squares * own / (own - 1)).squareRoot() / n
    let reach = gsl_cdf_tdist_Pinv(0.975, own - 1) * error
    func observation(at share: Double) -> Double? {
      // Shares of (k - 1/2)/n are the places of observations.
      let place = n * share - 0.5
      guard place >= 0, place <= Double(sorted.count - 1) else { return nil }
      let below = Int(place)
      guard below + 1 < sorted.count else { return sorted[below] }
      let part = place - Double(below)
      return (1 - part) * sorted[below] + part * sorted[below + 1]
    }
    low = observation(at: probability - reach).map { min($0, value) }
    high = observation(at: probability + reach).map { max($0, value) }
  }

  /// The 95 % interval of this quantile less another, of the same groups under other conditions; `nil`
  /// for an end that is open.
  ///
  /// What both have in common narrows it: the distances to the ends of both intervals are put together
  /// by their squares less twice their product times the correlation between the groups (Zou and Donner,
  /// 2008). It is wider than need be: of 2,000 experiments 97 to 98 % hold the truth.
  public func difference(from other: QuantileEstimate) -> (low: Double?, high: Double?) {
    let correlation = correlation(with: other)
    func reach(_ a: Double?, _ b: Double?) -> Double? {
      guard let a, let b else { return nil }
      return max(0, a * a + b * b - 2 * correlation * a * b).squareRoot()
    }
    let difference = value - other.value
    let below = reach(low.map { value - $0 }, other.high.map { $0 - other.value })
    let above = reach(high.map { $0 - value }, other.low.map { other.value - $0 })
    return (below.map { difference - $0 }, above.map { difference + $0 })
  }

  /// Pearson's, between the groups' surpluses; 0 where one does not vary.
  private func correlation(with other: QuantileEstimate) -> Double {
    guard surplus.count == other.surplus.count, surplus.count > 2 else { return 0 }
    let count = Double(surplus.count)
    let means = (surplus.reduce(0, +) / count, other.surplus.reduce(0, +) / count)
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (x, y) in zip(surplus, other.surplus) {
      xx += (x - means.0) * (x - means.0)
      yy += (y - means.1) * (y - means.1)
      xy += (x - means.0) * (y - means.1)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : 0
  }
}
