public import Kernel

/// A scenario's arms, each run as often as the scenario says, at one point.
public struct ExperimentRun: Sendable {
  /// The scenario.
  public let scenario: Scenario
  let plan: Plan
  /// By arm.
  let digests: [ReplicationDigests]
  let conclusions: Conclusions
  /// The rows of all replications; `nil` where they were written elsewhere.
  private let collected: CollectedRows?

  /// Runs a scenario as it stands, whatever it varies, and keeps the results in memory.
  ///
  /// - Parameters:
  ///   - jobs: how many replications run at a time.
  ///   - quantiles: those that summary.csv gives.
  ///   - progress: told how many of all replications have ended, from any thread.
  public init(
    _ scenario: Scenario, jobs: Int = 1, quantiles: Quantiles = .usual,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) {
    var scenario = scenario
    (scenario.points, scenario.axes) = ([], [])
    let rows = CollectedRows()
    let units = Units(scenario)
    let digests = units.play(Array(0..<units.count), jobs: jobs, progress: progress) {
      rows.append($0.rows)
    }
    self.init(units.plans[0], digests, quantiles: quantiles, jobs: jobs, collected: rows)
  }

  /// What came of a point.
  ///
  /// - Parameters:
  ///   - all: arm by arm, its replications.
  ///   - known: what follows from all of them, where that is known.
  init(
    _ plan: Plan, _ all: ReplicationDigests, quantiles: Quantiles, jobs: Int,
    collected: CollectedRows? = nil, known: Conclusions? = nil
  ) {
    self.plan = plan
    self.collected = collected
    scenario = plan.scenario
    let outline = Outline(scenario, arms: plan.arms, quantiles: quantiles)
    digests = outline.grouped(all)[0]
    conclusions = known ?? Conclusions(outline, [digests], jobs: jobs)
  }

  /// Everything that is summarised, by arm.
  var observed: [ObservedArm] { conclusions.observed[0] }

  /// The first replication that was ended before its time, if there is one: the run has no results then.
  public var cutShort: CutShortError? { conclusions.cutShort }

  /// How many events all replications had together.
  public var eventCount: Int { conclusions.eventCount }

  /// The hash over every event of every replication, in the order of the arms.
  public var trace: TraceHash { conclusions.trace }

  /// Every result file of a run whose results are in memory, by name.
  public var files: [(name: String, text: String)] {
    ((collected?.all ?? []) + conclusions.files).map { ($0.name, $0.bytes.text) }
  }

  /// `summary.csv` as text.
  var summary: String { conclusions.summaryBytes.text }
}
