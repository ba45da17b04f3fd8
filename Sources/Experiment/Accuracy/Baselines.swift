import Glibc
import Quantities
import Randomness

/// What simpler models say of a migration's total time, to compare with.
enum Baseline: String, CaseIterable, Sendable {
  /// Memory over bandwidth: what CloudSim computes.
  case division = "memory/bandwidth"
  /// Rounds that shrink by dirty rate over bandwidth, until one fits into the downtime limit: SimGrid's
  /// law, and the textbooks'. Cut at 30 rounds, where it would not end.
  case series = "geometric series"
  /// A least-squares fit of the logarithm to memory over bandwidth and a cubic of the load.
  case regression
}

extension MeasuredMigrations.Row {
  /// Seconds that memory takes at the bandwidth.
  fileprivate var pass: Double {
    let used = migration.guest.memory - migration.guest.zero
    return (used.bytes / min(migration.link, migration.rateCap)).value
  }

  /// Milliseconds by memory over bandwidth.
  var division: Double { pass * 1000 }

  /// Milliseconds by the geometric series.
  var series: Double {
    var total = 0.0
    var round = pass
    for _ in 0..<30 {
      total += round
      guard round > 0.3 else { break }
      round *= load
    }
    return total * 1000
  }

  fileprivate var features: [Double] {
    [1, log(max(pass, 1e-3)), load, load * load, load * load * load]
  }
}

/// A regression of the total time, of one technique.
struct Regression: Sendable {
  private let coefficients: [Double]

  /// Fits rows; `nil` if they are too few.
  init?(_ rows: [MeasuredMigrations.Row]) {
    let features = rows.map(\.features)
    guard let width = features.first?.count, rows.count > 3 * width else { return nil }
    let times = rows.map { log($0.totalTime) }
    let fit = try? LeastSquares(of: rows.count, from: Array(repeating: 0, count: width)) {
      parameters, residuals in
      for row in residuals.indices {
        residuals[row] = zip(parameters, features[row]).reduce(-times[row]) { $0 + $1.0 * $1.1 }
      }
    }
    guard let fit else { return nil }
    coefficients = fit.parameters
  }

  /// Milliseconds.
  func totalTime(of row: MeasuredMigrations.Row) -> Double {
    exp(min(zip(coefficients, row.features).reduce(0) { $0 + $1.0 * $1.1 }, 30))
  }
}
