import Glibc
public import Quantities
public import Randomness

/// A path of a two-state Markov process in equilibrium: busy at factor 1, calm at a lower one.
///
/// Now and then, at the instants of a Poisson process, it forgets its state and draws a new one from its
/// equilibrium; between them it changes as rarely as makes up for it, so that busy and calm times stay
/// exponential with the means given. (With forgettings at rate r, what ends a busy time at rate 1/busy is
/// one of them at rate r calm/(busy + calm), or a change of its own.) So nobody who looks has to know what
/// happened before the last time that it forgot: the path is a value and a function of its name alone, and
/// what it costs to look at does not depend on when. In the long run the factor's mean is
/// (busy + calm x factor) / (busy + calm).
public struct OnOffPath: Sendable {
  private let busy: Double
  private let calm: Double
  private let calmFactor: Double
  private let name: RandomName
  /// When it forgets.
  private let forgettings: PoissonTimes
  /// How long busy and calm times would last on average if it never forgot.
  private let ownBusy: Double
  private let ownCalm: Double

  /// Pairs of a busy and a calm time between two forgettings, on average: more make a look dearer, fewer a
  /// long span.
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
    forgettings = PoissonTimes(mean: Self.cycles * cycle, of: name, track: 1)
    let rate = 1 / (Self.cycles * cycle)
    ownBusy = 1 / (1 / busy.value - rate * calm.value / cycle)
    ownCalm = 1 / (1 / calm.value - rate * busy.value / cycle)
  }

  /// The mean factor in the long run.
  public var meanFactor: Double { (busy + calm * calmFactor) / (busy + calm) }

  /// Whether it is busy at a moment.
  func isBusy(at time: Double) -> Bool {
    var answer = false
    forEachTime(from: time, to: time.nextUp) { answer = $2 }
    return answer
  }

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
    let around = forgettings.around(start)
    var time = around.last ?? 0
    var next = min(around.next, end)
    while true {
      // What happens until it forgets again, from numbers that belong to the moment.
      var draws = PlacedUniforms(of: name, track: 2, place: time.bitPattern)
      var isBusy = draws.next() * (busy + calm) < busy
      while time < next {
        let length = -(isBusy ? ownBusy : ownCalm) * log(1 - draws.next())
        let until = min(time + length, next)
        if until > start { visit(max(time, start), until, isBusy) }
        time = until
        isBusy.toggle()
      }
      if time >= end { return }
      next = min(forgettings.next(after: time), end)
    }
  }
}
