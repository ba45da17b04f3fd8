import Glibc
public import Quantities

/// Page classes that stand for a whole curve: rates that fall with rank, rates that scatter, or a
/// curve of distinct pages over time.
///
/// The pages of a profile lie in the order of their rates; a scan that starts at page 0 meets the
/// busiest first.
public enum RateProfile {
  /// The curve D(t) = H(1 - e^(-t/τ)) + r t of distinct pages written in a time t: a hot set of H pages,
  /// each written every τ on average, and a background that writes every page of the rest in turn.
  ///
  /// The background bends when it has been through the rest: the whole curve is
  /// H(1 - e^(-t/τ)) + min(rest, r t). Source: the fit to SPECweb99 in Clark et al., NSDI 2005.
  ///
  /// - Parameter phase: where the background stands at the start, as a share of the rest.
  /// - Precondition: `time` is positive.
  public static func hotAndCold(
    hot: Pages, time: Seconds, background: PagesPerSecond, rest: Pages, phase: Double
  ) -> [PageClass] {
    precondition(time > .zero)
    return [
      PageClass(
        name: "hot", pages: hot,
        writes: .uniform(PagesPerSecond(Double(hot.count) / time.value))),
      PageClass(
        name: "background", pages: rest,
        writes: background > .zero ? .sweep(background, phase: phase) : .never),
    ]
  }

  /// Zipf's law: of `pages`, the one of rank i is written at a rate proportional to i^(-exponent).
  ///
  /// Ranks are cut into classes that each span the same ratio of ranks; a class is written uniformly.
  /// With 24 classes the distinct pages over any time are within 1 % of the exact law's.
  ///
  /// - Precondition: `exponent` is not negative, `classes` positive.
  public static func zipf(
    pages: Pages, rate: PagesPerSecond, exponent: Double, classes count: Int = 24
  ) -> [PageClass] {
    precondition(exponent >= 0 && exponent.isFinite && count > 0)
    let n = pages.count
    guard n > 0 else { return [] }
    var bounds: [Int] = [0]
    for k in 1...count {
      let bound = Int(pow(Double(n), Double(k) / Double(count)).rounded())
      if bound > bounds[bounds.count - 1] { bounds.append(min(bound, n)) }
    }
    let weights = zip(bounds, bounds.dropFirst()).map {
      rankWeight(from: $0 + 1, to: $1, exponent: exponent)
    }
    return split(zip(zip(bounds, bounds.dropFirst()).map { $1 - $0 }, weights), rate, "rank")
  }

  /// Rates per page that scatter log-normally.
  ///
  /// Pages are cut into classes of equal width in the logarithm of their rate, from 4 deviations below
  /// the median to 4 above.
  ///
  /// - Parameter variation: the deviation of a page's rate over its mean.
  /// - Precondition: `variation` is positive, `classes` at least 2.
  public static func logNormal(
    pages: Pages, rate: PagesPerSecond, variation: Double, classes count: Int = 20
  ) -> [PageClass] {
    precondition(variation > 0 && variation.isFinite && count > 1)
    let sigma = log1p(variation * variation).squareRoot()
    let n = Double(pages.count)
    func below(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
    var parts: [(Int, Double)] = []
    var before = 0.0
    for k in stride(from: count, to: 0, by: -1) {
      let high = k == count ? Double.infinity : -4 + 8 * Double(k) / Double(count)
      let low = k == 1 ? -Double.infinity : -4 + 8 * Double(k - 1) / Double(count)
      let after = before + n * (below(high) - below(low))
      let size = Int(after.rounded()) - Int(before.rounded())
      before = after
      if size > 0 { parts.append((size, below(high - sigma) - below(low - sigma))) }
    }
    return split(parts, rate, "band")
  }

  /// Classes of given sizes that share a rate by weight.
  private static func split(
    _ parts: some Sequence<(Int, Double)>, _ rate: PagesPerSecond, _ name: String
  ) -> [PageClass] {
    let total = parts.reduce(0) { $0 + $1.1 }
    return parts.enumerated().map { index, part in
      PageClass(
        name: "\(name) \(index + 1)", pages: Pages(part.0),
        writes: .uniform(PagesPerSecond(rate.value * part.1 / total)))
    }
  }

  /// Σ i^(-s) over a range of ranks: term by term, or by the integral from half a rank before to half
  /// a rank behind where terms change little from one to the next.
  private static func rankWeight(from first: Int, to last: Int, exponent s: Double) -> Double {
    var sum = 0.0
    var rank = first
    while rank <= last, rank <= 200 {
      sum += pow(Double(rank), -s)
      rank += 1
    }
    guard rank <= last else { return sum }
    let (a, b) = (Double(rank) - 0.5, Double(last) + 0.5)
    return sum + (abs(s - 1) < 1e-12 ? log(b / a) : (pow(b, 1 - s) - pow(a, 1 - s)) / (1 - s))
  }
}
