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
  private let probability: Double
  /// How many groups have something.
  private let groupCount: Int
  /// How many there are with those that have nothing.
  private let places: Int
  /// All observations in ascending order, what is *never* last, and the group of each.
  private let sorted: [Double]
  private let owners: [Int32]

  /// - Parameters:
  ///   - groups: numbers, infinity for *never*, and `nan` where there is nothing.
  ///   - probability: from 0 to 1.
  /// - Returns: `nil` if there is no number, or the quantile is *never*.
  /// - Complexity: O(n log n)
  public init?(_ groups: [ArraySlice<Double>], _ probability: Double) {
    var all: [(value: Double, owner: Int32)] = []
    for (owner, group) in groups.enumerated() {
      for value in group where !value.isNaN { all.append((value, Int32(owner))) }
    }
    all.sort { ($0.value, $0.owner) < ($1.value, $1.owner) }
    (self.sorted, owners) = (all.map(\.value), all.map(\.owner))
    let sorted = self.sorted.prefix { $0 < .infinity }
    let never = self.sorted.count - sorted.count
    guard let value = Summary(Array(sorted))?.quantile(probability, never: never) else {
      return nil
    }
    (self.value, self.probability, places) = (value, probability, groups.count)
    let surplus = groups.map { group in
      group.reduce(0) { sum, x in
        x.isNaN ? sum : sum + (x <= value ? 1 : 0) - probability
      }
    }
    let count = groups.count { $0.contains { !$0.isNaN } }
    groupCount = count
    guard count > 1 else { (low, high) = (nil, nil); return }
    let (n, own) = (Double(self.sorted.count), Double(count))
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
  /// for an end that is open, as it is where an end of one of their own intervals is.
  ///
  /// The difference ± t(0.975, groups - 1) times its standard error, which is that of 200 samples with
  /// replacement of the groups (Efron, 1979). A group is drawn for both quantiles together, so that
  /// what they have in common cancels out. Of 2,000 experiments 93 to 97 % hold the truth, and more where
  /// both are nearly the same: 97 to 99 % at a correlation of 0.99.
  ///
  /// - Precondition: both have as many groups.
  /// - Complexity: O(200 n)
  public func difference(from other: QuantileEstimate) -> (low: Double?, high: Double?) {
    precondition(places == other.places, "every group must have its partner")
    let (opensBelow, opensAbove) = (
      low == nil || other.high == nil, high == nil || other.low == nil
    )
    guard !(opensBelow && opensAbove), let error = error(ofDifferenceFrom: other) else {
      return (nil, nil)
    }
    let difference = value - other.value
    let freedom = Double(min(groupCount, other.groupCount) - 1)
    let reach = gsl_cdf_tdist_Pinv(0.975, freedom) * error
    return (opensBelow ? nil : difference - reach, opensAbove ? nil : difference + reach)
  }

  private static let samples = 200

  /// The standard error of the difference; `nil` where a sample has a quantile that is *never*.
  private func error(ofDifferenceFrom other: QuantileEstimate) -> Double? {
    var stream = RandomStream(seed: 0, name: "bootstrap", replication: 0)
    var times = Array(repeating: Int32(0), count: places)
    var differences: [Double] = []
    for _ in 0..<Self.samples {
      for place in times.indices { times[place] = 0 }
      for _ in 0..<places {
        times[min(places - 1, Int(stream.uniform() * Double(places)))] += 1
      }
      guard let own = quantile(times), let others = other.quantile(times) else { return nil }
      differences.append(own - others)
    }
    return Summary(differences)?.deviation
  }

  /// The quantile where each group is there so many times; `nil` if it is *never*, or nothing is there.
  private func quantile(_ times: [Int32]) -> Double? {
    let total = owners.reduce(0) { $0 + Int(times[Int($1)]) }
    guard total > 0 else { return nil }
    let place = Double(total - 1) * probability
    let share = place - place.rounded(.down)
    // How many are still to be passed before the observation below that place.
    var rest = Int(place)
    var (below, passed): (Double?, Int) = (nil, 0)
    for (value, owner) in zip(sorted, owners) {
      let count = Int(times[Int(owner)])
      guard count > 0 else { continue }
      if let below {
        if value < .infinity { return (1 - share) * below + share * value }
        return Summary.reaches(probability, passed, of: total) ? below : nil
      }
      if rest + (share > 0 ? 1 : 0) < count { return value < .infinity ? value : nil }
      if rest < count {
        guard value < .infinity else { return nil }
        below = value
      }
      rest -= count
      passed += count
    }
    return below
  }
}
