import Datacenter
import Design
import StrictJSON

/// What was observed of a metric at a point, for a strategy.
package struct MetricSample: Sendable {
  package let metric: String
  /// As results spell it.
  package let unit: String
  /// For each replication: numbers, infinity for *never*, `nan` where the metric does not apply.
  package let values: [[Double]]

  package init(metric: String, unit: String, values: [[Double]]) {
    (self.metric, self.unit, self.values) = (metric, unit, values)
  }

  /// For each replication the mean of what is a number; `nil` where nothing is.
  package var replicationMeans: [Double?] {
    values.map { Observations.mean($0.filter(\.isFinite)) }
  }
}

extension Scenario {
  /// The strategies that are compared, in order.
  package var armNames: [String] { Plan(self).arms.map(\.name) }

  /// For each point its values in words; empty where nothing is varied.
  package var pointNames: [String] {
    guard isSwept else { return [""] }
    return points.indices.map { point in
      axes.map { "\($0.name) \($0.cells[point])" }.joined(separator: ", ")
    }
  }
}

extension StudyRun {
  /// Plays one strategy of a scenario at all its points, and keeps one metric.
  ///
  /// - Parameter done: how many of its replications are left out, from the first on.
  /// - Throws: if there is no such metric, or a replication was ended before its time.
  package static func observe(
    _ scenario: Scenario, arm: Int, metric: String, jobs: Int, from done: Int = 0,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> [MetricSample] {
    let units = Units(scenario)
    let (arms, replications) = (units.plans[0].arms.count, scenario.replications)
    let chosen = units.plans.indices.flatMap { point in
      let first = (point * arms + arm) * replications
      return Array(first + done..<first + replications)
    }
    let digests = units.play(
      chosen, jobs: jobs, keepsRows: false, endsWhenCutShort: true, progress: progress,
      write: { _ in true })
    if let cutShort = digests.cutShort(of: chosen.count) { throw cutShort }
    return try units.plans.indices.map { point in
      let count = replications - done
      let all = ObservedArm.arms([digests.part(point * count..<(point + 1) * count)])[0]
      guard let observed = all[metric] else {
        throw DesignError(
          "there is no metric \"\(metric)\" in this scenario",
          advice(instead: metric, of: all.names, none: ""))
      }
      return MetricSample(
        metric: observed.metric, unit: observed.unit, values: observed.observed.map { Array($0) })
    }
  }
}
