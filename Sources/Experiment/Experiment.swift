import Dispatch
public import Kernel
import Orchestration
import Quantities
import Synchronization

/// A scenario's arms, each run as often as the scenario says.
public struct ExperimentRun: Sendable {
  /// The scenario.
  public let scenario: Scenario
  let plan: Plan
  /// By arm, then by replication.
  let digests: [[ReplicationDigest]]
  /// Everything that is summarised, by arm.
  let observed: [[Observations]]
  let quantiles: Quantiles
  /// The rows of all replications; `nil` where they were written elsewhere.
  let collected: CollectedRows?

  /// Runs a scenario, and keeps the results in memory.
  ///
  /// - Parameters:
  ///   - jobs: how many replications run at a time.
  ///   - quantiles: those that summary.csv gives.
  ///   - progress: told how many of all replications have ended, from any thread.
  public init(
    _ scenario: Scenario, jobs: Int = 1, quantiles: Quantiles = .usual,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) {
    let rows = CollectedRows()
    self.scenario = scenario
    self.quantiles = quantiles
    plan = Plan(scenario)
    collected = rows
    digests = Self.run(plan, jobs: jobs, progress: progress) { rows.append($0) }
    observed = Self.observations(digests)
  }

  /// Runs a scenario, and writes its results while it runs: those of a run that was cut short are not
  /// put in their place.
  ///
  /// - Throws: what stood in the way of writing; nothing has been put in its place then.
  /// - Complexity: in memory, one number for each migration and metric, and the rows of a few
  ///   replications.
  public init(
    _ scenario: Scenario, jobs: Int = 1, quantiles: Quantiles = .usual, into results: ResultsWriter,
    progress: (@Sendable (Int, Int) -> Void)? = nil
  ) throws(OutputError) {
    self.scenario = scenario
    self.quantiles = quantiles
    plan = Plan(scenario)
    collected = nil
    digests = Self.run(plan, jobs: jobs, progress: progress) { results.append($0) }
    observed = Self.observations(digests)
    guard cutShort == nil else { return }
    for file in conclusions { results.append(file.bytes, to: file.name) }
    try results.finish()
  }

  /// Runs every replication of every arm.
  ///
  /// Replications share nothing and land in slots of their own, and their rows are handed on in the
  /// order of the slots, so that the result does not depend on how many run at a time, nor in which
  /// order they end.
  ///
  /// - Parameter write: given the rows of one replication after the other; false stops the run.
  private static func run(
    _ plan: Plan, jobs: Int, progress: (@Sendable (Int, Int) -> Void)?,
    write: @escaping @Sendable (ReplicationRows) -> Bool
  ) -> [[ReplicationDigest]] {
    let replications = plan.scenario.replications
    let total = plan.arms.count * replications
    let digests = Mutex<[ReplicationDigest?]>(Array(repeating: nil, count: total))
    let jobs = max(1, min(jobs, total))
    let delivery = InOrder<ReplicationRows>(ahead: 4 * jobs, write)
    let next = Atomic(0)
    let ended = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      while delivery.waitForRoom() {
        let slot = next.add(1, ordering: .relaxed).oldValue
        guard slot < total else { return delivery.leave() }
        let (arm, replication) = (plan.arms[slot / replications], slot % replications + 1)
        let outcome = ReplicationOutcome(plan, arm: arm, replication: replication)
        let digest = ReplicationDigest(outcome, requests: plan.scenario.whole.parts.requests)
        digests.withLock { $0[slot] = digest }
        delivery.deliver(
          ReplicationRows(outcome, plan, arm: arm, replication: replication), at: slot)
        progress?(ended.add(1, ordering: .relaxed).newValue, total)
      }
    }
    // A run whose results cannot be written ends early, and nobody looks at its numbers.
    let all = digests.withLock { $0.compactMap(\.self) }
    guard all.count == total else { return plan.arms.map { _ in [] } }
    return plan.arms.indices.map { arm in
      Array(all[arm * replications..<(arm + 1) * replications])
    }
  }

  private static func observations(_ digests: [[ReplicationDigest]]) -> [[Observations]] {
    let movesDisks = movesDisks(digests)
    return digests.map { Observations.all($0, movesDisks: movesDisks) }
  }

  /// The first replication that was ended before its time, if there is one: the run has no results then.
  public var cutShort: CutShortError? {
    digests.lazy.joined().compactMap(\.cutShort).first
  }

  /// How many events all replications had together.
  public var eventCount: Int { digests.joined().reduce(0) { $0 + $1.eventCount } }

  /// The hash over every event of every replication, in the order of the arms.
  public var trace: TraceHash {
    var trace = TraceHash()
    for digest in digests.joined() { trace.fold(digest.trace.value) }
    return trace
  }
}
