import Glibc
public import Quantities

/// How hard a guest works as time goes by: a factor on the rates at which it writes its memory.
///
/// It is a function of the run's clock alone. Whatever migration does to the guest (throttling, pauses,
/// contention) comes on top, and does not move it: a guest's clients do not wait.
public struct Activity: Sendable {
  private let course: Course

  private enum Course: Sendable {
    case steady
    case steps(Steps)
    case daily(Daily)
    case onOff(OnOffPath)
  }

  /// Always full.
  public static let steady = Activity(course: .steady)

  /// What follows the last of a list of phases.
  public enum Ending: String, Hashable, Sendable, CaseIterable {
    /// The first phase again, and so on.
    case `repeat`
    /// The last phase for ever.
    case hold
    /// The guest writes no more.
    case stop
  }

  /// Phases one after the other, from the start of the run.
  ///
  /// - Precondition: there is a phase; every length is positive, and no factor is negative.
  public static func phases(
    _ phases: [(length: Seconds, factor: Double)], then ending: Ending
  ) -> Activity {
    Activity(course: .steps(Steps(phases, ending)))
  }

  /// Up and down once a period: 1 + `swing` cos(2π(t - `peak`)/`period`), whose mean is 1.
  ///
  /// - Precondition: `period` is positive, `swing` from 0 to 1.
  public static func daily(swing: Double, peak: Seconds, period: Seconds = .hours(24)) -> Activity {
    precondition(period > .zero && (0...1).contains(swing))
    return Activity(course: .daily(Daily(swing: swing, peak: peak, period: period)))
  }

  /// Markov modulation: busy and calm times by turns, each exponential, in equilibrium from the start.
  public static func onOff(_ path: OnOffPath) -> Activity { Activity(course: .onOff(path)) }

  /// How long the guest would have to work at full activity to write what it writes in a span:
  /// the integral of the factor, exact whatever changes lie within.
  ///
  /// - Complexity: O(log(number of phases)); for Markov modulation O(changes in the span).
  public func fullTime(from start: Instant, to end: Instant) -> Seconds {
    let (a, b) = (start.secondsSinceStart, end.secondsSinceStart)
    switch course {
    case .steady: return end - start
    case .steps(let steps): return Seconds(steps.integral(to: b) - steps.integral(to: a))
    case .daily(let daily): return Seconds(daily.integral(to: b) - daily.integral(to: a))
    case .onOff(let path): return Seconds(path.integral(from: a, to: b))
    }
  }
}

/// Phases with their integral up to the start of each.
private struct Steps: Sendable {
  private var starts: [Double] = []
  private var factors: [Double] = []
  private var integrals: [Double] = []
  private var length = 0.0
  private var total = 0.0
  private let ending: Activity.Ending

  init(_ phases: [(length: Seconds, factor: Double)], _ ending: Activity.Ending) {
    precondition(!phases.isEmpty)
    self.ending = ending
    for phase in phases {
      precondition(phase.length > .zero && phase.length.isFinite && phase.factor >= 0)
      starts.append(length)
      factors.append(phase.factor)
      integrals.append(total)
      length += phase.length.value
      total += phase.length.value * phase.factor
    }
  }

  func integral(to time: Double) -> Double {
    if time < length { return within(time) }
    switch ending {
    case .stop: return total
    case .hold: return total + (time - length) * factors[factors.count - 1]
    case .repeat:
      let cycles = (time / length).rounded(.down)
      return cycles * total + within(min(max(time - cycles * length, 0), length))
    }
  }

  private func within(_ time: Double) -> Double {
    var low = 0
    var high = starts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if starts[middle] <= time { low = middle } else { high = middle }
    }
    return integrals[low] + (time - starts[low]) * factors[low]
  }
}

private struct Daily: Sendable {
  let swing: Double
  let peak: Seconds
  let period: Seconds

  func integral(to time: Double) -> Double {
    let frequency = 2 * Double.pi / period.value
    return time + swing / frequency * sin(frequency * (time - peak.value))
  }
}
