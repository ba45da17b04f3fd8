import Design
import Quantities
import Randomness

/// One metric of one strategy: a row of `summary.csv`.
struct SummaryRow {
  let observed: Observations
  private let means: Summary?
  private let quantiles: [Double?]
  private let interval: ClosedRange<Double>?

  init(_ observed: Observations, quantiles: Quantiles) {
    self.observed = observed
    means = observed.means
    let spread = observed.spread
    self.quantiles = quantiles.probabilities.map { spread?.quantile($0, never: observed.never) }
    interval = means?.confidenceInterval()
  }

  /// `summary.csv`, with the quantiles that are usual.
  static let table = table(.usual, [])

  /// `summary.csv`.
  static func table(
    _ quantiles: Quantiles, _ axes: [AxisColumn]
  ) -> ResultTable<RunKey, SummaryRow> {
    ResultTable(
      file: "summary.csv",
      about:
        "Each strategy and metric. Means are over migrations that finished; quantiles count the others as \"never\", above every number.",
      keys: RunKey.armColumns
        + PointKey.columns(of: axes).map { column in column.within { $0.point } },
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
      ]
        + quantiles.probabilities.indices.map { place in
          let name = quantiles.names[place]
          return Column(
            name,
            "The \(name.dropFirst()) % quantile of single observations, all replications together (type 7 of Hyndman and Fan). Empty where it is \"never\"."
          ) { row in Statistic(row.quantiles[place], of: row.observed) }
        } + [
          Column(
            "never_share",
            "The share of single observations that are \"never\": migrations that did not finish, or replications that did not move every VM."
          ) { $0.observed.neverShare }
        ])
  }
}

/// How one metric of a strategy differs from that of the first: a row of `comparison.csv`.
struct ComparisonRow {
  let arm: String
  let baseline: String
  let observed: Observations
  private let pairs: Pairs
  private let interval: ClosedRange<Double>?

  /// - Parameter subjects: in fleets, whose each observation is.
  init(
    _ arm: String, _ observed: Observations, baseline: String, _ base: Observations,
    of subjects: (first: [[Int32]], second: [[Int32]])?
  ) {
    self.arm = arm
    self.baseline = baseline
    self.observed = observed
    pairs = Pairs(observed, minus: base, of: subjects)
    interval = pairs.difference?.confidenceInterval()
  }

  /// `comparison.csv`, where nothing is varied.
  static let table = table([])

  /// `comparison.csv`.
  static func table(_ axes: [AxisColumn]) -> ResultTable<PointKey, ComparisonRow> {
    ResultTable(
      file: "comparison.csv",
      about:
        "Each strategy after the first and each metric: how it differs from the first, over the VMs that finished in both.",
      keys: [PointKey.scenarioColumn, PointKey.numberColumn] + PointKey.columns(of: axes),
      columns: columns)
  }

  private static let columns: [Column<ComparisonRow>] = [
    Column("strategy", "The strategy.", isKey: true) { $0.arm },
    Column("baseline", "The first strategy of the scenario.", isKey: true) { $0.baseline },
    Column("metric", "What is compared; see the list of metrics.", isKey: true) {
      $0.observed.metric
    },
    Column("unit", "The unit of the numbers in the row.") { $0.observed.unit },
    Column("n", "In how many replications there was something to compare.") {
      $0.pairs.difference?.count ?? 0
    },
    Column("mean_difference", "The mean of strategy minus baseline.") { row in
      Statistic(row.pairs.difference?.mean, of: row.observed)
    },
    Column("ci95_low", "The lower end of its 95 % confidence interval (Student's t).") { row in
      Statistic(row.interval?.lowerBound, of: row.observed)
    },
    Column("ci95_high", "The upper end of that interval.") { row in
      Statistic(row.interval?.upperBound, of: row.observed)
    },
    Column(
      "pairs", "Observations that are a number in both: for a migration, it finished in both."
    ) {
      $0.pairs.count
    },
    Column(
      "only_strategy",
      "Observations that are a number in the strategy and \"never\" in the baseline: for a migration, it finished in the strategy only."
    ) {
      $0.pairs.onlyFirst
    },
    Column(
      "only_baseline",
      "Observations that are a number in the baseline and \"never\" in the strategy: for a migration, it finished in the baseline only."
    ) {
      $0.pairs.onlySecond
    },
  ]
}
