public import Quantities
public import Randomness

/// A path of a two-state Markov process in equilibrium: busy at factor 1, calm at a lower one.
///
/// At the instants of a Poisson process, its refreshes, the state is drawn anew from the equilibrium. Between
/// two refreshes it changes at rates of its own. A refresh ends a busy time with the probability
/// calm/(busy + calm), so that the rates of its own are lower by that: busy and calm times then are
/// exponential with the means given. Nothing before the last refresh matters. So the path is a value and a
/// function of its name alone, and a look costs the same at any time. In the long run the factor's mean is
/// (busy + calm x factor) / (busy + calm).
public struct OnOffPath: Sendable {
  private let busy: Double
  private let calm: Double
  private let calmFactor: Double
  private let name: RandomName
  private let refreshes: PoissonTimes
  /// How long busy and calm times would last on average without refreshes.
  private let ownBusy: Double
  private let ownCalm: Double

  /// Pairs of a busy and a calm time between two refreshes, on average. With more of them a look costs more,
  /// with fewer a long span does.
  private static let cycles = 4.0

  /// - Parameters:
  ///   - busy: how long a busy time lasts on average.
  ///   - calm: how long a calm time lasts on average.
  ///   - calmFactor: the factor of calm times.
  ///   - name: names the path.
  /// - Precondition: both means are positive and finite; the factor is not negative.
  public init(busy: Seconds, calm: Seconds, calmFactor: Double = 0, named name: RandomName) {
    precondition(busy > .zero && calm > .zero && busy.isFinite && calm.isFinite)
    precondition(calmFactor >= 0)
    self.busy = busy.value
    self.calm = calm.value
    self.calmFactor = calmFactor
    self.name = name
    let cycle = busy.value + calm.value
    refreshes = PoissonTimes(mean: Self.cycles * cycle, of: name, track: 1)
    let rate = 1 / (Self.cycles * cycle)
    ownBusy = 1 / (1 / busy.value - rate * calm.value / cycle)
    ownCalm = 1 / (1 / calm.value - rate * busy.value / cycle)
  }

  /// The mean factor in the long run.
  public var meanFactor: Double { (busy + calm * calmFactor) / (busy + calm) }

  /// The integral of the factor over a span.
  ///
  /// - Complexity: O(1 + changes in the span) on average
  func integral(from start: Double, to end: Double) -> Double {
    guard start < end else { return 0 }
    var integral = 0.0
    forEachTime(from: start, to: end) { integral += ($1 - $0) * ($2 ? 1 : calmFactor) }
    return integral
  }

  /// Visits the times of a span in which the state is the same: from when, to when, and whether it is busy.
  /// Two that follow each other may be in the same state.
  @inline(__always)
  func forEachTime(from start: Double, to end: Double, _ visit: (Double, Double, Bool) -> Void) {
    let around = refreshes.around(start)
    var time = around.last ?? 0
    var next = min(around.next, end)
    while true {
      // Until the next refresh the numbers belong to this one.
      var draws = PlacedUniforms(of: name, track: 2, place: time.bitPattern)
      var isBusy = draws.next() * (busy + calm) < busy
      while time < next {
        let until = min(time + draws.exponential(mean: isBusy ? ownBusy : ownCalm), next)
        if until > start { visit(max(time, start), until, isBusy) }
        time = until
        isBusy.toggle()
      }
      if time >= end { return }
      next = min(refreshes.next(after: time), end)
    }
  }
}
