import Quantities
import Randomness

/// `summary.csv` and `comparison.csv`.
extension ExperimentRun {
  /// One row for each strategy and metric.
  var summary: String {
    var table = CSVTable(columns: [
      "scenario", "strategy", "point", "metric", "unit", "n", "mean", "ci95_low", "ci95_high",
      "p50", "p90", "p99",
    ])
    for (index, arm) in plan.arms.enumerated() {
      for observed in observations(of: index) {
        table.add(scenario.name)
        table.add(arm.name)
        table.add(nil as String?)
        table.add(observed.metric)
        table.add(observed.unit)
        let interval = observed.means?.confidenceInterval()
        table.add(observed.means?.count ?? 0)
        table.add(observed.means?.mean, in: observed.unit)
        table.add(interval?.lowerBound, in: observed.unit)
        table.add(interval?.upperBound, in: observed.unit)
        for probability in [0.5, 0.9, 0.99] {
          table.add(observed.spread?.quantile(probability), in: observed.unit)
        }
      }
    }
    return table.text
  }

  /// One row for each strategy after the first and each metric: how it differs from the first,
  /// replication by replication, where both observed something.
  var comparison: String {
    var table = CSVTable(columns: [
      "scenario", "point", "strategy", "baseline", "metric", "unit", "n", "mean_difference",
      "ci95_low", "ci95_high",
    ])
    let baseline = observations(of: 0)
    for (index, arm) in plan.arms.enumerated().dropFirst() {
      for (observed, base) in zip(observations(of: index), baseline) {
        let pairs = zip(observed.replicationMeans, base.replicationMeans)
          .compactMap { pair in pair.0.flatMap { a in pair.1.map { b in (a, b) } } }
        let difference = Summary.pairedDifference(pairs.map(\.0), minus: pairs.map(\.1))
        table.add(scenario.name)
        table.add(nil as String?)
        table.add(arm.name)
        table.add(plan.arms[0].name)
        table.add(observed.metric)
        table.add(observed.unit)
        table.add(difference?.count ?? 0)
        table.add(difference?.mean, in: observed.unit)
        table.add(difference?.confidenceInterval()?.lowerBound, in: observed.unit)
        table.add(difference?.confidenceInterval()?.upperBound, in: observed.unit)
      }
    }
    return table.text
  }
}

extension CSVTable {
  /// A statistic of observations in a unit: times to the nanosecond, like the observations.
  fileprivate mutating func add(_ number: Double?, in unit: String) {
    if unit == "s" { add(number.map(Seconds.init)) } else { add(number) }
  }
}
