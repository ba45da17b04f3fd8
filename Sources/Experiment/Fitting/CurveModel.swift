import Glibc
import Randomness

/// A number of hot sets, with or without background, and how errors spread: what is fitted.
struct CurveModel: Hashable, Sendable {
  let sets: Int
  let hasBackground: Bool
  let errors: ErrorLaw

  /// How measurements scatter around the curve.
  enum ErrorLaw: String, CaseIterable, Sendable {
    /// By the same number of pages everywhere.
    case constant
    /// By the same share everywhere.
    case proportional
  }

  /// The parameters of the curve.
  var size: Int { 2 * sets + (hasBackground ? 1 : 0) }

  /// Where parameters may lie. Each is searched on the logarithmic scale between its bounds, by
  /// way of a logistic function, so that no step can leave them.
  struct Bounds {
    let pages: ClosedRange<Double>
    let time: ClosedRange<Double>
    let rate: ClosedRange<Double>

    init(_ points: [DirtyPoint]) {
      let most = points.map(\.pages).max()!
      let longest = points.map(\.time).max()!
      let shortest = points.map(\.time).min()!
      pages = most * 1e-3...most * 20
      time = shortest / 20...longest * 20
      rate = most / longest * 1e-4...most / longest * 3
    }

    func value(_ u: Double, in range: ClosedRange<Double>) -> Double {
      let share = 1 / (1 + exp(-u))
      return exp(log(range.lowerBound) + share * log(range.upperBound / range.lowerBound))
    }

    func place(_ value: Double, in range: ClosedRange<Double>) -> Double {
      let share =
        log(value / range.lowerBound) / log(range.upperBound / range.lowerBound)
      let inside = min(max(share, 1e-3), 1 - 1e-3)
      return log(inside / (1 - inside))
    }
  }

  func curve(_ u: [Double], _ bounds: Bounds) -> DirtyCurve {
    DirtyCurve(
      sets: (0..<sets).map {
        .init(
          pages: bounds.value(u[2 * $0], in: bounds.pages),
          time: bounds.value(u[2 * $0 + 1], in: bounds.time))
      },
      background: hasBackground ? bounds.value(u[2 * sets], in: bounds.rate) : 0)
  }

  /// First guesses: time constants spread over what was observed, and the pages shared out.
  func guesses(_ points: [DirtyPoint], _ bounds: Bounds) -> [[Double]] {
    let most = points.map(\.pages).max()!
    let (shortest, longest) = (points.map(\.time).min()!, points.map(\.time).max()!)
    let ladder = [0.1, 0.3, 0.5, 0.7, 0.9].map { shortest * pow(longest / shortest, $0) }
    let choices: [[Double]] =
      switch sets {
      case 0: [[]]
      case 1: ladder.map { [$0] }
      case 2: [[0, 2], [0, 3], [1, 3], [1, 4], [2, 4]].map { $0.map { ladder[$0] } }
      default: [[0, 2, 4], [0, 1, 3], [1, 2, 4], [1, 3, 4]].map { $0.map { ladder[$0] } }
      }
    // A guess that meets points on a line exactly leaves the search no step, and it fails.
    let background = most / longest / (sets == 0 ? 1.5 : Double(sets + 1))
    return choices.map { times in
      times.flatMap { time in
        [
          bounds.place(most / Double(sets + (hasBackground ? 1 : 0)), in: bounds.pages),
          bounds.place(time, in: bounds.time),
        ]
      } + (hasBackground ? [bounds.place(background, in: bounds.rate)] : [])
    }
  }

  /// The residuals' measure of a curve against the points.
  func residual(_ curve: DirtyCurve, _ point: DirtyPoint) -> Double {
    let fitted = curve.pages(after: point.time)
    return errors == .constant ? fitted - point.pages : log(fitted / point.pages)
  }

  /// The best of the fits from all first guesses; `nil` if none comes to an end.
  func fit(_ points: [DirtyPoint], _ bounds: Bounds) -> LeastSquares? {
    var best: LeastSquares?
    for guess in guesses(points, bounds) {
      let fit = try? LeastSquares(of: points.count, from: guess) { u, residuals in
        let curve = curve(u, bounds)
        for (index, point) in points.enumerated() { residuals[index] = residual(curve, point) }
      }
      if let fit, fit.squares < best?.squares ?? .infinity { best = fit }
    }
    return best
  }

  /// Akaike's criterion with the correction for few observations, from the likelihood of normal
  /// errors with a variance of their own, which counts as a parameter.
  func criterion(_ squares: Double, _ points: [DirtyPoint]) -> Double {
    let n = Double(points.count)
    let k = Double(size + 1)
    // Proportional errors are normal in the logarithm, whose density is that of pages times pages.
    let jacobian =
      errors == .constant ? 0 : 2 * points.reduce(0) { $0 + log($1.pages) }
    // Pages are counted whole, which scatters them by 1/12 (variance): no curve is nearer than that.
    let least = points.reduce(0) { sum, point in
      sum + (errors == .constant ? 1 : 1 / (point.pages * point.pages)) / 12
    }
    let likelihood = n * log(max(squares, least) / n) + jacobian
    return likelihood + 2 * k + 2 * k * (k + 1) / (n - k - 1)
  }
}
