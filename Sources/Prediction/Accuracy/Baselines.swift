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
  /// The median of the rows whose inputs are nearest: no model at all, but a memory of these guests.
  case nearest = "nearest rows"
}

extension MeasuredMigrations.Row {
  /// What carries it.
  var bandwidth: BytesPerSecond { min(migration.link, migration.rateCap) }

  /// Pages with content.
  var used: Pages { migration.guest.memory - migration.guest.zero }

  /// Distinct pages written per second.
  var rate: Double {
    guard case .measured(let rate, _) = migration.guest.writes else { return 0 }
    return rate.value
  }

  /// Seconds that memory takes at the bandwidth.
  fileprivate var pass: Double { (used.bytes / bandwidth).value }

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

  /// What its time is counted in: passes over the memory or, where threads that compress set the pace and
  /// not the link, the memory.
  var unit: Double {
    migration.technique == .compress ? Double(max(used.count, 1)) : max(pass, 1e-3)
  }

  /// Where it lies among others: by rate, memory and bandwidth.
  fileprivate var place: SIMD3<Double> {
    SIMD3(log(rate + 100), log(Double(max(used.count, 1))), log(bandwidth.value))
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

/// What the nearest of other rows took, by what they had to move.
struct NearestRows: Sendable {
  private let rows: [(place: SIMD3<Double>, pace: Double)]
  private static let count = 7

  /// Keeps rows of one technique; `nil` if they are too few.
  init?(_ rows: [MeasuredMigrations.Row]) {
    guard rows.count >= Self.count else { return nil }
    self.rows = rows.map { ($0.place, $0.totalTime / $0.unit) }
  }

  /// Milliseconds. O(rows).
  func totalTime(of row: MeasuredMigrations.Row) -> Double {
    let place = row.place
    let nearest =
      rows.map { other in
        let away = other.place - place
        return (distance: (away * away).sum(), pace: other.pace)
      }
      .sorted { $0.distance < $1.distance }.prefix(Self.count).map(\.pace).sorted()
    return nearest[Self.count / 2] * row.unit
  }
}
