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
  ]

  /// What may tell the same as another, to a hundredth: the makespan of one migration is its total time,
  /// and what a guest loses that is never slowed down is its downtime.
  private static let same = [("makespan", "total_time"), ("lost_work", "downtime")]

  /// The metrics that say something, each in numbers of its own.
  ///
  /// - Parameter rows: those of `summary.csv`, in the order of what is compared.
  static func told(by rows: [RecordedRow]) -> [ShownMetric] {
    func means(_ metric: String) -> [Double?] {
      rows.filter { $0["metric"] == metric }.map { $0.number("mean") }
    }
    func areAlike(_ some: [Double?], _ others: [Double?]) -> Bool {
      some.count == others.count
        && zip(some, others).allSatisfy { pair in
          guard let a = pair.0, let b = pair.1 else { return (pair.0 == nil) == (pair.1 == nil) }
          return abs(a - b) <= 0.01 * max(a, b)
        }
    }
    return all.filter { metric in
      let own = means(metric.name)
      guard own.contains(where: { ($0 ?? 0) > 0 }) else { return false }
      return !same.contains { $0.0 == metric.name && areAlike(means($0.1), own) }
    }
  }
}
