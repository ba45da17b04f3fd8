import Design
import Quantities
import Randomness

/// One quantile of a metric of a strategy: a row of `quantiles.csv`.
struct QuantileRow {
  private let arm: String
  private let observed: Observations
  private let probability: Double
  private let estimate: QuantileEstimate?
  /// That of the first strategy; `nil` for the first itself.
  private let base: QuantileEstimate?
  private let difference: (low: Double?, high: Double?)

  /// - Parameter base: what was observed of the first strategy; `nil` for the first itself.
  init(_ arm: String, _ observed: Observations, minus base: Observations?, at probability: Double) {
    (self.arm, self.observed, self.probability) = (arm, observed, probability)
    estimate = QuantileEstimate(Array(observed.observed), probability)
    self.base = base.flatMap { QuantileEstimate(Array($0.observed), probability) }
    guard let estimate, let base = self.base else {
      difference = (nil, nil)
      return
    }
    difference = estimate.difference(from: base)
  }

  static let file = "quantiles.csv"

  /// `quantiles.csv`.
  static func table(_ axes: [AxisColumn]) -> ResultTable<PointKey, QuantileRow> {
    ResultTable(
      file: file,
      about:
        "With --quantiles: each quantile of each metric, how far to trust it, and how it differs from that of the first strategy.",
      keys: [PointKey.scenarioColumn, PointKey.numberColumn] + PointKey.columns(of: axes),
      columns: columns)
  }

  private static let columns: [Column<QuantileRow>] = [
    Column("strategy", "The strategy.", isKey: true) { $0.arm },
    Column("metric", "What is summarised; see the list of metrics.", isKey: true) {
      $0.observed.metric
    },
    Column("unit", "The unit of the numbers in the row.") { $0.observed.unit },
    Column("probability", "Which quantile: from 0 to 1.", isKey: true) { $0.probability },
    Column("quantile", "The quantile, as in summary.csv. Empty where it is \"never\".") { row in
      Statistic(row.estimate?.value, of: row.observed)
    },
    Column(
      "ci95_low",
      "The lower end of its 95 % confidence interval (Woodruff, over replications). Empty where the replications are too few to give it an end."
    ) { row in Statistic(row.estimate?.low, of: row.observed) },
    Column(
      "ci95_high", "The upper end of that interval. Empty as well where it is \"never\"."
    ) { row in
      Statistic(row.estimate?.high, of: row.observed)
    },
    Column(
      "difference",
      "The quantile minus that of the first strategy, which has no difference. Empty where one of the two is \"never\"."
    ) { row in
      Statistic(
        row.estimate.flatMap { own in row.base.map { own.value - $0.value } }, of: row.observed)
    },
    Column(
      "difference_low",
      "The lower end of its 95 % confidence interval, under common random numbers (bootstrap over replications)."
    ) { row in Statistic(row.difference.low, of: row.observed) },
    Column("difference_high", "The upper end of that interval.") { row in
      Statistic(row.difference.high, of: row.observed)
    },
  ]
}
