import Datacenter
import Quantities

/// One migration of one replication, which may be run again with something changed.
struct Trial: Sendable {
  private(set) var plan: Plan
  private(set) var arm: Plan.Arm
  /// Which of the plan's requests it is about.
  let request: Int
  let replication: Int

  /// Replications of more events are not run again without being asked for.
  static let mostEvents = 2_000_000

  /// How the VM is moved.
  var strategy: StrategySpec { (plan.requests[request].strategy ?? arm.strategy)! }

  /// The same with the VM moved in another manner: alone, or with all that share its strategy.
  func moving(by strategy: StrategySpec) -> Trial {
    var trial = self
    if plan.requests[request].strategy == nil {
      trial.arm = Plan.Arm(name: arm.name, strategy: strategy, policy: arm.policy)
    } else {
      trial.plan = plan.moving(request, by: strategy)
    }
    return trial
  }

  /// The same with so many times the bandwidth on every link.
  func withBandwidth(times factor: Double) -> Trial {
    var trial = self
    trial.plan = plan.withBandwidth(times: factor)
    return trial
  }

  /// The migration as it is with what has been changed; `nil` if it does not end with the VM moved.
  var moved: MigrationRecord? {
    let record = ReplicationOutcome(plan, arm: arm, replication: replication).asked[request].record
    return record?.outcome == .migrated ? record : nil
  }

  /// The first remedy that makes it end, found by running each.
  var cure: Cure? {
    for remedy in Remedy.all {
      guard let changed = remedy.change(self), let record = changed.trial.moved else { continue }
      return Cure(change: changed.text, record: record)
    }
    return nil
  }
}

/// The change that makes a migration end, and how it ends then.
struct Cure: Sendable {
  /// The change, as it stands behind "with".
  let change: String
  let record: MigrationRecord

  /// What would help, in a sentence.
  static func sentence(_ cure: Cure?) -> String {
    guard let cure else { return "No single change of those that were tried makes it end." }
    let total = cure.record.totalTime.map { " after \(Readable(roughly: $0.value, .time).text)" }
    let dark = cure.record.downtime.map {
      ", with a downtime of \(Readable(roughly: $0.value, .time).text)"
    }
    return "It would end with \(cure.change)\(total ?? "")\(dark ?? "")."
  }
}
