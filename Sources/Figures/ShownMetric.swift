import Experiment

/// A metric of summaries that figures show.
struct ShownMetric {
  /// As `summary.csv` calls it.
  let name: String
  /// What stands beside its axis.
  let text: String

  private static let all = [
    ShownMetric(name: "total_time", text: "total time"),
    ShownMetric(name: "downtime", text: "downtime"),
    ShownMetric(name: "lost_work", text: "lost work"),
    ShownMetric(name: "sent", text: "sent"),
    ShownMetric(name: "makespan", text: "until the last VM was moved"),
    ShownMetric(name: "added_write_latency", text: "added write latency"),
    ShownMetric(name: "energy_kwh", text: "energy in kWh"),
    ShownMetric(name: "migrations", text: "migrations"),
    ShownMetric(name: "overload_share", text: "share of time overloaded"),
    ShownMetric(name: "cpu-shortage", text: "shortage of cores in core s"),
    ShownMetric(name: "balancing-moves", text: "moves to balance"),
  ]

  /// What may tell the same as another.
  private static let same = [("makespan", "total_time"), ("lost_work", "downtime")]

  /// The metrics that say something, each in numbers of its own.
  ///
  /// - Parameter rows: those of `summary.csv`, in the order of what is compared.
  static func told(by rows: [RecordedRow]) -> [ShownMetric] {
    all.filter { metric in
      let isTold = rows.contains {
        $0["metric"] == metric.name && ($0.number("mean") ?? 0) > 0
      }
      guard isTold else { return false }
      return !same.contains { $0.0 == metric.name && rows.areAlike(metric.name, $0.1) }
    }
  }
}
