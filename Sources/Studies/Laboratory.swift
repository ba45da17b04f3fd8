import Design
package import Experiment
import StrictJSON

/// A scenario that can be played with other values in it, one strategy at a time.
package struct Laboratory: Sendable {
  /// The scenario's path.
  package let path: String
  package let trust: Trust
  /// The strategy's place among those of the scenario.
  package let arm: Int
  package let armName: String
  package let replications: Int
  package let seed: UInt64
  package let jobs: Int

  /// How scenarios of others are read.
  package struct Trust: Sendable {
    package let readsOnlyItsFolder: Bool
    package let allowsFormulas: Bool

    package init(readsOnlyItsFolder: Bool, allowsFormulas: Bool) {
      (self.readsOnlyItsFolder, self.allowsFormulas) = (readsOnlyItsFolder, allowsFormulas)
    }
  }

  /// - Parameters:
  ///   - strategy: its name; `nil` for the first.
  ///   - replications: how many each point has; `nil` for the scenario's number.
  ///   - seed: `nil` for the scenario's.
  package init(
    _ path: String, trust: Trust, strategy: String?, replications: Int?, seed: UInt64?, jobs: Int
  ) throws {
    self.path = path
    self.trust = trust
    self.jobs = jobs
    let scenario = try Scenario(
      contentsOf: path, readsOnlyItsFolder: trust.readsOnlyItsFolder,
      allowsFormulas: trust.allowsFormulas)
    let names = scenario.armNames
    guard let arm = names.firstIndex(where: { strategy == nil || $0 == strategy }) else {
      throw DesignError(
        "there is no strategy \"\(strategy!)\"", advice(instead: strategy!, of: names, none: ""))
    }
    self.arm = arm
    armName = names[arm]
    self.replications = replications ?? scenario.replications
    self.seed = seed ?? scenario.seed
  }

  /// What a metric was at each of some points.
  ///
  /// - Parameters:
  ///   - vary: what is varied, as `--vary` says it.
  ///   - metric: as summary.csv calls it.
  package func observe(
    _ vary: [String], metric: String, progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws -> [MetricSample] {
    var scenario = try Scenario(
      contentsOf: path,
      sweep: vary.isEmpty
        ? nil : SweepRequest(vary: vary, conditions: [], design: nil, count: nil),
      readsOnlyItsFolder: trust.readsOnlyItsFolder, allowsFormulas: trust.allowsFormulas)
    scenario.seed = seed
    guard replications <= scenario.maximumReplications else {
      throw DesignError(
        "\(replications) replications of \(scenario.pointCount) points are too many",
        "write \(scenario.maximumReplications) or fewer")
    }
    scenario.replications = replications
    return try StudyRun.observe(
      scenario, arm: arm, metric: metric, jobs: jobs, progress: progress)
  }
}
