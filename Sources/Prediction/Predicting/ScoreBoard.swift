import Glibc
import Quantities
import Randomness

/// How predictions compare with what was measured.
public struct ScoreBoard: Sendable {
  private var rows: [Row] = []
  /// Rows of which nothing was measured.
  private(set) var unmeasured = 0
  /// Rows that count as not converged since their total time is blank.
  private(set) var blank = 0

  /// One row's comparisons.
  private struct Row: Sendable {
    let technique: String
    let workload: String
    let verdict: (predicted: Bool, measured: Bool)
    let comparisons: [Quantity: Comparison]
  }

  /// What is compared.
  enum Quantity: String, CaseIterable, Sendable {
    case totalTime = "total_time"
    case downtime
    case sent
    /// Whether it ends with the VM at its destination; all that can be said of a failure.
    case converged

    /// The unit of absolute errors, and its size in that of the predictions; none of a verdict.
    var unit: String {
      switch self {
      case .totalTime, .downtime: "ms"
      case .sent: "bytes"
      case .converged: ""
      }
    }
  }

  /// A prediction beside a measurement.
  struct Comparison: Sendable {
    let measured: Double
    let median: Double
    let interval: ClosedRange<Double>
    let crps: Double

    init?(_ samples: [Double], _ measured: Double?) {
      guard let measured, let summary = Summary(samples) else { return nil }
      self.measured = measured
      median = summary.quantile(0.5)
      interval = summary.interval(0.9)
      crps = Self.crps(of: samples, against: measured)
    }

    var error: Double { abs(median - measured) }
    /// Of what was measured; a measurement of nothing has no relative error.
    var relativeError: Double? { measured > 0 ? error / measured : nil }
    var relativeWidth: Double? {
      median > 0 ? (interval.upperBound - interval.lowerBound) / median : nil
    }

    /// The continuous ranked probability score of a sample x in ascending order against y:
    /// Σ|x - y|/n - Σ Σ|x - x'|/(2n²); 0 is best. Source: Gneiting and Raftery, JASA 102 (2007).
    static func crps(of samples: [Double], against y: Double) -> Double {
      let n = Double(samples.count)
      var distance = 0.0
      var spread = 0.0
      for (rank, x) in samples.enumerated() {
        distance += abs(x - y)
        spread += x * (2 * Double(rank) + 1 - n)
      }
      return distance / n - spread / (n * n)
    }
  }

  /// Compares a row's prediction with what was measured, where something was.
  ///
  /// - Parameter outcome: without problems.
  mutating func note(
    _ row: InventoryRow, _ outcome: Outcome, _ migration: MigrationCase,
    _ prediction: CasePrediction
  ) {
    guard let hasConverged = outcome.hasConverged else {
      unmeasured += 1
      return
    }
    if outcome.isBlank(in: row) { blank += 1 }
    var comparisons: [Quantity: Comparison] = [:]
    if hasConverged {
      comparisons[.totalTime] = .init(prediction.totalTimes, outcome.totalTime)
      comparisons[.downtime] = .init(
        outcome.outage == nil ? prediction.reportedDowntimes : prediction.downtimes,
        outcome.outage ?? outcome.downtime)
      comparisons[.sent] = .init(prediction.sentBytes, outcome.sent)
    }
    rows.append(
      Row(
        technique: migration.label, workload: row.cells[.workload] ?? migration.guest.label,
        verdict: (prediction.converged >= 0.5, hasConverged), comparisons: comparisons))
  }

  /// Whether anything was measured.
  public var isEmpty: Bool { rows.isEmpty }

  /// The comparisons of one quantity, in the order of the rows.
  func comparisons(of quantity: Quantity) -> [Comparison] {
    rows.compactMap { $0.comparisons[quantity] }
  }

  // MARK: What the comparisons come to

  /// The errors of one quantity over some rows, and how good the intervals are.
  struct Errors: Sendable {
    let count: Int
    /// Of the predicted medians, relative to what was measured.
    let medianError: Double
    let meanError: Double
    let p95Error: Double
    /// In the quantity's unit.
    let medianAbsolute: Double
    let p90Absolute: Double
    /// The share of measurements within the 90 % interval, and its median width over the median.
    let coverage: Double
    let medianWidth: Double
    /// The mean continuous ranked probability score.
    let crps: Double

    /// `nil` of no comparisons.
    init?(_ compared: [Comparison]) {
      guard let relative = Summary(compared.compactMap(\.relativeError)),
        let absolute = Summary(compared.map(\.error)),
        let widths = Summary(compared.compactMap(\.relativeWidth)),
        let crps = Summary(compared.map(\.crps))
      else { return nil }
      count = compared.count
      medianError = relative.quantile(0.5)
      meanError = relative.mean
      p95Error = relative.quantile(0.95)
      medianAbsolute = absolute.quantile(0.5)
      p90Absolute = absolute.quantile(0.9)
      coverage =
        Double(compared.count { $0.interval.contains($0.measured) }) / Double(compared.count)
      medianWidth = widths.quantile(0.5)
      self.crps = crps.mean
    }
  }

  /// The scores of one technique, workload and quantity.
  struct Score: Sendable {
    let technique: String
    let workload: String
    let quantity: Quantity
    /// `nil` of rows that failed, which have a verdict only.
    let errors: Errors?
    /// The rows that it is over.
    let count: Int
    /// Rows whose convergence was called right, and all rows.
    let verdicts: (right: Int, of: Int)
  }

  /// By technique and workload, each with a line over all.
  var scores: [Score] {
    let techniques = Set(rows.map(\.technique)).sorted()
    var scores: [Score] = []
    for technique in techniques {
      let own = rows.filter { $0.technique == technique }
      let workloads = Set(own.map(\.workload)).sorted()
      for workload in workloads {
        scores += Self.scores(technique, workload, own.filter { $0.workload == workload })
      }
      if workloads.count > 1 { scores += Self.scores(technique, "all", own) }
    }
    if techniques.count > 1 { scores += Self.scores("all", "all", rows) }
    return scores
  }

  private static func scores(_ technique: String, _ workload: String, _ rows: [Row]) -> [Score] {
    let right = rows.count { $0.verdict.predicted == $0.verdict.measured }
    func score(_ quantity: Quantity, _ errors: Errors?, over count: Int) -> Score {
      Score(
        technique: technique, workload: workload, quantity: quantity, errors: errors, count: count,
        verdicts: (right, rows.count))
    }
    let scores = Quantity.allCases.compactMap { quantity in
      Errors(rows.compactMap { $0.comparisons[quantity] }).map {
        score(quantity, $0, over: $0.count)
      }
    }
    // Failures among others count in the verdicts of those; alone they have a line of their own.
    return scores.isEmpty ? [score(.converged, nil, over: rows.count)] : scores
  }
}
