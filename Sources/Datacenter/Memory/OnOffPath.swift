public import Quantities
public import Randomness

/// A path of a two-state Markov process in equilibrium: busy at factor 1, calm at a lower one.
///
/// Two independent Poisson processes say "be busy" and "be calm"; the state is what was said last. (This
/// is uniformisation, with the refreshes sorted by their outcome.) A busy time then ends at the next "be
/// calm", after an exponential time. The path is a value and a function of its name alone, and what
/// it costs to look at does not depend on when. In the long run the factor's mean is
/// (busy + calm x factor) / (busy + calm).
public struct OnOffPath: Sendable {
  private let busy: Double
  private let calm: Double
  private let calmFactor: Double
  private let name: RandomName

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
  }

  /// The mean factor in the long run.
  public var meanFactor: Double { (busy + calm * calmFactor) / (busy + calm) }

  /// What begins busy times, and what ends them, in whatever state it is said.
  private var beginnings: PoissonTimes { PoissonTimes(mean: calm, of: name, track: 1) }
  private var ends: PoissonTimes { PoissonTimes(mean: busy, of: name, track: 2) }

  /// Whether it is busy at a moment.
  func isBusy(at time: Double) -> Bool {
    switch (beginnings.last(upTo: time), ends.last(upTo: time)) {
    case (let beginning?, let end?): return beginning > end
    case (.some, nil): return true
    case (nil, .some): return false
    case (nil, nil):
      // Nothing has been said yet: it is as the run found it.
      return name.uniform * (busy + calm) < busy
    }
  }

  /// When the state that it has at a moment ends.
  func change(after time: Double, isBusy: Bool) -> Double {
    (isBusy ? ends : beginnings).next(after: time)
  }

  /// The integral of the factor over a span.
  ///
  /// - Complexity: O(1 + changes in the span) on average
  func integral(from start: Double, to end: Double) -> Double {
    guard start < end else { return 0 }
    var isBusy = isBusy(at: start)
    var integral = 0.0
    var time = start
    while time < end {
      let until = min(change(after: time, isBusy: isBusy), end)
      integral += (until - time) * (isBusy ? 1 : calmFactor)
      time = until
      isBusy.toggle()
    }
    return integral
  }
}
