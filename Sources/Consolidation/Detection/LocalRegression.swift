/// LR: a line through the last rounds says what the load will be when a VM that leaves now has left; the host
/// is overloaded when that, times a safety factor, is 1 or more. What its VMs ask for now plays no part.
///
/// With fewer rounds than the line needs, the threshold is 0.7. Source: Beloglazov and Buyya (2012), after
/// Cleveland (1979).
public struct LocalRegression: OverloadDetector {
  /// By what the predicted load is multiplied.
  public let safety: Double
  /// How many rounds the line is drawn through.
  public let rounds: Int
  /// How much each of them counts.
  public let weights: Weights
  public var looksBack: Bool { true }

  /// How rounds are weighed.
  public enum Weights: String, Sendable, CaseIterable {
    /// All alike: ordinary least squares, as CloudSim draws the line, whatever its policy is called.
    case equal
    /// By the tricube of their distance from the last round, as the article says.
    case tricube
    /// Tricube, and once more by the bisquare of their residuals: LRR as the article says.
    case robust
  }

  public init(safety: Double = 1.2, rounds: Int = 10, weights: Weights = .equal) {
    precondition(rounds > 1, "a line has two points at least")
    self.safety = safety
    self.rounds = rounds
    self.weights = weights
  }

  public func isOverloaded(_ load: HostLoad) -> Bool {
    guard load.history.count >= rounds else { return load.isOverCautiousThreshold }
    // In the order of time: the oldest is at 1, the last at `rounds`.
    let recent = (0..<rounds).map { [history = load.history] in history[rounds - 1 - $0] }
    return safety * predicted(recent, at: Double(rounds) + load.horizon) >= 1
  }

  /// What the line through values at 1, 2, ... says of a place beyond them.
  func predicted(_ values: [Double], at place: Double) -> Double {
    var shares = values.map { _ in 1.0 }
    if weights != .equal {
      let last = Double(values.count)
      for index in shares.indices {
        // The distance to the oldest is not quite 1, so that it still counts.
        shares[index] = Self.tricube((last - Double(index + 1)) / last)
      }
    }
    var line = Line(values, shares)
    if weights == .robust {
      let residuals = values.indices.map { abs(values[$0] - line.at(Double($0 + 1))) }
      var sorted = residuals
      sorted.sortInPlaceByInsertion()
      let spread = 6 * sorted.medianOfSorted
      if spread > 0 {
        for index in shares.indices { shares[index] *= Self.bisquare(residuals[index] / spread) }
        line = Line(values, shares)
      }
    }
    return line.at(place)
  }

  private static func tricube(_ distance: Double) -> Double {
    let rest = 1 - distance * distance * distance
    return rest * rest * rest
  }

  private static func bisquare(_ residual: Double) -> Double {
    guard residual < 1 else { return 0 }
    let rest = 1 - residual * residual
    return rest * rest
  }
}

/// The line a + b x that is nearest to weighted values at x = 1, 2, ..., in the sum of squares.
private struct Line {
  let meanPlace: Double
  let meanValue: Double
  let slope: Double

  init(_ values: [Double], _ weights: [Double]) {
    var (weight, places, heights) = (0.0, 0.0, 0.0)
    for index in values.indices {
      weight += weights[index]
      places += weights[index] * Double(index + 1)
      heights += weights[index] * values[index]
    }
    (meanPlace, meanValue) = (places / weight, heights / weight)
    var (spread, common) = (0.0, 0.0)
    for index in values.indices {
      let away = Double(index + 1) - meanPlace
      spread += weights[index] * away * away
      common += weights[index] * away * (values[index] - meanValue)
    }
    slope = spread > 0 ? common / spread : 0
  }

  func at(_ place: Double) -> Double { meanValue + slope * (place - meanPlace) }
}
