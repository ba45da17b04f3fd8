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
  let outcomes: [[ReplicationOutcome]]

  /// Runs a scenario.
  ///
  /// Replications share nothing and land in slots of their own, so that the result does not depend on
  /// how many run at a time, nor in which order they end.
  ///
  /// - Parameters:
  ///   - jobs: how many replications run at a time.
  ///   - progress: told how many of all replications have ended, from any thread.
  public init(
    _ scenario: Scenario, jobs: Int = 1, progress: (@Sendable (Int, Int) -> Void)? = nil
  ) {
    self.scenario = scenario
    let plan = Plan(scenario)
    self.plan = plan
    let replications = scenario.replications
    let total = plan.arms.count * replications
    let slots = Mutex<[ReplicationOutcome?]>(Array(repeating: nil, count: total))
    let next = Atomic(0)
    let ended = Atomic(0)
    DispatchQueue.concurrentPerform(iterations: max(1, min(jobs, total))) { _ in
      while true {
        let slot = next.add(1, ordering: .relaxed).oldValue
        guard slot < total else { return }
        let outcome = ReplicationOutcome(
          plan, arm: plan.arms[slot / replications], replication: slot % replications + 1)
        slots.withLock { $0[slot] = outcome }
        progress?(ended.add(1, ordering: .relaxed).newValue, total)
      }
    }
    let all = slots.withLock { $0.map { $0! } }
    outcomes = plan.arms.indices.map { arm in
      Array(all[arm * replications..<(arm + 1) * replications])
    }
  }

  /// How many events all replications had together.
  public var eventCount: Int { outcomes.joined().reduce(0) { $0 + $1.eventCount } }

  /// The hash over every event of every replication, in the order of the arms.
  public var trace: TraceHash {
    var trace = TraceHash()
    for outcome in outcomes.joined() { trace.fold(outcome.trace.value) }
    return trace
  }
}
