import Datacenter
package import Orchestration
import Quantities

/// One replication of the first arm of a scenario, part by part, so that the cost of each can be told.
package struct Rehearsal {
  private let plan: Plan
  private var arm: Plan.Arm { plan.arms[0] }

  package init(_ scenario: Scenario) { plan = Plan(scenario) }

  /// The fleet before anything has happened.
  package func fleet() -> Fleet { plan.fleet(arm: arm, replication: 1) }

  /// A fleet in which the migrations of a run are plain requests: each begins when it did, goes where it
  /// went, and nobody decides anything.
  ///
  /// - Precondition: one strategy moves all.
  package func fleet(repeating run: borrowing Fleet) -> Fleet {
    let requests = run.world.records.map { record in
      MigrationRequest(
        at: record.started, vm: record.vm, destination: record.destination,
        strategy: arm.strategy!.strategy, fidelity: plan.scenario.fidelity)
    }
    return Fleet(world: fleet().world, requests: requests)
  }

  /// What the replication comes to.
  package func outcome() -> Outcome {
    Outcome(of: ReplicationOutcome(plan, arm: arm, replication: 1), plan)
  }

  /// What a replication has come to, before it is written.
  package struct Outcome {
    private let outcome: ReplicationOutcome
    private let plan: Plan

    fileprivate init(of outcome: ReplicationOutcome, _ plan: Plan) {
      (self.outcome, self.plan) = (outcome, plan)
    }

    /// The bytes of the files that it adds to, piece by piece.
    package func files() -> [[UInt8]] {
      ReplicationRows(outcome, plan, arm: plan.arms[0], replication: 1).bytes
        .flatMap { $0?.pieces ?? [] }
    }

    /// Writes them into a file, as a run writes each of its own.
    package func write(to path: String) -> Bool {
      guard var file = FileWriter(path) else { return false }
      for bytes in files() { guard file.write(bytes) else { return false } }
      return file.close()
    }
  }
}
