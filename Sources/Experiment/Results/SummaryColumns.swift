import Quantities
import Randomness

/// One metric of one strategy: a row of `summary.csv`.
struct SummaryRow {
  let observed: Observations
  private let means: Summary?
  private let spread: Summary?
  private let interval: ClosedRange<Double>?

  init(_ observed: Observations) {
    self.observed = observed
    means = observed.means
    spread = observed.spread
    interval = means?.confidenceInterval()
  }

  /// `summary.csv`.
  static let table = ResultTable<RunKey, SummaryRow>(
    file: "summary.csv",
    about: "Each strategy and metric; metrics of migrations are over those that finished.",
    keys: RunKey.armColumns,
    columns: [
      Column("metric", "What is summarised; see the list of metrics.", isKey: true) {
        $0.observed.metric
      },
      Column("unit", "The unit of the numbers in the row.") { $0.observed.unit },
      Column("n", "In how many replications something was observed.") { $0.means?.count ?? 0 },
      Column("mean", "The mean of the means of the replications.") { row in
        Statistic(row.means?.mean, of: row.observed)
      },
      Column("ci95_low", "The lower end of the mean's 95 % confidence interval (Student's t).") {
        row in Statistic(row.interval?.lowerBound, of: row.observed)
      },
      Column("ci95_high", "The upper end of that interval.") { row in
        Statistic(row.interval?.upperBound, of: row.observed)
      },
      quantile("p50", 0.5, "The median of single observations, all replications together."),
      quantile("p90", 0.9, "Their 90 % quantile."),
      quantile("p99", 0.99, "Their 99 % quantile."),
    ])

  private static func quantile(
    _ name: String, _ probability: Double, _ meaning: String
  ) -> Column<SummaryRow> {
    Column(name, meaning) { row in
      Statistic(row.spread?.quantile(probability), of: row.observed)
    }
  }
}

/// How one metric of a strategy differs from that of the first: a row of `comparison.csv`.
struct ComparisonRow {
  let arm: String
  let baseline: String
  let observed: Observations
  private let difference: Summary?
  private let interval: ClosedRange<Double>?

  init(_ arm: String, _ observed: Observations, baseline: String, _ base: Observations) {
    self.arm = arm
    self.baseline = baseline
    self.observed = observed
    let pairs = zip(observed.replicationMeans, base.replicationMeans)
      .compactMap { pair in pair.0.flatMap { a in pair.1.map { b in (a, b) } } }
    difference = Summary.pairedDifference(pairs.map(\.0), minus: pairs.map(\.1))
    interval = difference?.confidenceInterval()
  }

  /// `comparison.csv`.
  static let table = ResultTable<String, ComparisonRow>(
    file: "comparison.csv",
    about:
      "Each strategy after the first and each metric: how it differs from the first, replication by replication, where both observed something.",
    keys: [
      Column("scenario", "The scenario: the name of its file without folder and ending.") { $0 },
      Column("point", "Empty: a scenario has one point.") { _ in nil as String? },
    ],
    columns: [
      Column("strategy", "The strategy.", isKey: true) { $0.arm },
      Column("baseline", "The first strategy of the scenario.", isKey: true) { $0.baseline },
      Column("metric", "What is compared; see the list of metrics.", isKey: true) {
        $0.observed.metric
      },
      Column("unit", "The unit of the numbers in the row.") { $0.observed.unit },
      Column("n", "In how many replications both observed something.") {
        $0.difference?.count ?? 0
      },
      Column("mean_difference", "The mean of strategy minus baseline.") { row in
        Statistic(row.difference?.mean, of: row.observed)
      },
      Column("ci95_low", "The lower end of its 95 % confidence interval (Student's t).") { row in
        Statistic(row.interval?.lowerBound, of: row.observed)
      },
      Column("ci95_high", "The upper end of that interval.") { row in
        Statistic(row.interval?.upperBound, of: row.observed)
      },
    ])
}

extension ExperimentRun {
  /// The bytes of `summary.csv`.
  var summaryBytes: CSVBytes {
    let table = SummaryRow.table
    var csv = table.header
    for (index, arm) in plan.arms.enumerated() {
      let start = table.start(RunKey(scenario: scenario.name, arm: arm.name, replication: 0))
      for observed in observed[index] {
        table.add(SummaryRow(observed), after: start, to: &csv)
      }
    }
    return csv
  }

  /// The bytes of `comparison.csv`.
  var comparisonBytes: CSVBytes {
    let table = ComparisonRow.table
    var csv = table.header
    let start = table.start(scenario.name)
    let first = plan.arms[0].name
    let baseline = observed[0]
    for (index, arm) in plan.arms.enumerated().dropFirst() {
      for (observed, base) in zip(observed[index], baseline) {
        table.add(
          ComparisonRow(arm.name, observed, baseline: first, base), after: start, to: &csv)
      }
    }
    return csv
  }

  /// `summary.csv` as text.
  var summary: String { summaryBytes.text }
}
