import Glibc
import Randomness

/// The page classes that explain measured points.
///
/// Models of no to three hot sets, with and without background, and with constant or proportional
/// errors, are fitted from several first guesses each; Akaike's criterion, corrected for few
/// observations, chooses among them.
public struct CurveFit: Sendable {
  /// The points, by time.
  public let points: [DirtyPoint]
  /// The curve found.
  public let curve: DirtyCurve
  /// Whether errors were found to grow with the pages counted.
  public let errorsAreProportional: Bool
  /// The criterion of the chosen model, and of the best other number of classes.
  public let criterion: Double
  public let runnerUp: (classes: Int, criterion: Double)?
  private let model: CurveModel
  private let bounds: CurveModel.Bounds
  private let found: LeastSquares

  /// Fits the points.
  ///
  /// - Throws: `CurveFitError` where the points cannot carry a fit, with the reason.
  public init(_ points: [DirtyPoint]) throws(CurveFitError) {
    try CurveFitError.check(points)
    let sorted = points.sorted { ($0.time, $0.pages) < ($1.time, $1.pages) }
    let bounds = CurveModel.Bounds(sorted)
    var fits: [(model: CurveModel, found: LeastSquares, criterion: Double)] = []
    for sets in 0...3 {
      for hasBackground in [false, true] where sets > 0 || hasBackground {
        for errors in CurveModel.ErrorLaw.allCases {
          let model = CurveModel(sets: sets, hasBackground: hasBackground, errors: errors)
          guard sorted.count > model.size + 2, let found = model.fit(sorted, bounds) else {
            continue
          }
          fits.append((model, found, model.criterion(found.squares, sorted)))
        }
      }
    }
    guard let best = fits.min(by: { $0.criterion < $1.criterion }) else { throw .noMinimum }
    self.points = sorted
    self.bounds = bounds
    model = best.model
    found = best.found
    criterion = best.criterion
    errorsAreProportional = model.errors == .proportional
    let others = fits.filter { $0.model.sets != best.model.sets }
    runnerUp = others.min { $0.criterion < $1.criterion }.map { ($0.model.sets, $0.criterion) }
    var curve = model.curve(found.parameters, bounds)
    curve.sets.sort { $0.time < $1.time }
    self.curve = curve
    // Few points leave only the plainest models to choose from; one that explains less than half of
    // what was seen must not be pasted into a scenario.
    guard determination >= 0.5 else { throw .unexplained }
  }

  /// The standard deviation of the points around the curve: a share if errors are proportional, else
  /// pages.
  public var scatter: Double {
    (found.squares / Double(points.count - model.size)).squareRoot()
  }

  /// The share of the points' variance that the curve explains.
  public var determination: Double {
    let mean = points.reduce(0) { $0 + $1.pages } / Double(points.count)
    let total = points.reduce(0) { $0 + ($1.pages - mean) * ($1.pages - mean) }
    let left = points.reduce(0) {
      let residual = $1.pages - curve.pages(after: $1.time)
      return $0 + residual * residual
    }
    return total > 0 ? 1 - left / total : 0
  }

  /// Where the true curve lies after a time, with the given confidence: Student's t times the standard
  /// error that follows from the parameters' covariance.
  public func interval(after time: Double, level: Double = 0.95) -> ClosedRange<Double> {
    let value = curve.pages(after: time)
    let u = found.parameters
    let gradient = u.indices.map { index in
      var (low, high) = (u, u)
      low[index] -= 1e-4
      high[index] += 1e-4
      let difference =
        model.curve(high, bounds).pages(after: time) - model.curve(low, bounds).pages(after: time)
      return difference / 2e-4
    }
    var variance = 0.0
    for row in u.indices {
      for column in u.indices {
        variance += gradient[row] * found.spread[row][column] * gradient[column]
      }
    }
    let error = max(variance, 0).squareRoot() * scatter
    let t = studentQuantile(level: level, degrees: Double(points.count - model.size))
    if errorsAreProportional {
      let reach = t * error / value
      return value * exp(-reach)...value * exp(reach)
    }
    return max(0, value - t * error)...value + t * error
  }

  /// What the points leave open, in sentences.
  public var reservations: [String] {
    let longest = points[points.count - 1].time
    let shortest = points[0].time
    return curve.sets.enumerated().flatMap { index, set -> [String] in
      let name = curve.sets.count == 1 ? "the hot set" : "hot set \(index + 1)"
      if set.time > longest {
        return ["\(name) is larger than the longest interval can see: its size is a guess"]
      }
      if set.time < shortest / 3 {
        return ["\(name) is full before the shortest interval ends: its rate is a guess"]
      }
      return []
    }
  }
}
