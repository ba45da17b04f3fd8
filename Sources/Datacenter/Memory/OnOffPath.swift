public import Quantities
public import Randomness

/// A path of a two-state Markov process: busy at factor 1, calm at a lower one.
///
/// The path is a function of its stream alone and is drawn as far as somebody asks, so that it is the
/// same whatever migrates meanwhile. In the long run the factor's mean is
/// (busy + calm x factor) / (busy + calm).
public final class OnOffPath: @unchecked Sendable {
  // A simulation never leaves its task, so a path is never shared between threads.
  private let busy: Double
  private let calm: Double
  private let calmFactor: Double
  private var stream: RandomStream
  /// When each state ends, from the start of the run; the states alternate.
  private var ends: [Double] = []
  private let startsBusy: Bool

  /// A path in equilibrium.
  ///
  /// - Parameters:
  ///   - busy: how long a busy time lasts in the mean.
  ///   - calm: how long a calm time lasts in the mean.
  ///   - calmFactor: the factor of calm times.
  /// - Precondition: both means are positive and finite; the factor is not negative.
  public init(
    busy: Seconds, calm: Seconds, calmFactor: Double = 0, drawing stream: consuming RandomStream
  ) {
    precondition(busy > .zero && calm > .zero && busy.isFinite && calm.isFinite)
    precondition(calmFactor >= 0)
    self.busy = busy.value
    self.calm = calm.value
    self.calmFactor = calmFactor
    startsBusy = stream.uniform() * (busy + calm).value < busy.value
    self.stream = stream
  }

  /// The mean factor in the long run.
  public var meanFactor: Double { (busy + calm * calmFactor) / (busy + calm) }

  /// The integral of the factor over a span.
  func integral(from start: Double, to end: Double) -> Double {
    while (ends.last ?? 0) < end { draw() }
    let ends = ends
    var low = 0
    var high = ends.count
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] <= start { low = middle + 1 } else { high = middle }
    }
    var integral = 0.0
    var time = start
    var state = low
    while time < end {
      let until = min(ends[state], end)
      integral += (until - time) * (isBusy(state) ? 1 : calmFactor)
      time = until
      state += 1
    }
    return integral
  }

  private func isBusy(_ state: Int) -> Bool { (state % 2 == 0) == startsBusy }

  private func draw() {
    let mean = isBusy(ends.count) ? busy : calm
    ends.append((ends.last ?? 0) + stream.exponential(mean: mean))
  }
}
