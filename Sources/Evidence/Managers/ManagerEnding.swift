import Datacenter
import Experiment
import Kernel
import Orchestration
import Quantities

/// How one run of a manager's case ended.
struct ManagerEnding: Sendable {
  var status: String
  var attempts: Int
  /// Milliseconds.
  var elapsed: Double
  var outage: Double?
  var limit: Double
  var postCopy: Double?

  /// The endings of a case in all replications.
  static func all(of row: ManagerCase) throws -> [ManagerEnding] {
    let plan = Plan(try Scenario(parsing: row.scenario, file: "\(row.name).json"))
    return (1...plan.scenario.replications).map { replication in
      var simulation = Simulation(of: plan.fleet(arm: plan.arms[0], replication: replication))
      let end = simulation.runToTheEnd(until: Instant(plan.scenario.until.value))
      let fleet = simulation.model
      let attempts = fleet.moveRecords[0].attempts
      let records = attempts.map { fleet.world.record(of: $0.migration) }
      let last = records[records.count - 1]
      let limits = attempts.flatMap(\.deeds).compactMap { record -> Seconds? in
        guard case .say(.setDowntimeLimit(let limit)) = record.deed.act, record.answer == .heard
        else { return nil }
        return limit
      }
      let served =
        last.stages.first { $0.stage == .postCopy } == nil ? nil : last.commands.first?.at
      return ManagerEnding(
        status: last.outcome == .migrated
          ? "completed" : last.outcome == .failed(.cancelled) ? "cancelled" : "failed",
        attempts: attempts.count,
        elapsed: ((last.ended ?? end) - records[0].started).value * 1000,
        outage: last.downtime.map { $0.value * 1000 },
        limit: limits.last.map { $0.value * 1000 } ?? row.number("downtime_limit_start_ms") ?? 0,
        postCopy: served.map { ($0 - records[0].started).value * 1000 })
    }
  }
}

extension Sequence<ManagerEnding> {
  /// The downtime limit at the end of most runs.
  var usualLimit: Double {
    Dictionary(grouping: map(\.limit)) { $0 }.max { $0.value.count < $1.value.count }!.key
  }
}
