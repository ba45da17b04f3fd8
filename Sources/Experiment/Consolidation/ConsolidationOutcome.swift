import Consolidation
import Kernel
import Orchestration
import Quantities
import StrictJSON

/// A policy in a world: an arm of a day of consolidation.
struct ConsolidationArm: Sendable {
  let policy: Named<ConsolidationPolicySpec>
  let world: Named<ConsolidationWorldSpec>

  /// How results call it.
  var name: String { "\(policy.name.value) \(world.name.value)" }
}

/// What a day of consolidation came to.
struct ConsolidationOutcome: Sendable {
  let arm: ConsolidationArm
  let day: ConsolidationDay
  let eventCount: Int
  let trace: TraceHash
  /// Why the day ended before its time, if it did.
  let cutShort: CutShortError?

  init(_ plan: Plan, _ arm: ConsolidationArm, replication: Int) {
    let spec = plan.scenario.whole.parts.consolidation!
    let policy = arm.policy.value.policy(seed: plan.scenario.seed, replication: replication)
    self.arm = arm
    switch arm.world.value {
    case .cloudSim(var rules):
      rules.interval = spec.interval
      rules.end = plan.scenario.until
      let result =
        policy.map { CloudSimDay.run(spec.estate, $0, rules) }
        ?? CloudSimDay.runWithoutMigrations(
          spec.estate, paysFullPower: arm.policy.value.overload == .alwaysOn, rules)
      day = ConsolidationDay(result)
      (eventCount, trace, cutShort) = (0, TraceHash(), nil)
    case .migrations(let world):
      let simulated = world.day(plan, spec, policy, arm, replication: replication)
      day = ConsolidationDay(simulated.day)
      (eventCount, trace) = (simulated.eventCount, simulated.trace)
      cutShort = simulated.cutShort
    }
  }
}

/// A day in the measures that results have of it; `nil` for what its world does not know.
struct ConsolidationDay: Sendable, Codable {
  var joules = 0.0
  var asked = 0
  var overload = 0.0
  var degradation: Double?
  var shutdowns = 0
  var timeBeforeShutdown: Seconds?
  var migrationTime: Seconds?
  var deleted = 0
  var activeHosts = 0.0
  /// What only simulated migrations have.
  var simulated: ConsolidatedDay?

  init(_ day: ConsolidatedDay) {
    joules = day.joules
    asked = day.asked
    overload = day.overload
    shutdowns = day.shutdowns
    migrationTime =
      day.times.isEmpty
      ? nil : Seconds(day.times.reduce(0, +) / Double(day.times.count))
    deleted = day.stopped
    activeHosts = day.hostsOn
    simulated = day
  }

  init(_ result: CloudSimResult) {
    joules = result.joules
    asked = result.migrations
    overload = result.overload
    degradation = result.degradation
    shutdowns = result.shutdowns
    timeBeforeShutdown = result.timeBeforeShutdown
    migrationTime = result.migrationTime
    deleted = result.deleted
    activeHosts = result.activeHosts
  }
}
