import Consolidation
import Quantities
import StrictJSON

/// A day of consolidation: a row of `consolidation.csv`.
struct ConsolidationRow {
  let outcome: ConsolidationOutcome

  /// `consolidation.csv`.
  static let table = ResultTable<RunKey, ConsolidationRow>(
    file: "consolidation.csv",
    about: "Each day of consolidation; only for scenarios about one.",
    keys: RunKey.columns,
    columns: [
      Column("policy", "Who moved VMs, by its name in the scenario.") {
        $0.outcome.arm.policy.name.value
      },
      Column("world", "In what world, by its name in the scenario.") {
        $0.outcome.arm.world.name.value
      },
    ]
      + ConsolidationMetric.all.map { metric in
        Column(metric.name, unit: metric.unit, metric.meaning) { metric.value($0.outcome.day) }
      })
}

/// A number that a day of consolidation is judged by.
struct ConsolidationMetric: Sendable {
  let name: String
  let unit: String
  let meaning: String
  /// `nil` where it does not apply.
  let value: @Sendable (ConsolidationDay) -> Double?

  init(
    _ name: String, _ unit: String, _ meaning: String,
    _ value: @escaping @Sendable (ConsolidationDay) -> Double?
  ) {
    (self.name, self.unit, self.meaning, self.value) = (name, unit, meaning, value)
  }

  static let all: [ConsolidationMetric] =
    [
      .init("energy_kwh", "kWh", "The energy of all hosts.") { $0.joules / 3.6e6 },
      .init("migrations", "1", "Migrations that were asked for.") { Double($0.asked) },
      .init(
        "overload_share", "1",
        "The share of the time of active hosts in which VMs got less CPU than they asked for (SLATAH)."
      ) { $0.overload },
      .init(
        "migration_degradation", "1",
        "CPU that VMs asked for and did not get while they migrated, as a share of all that was asked for (PDM); only in CloudSim's world."
      ) { $0.degradation },
      .init("shutdowns", "1", "How often a host became idle.") { Double($0.shutdowns) },
      .init(
        "on_before_shutdown_s", "s",
        "How long a host had been on when it became idle, on average; empty where none did."
      ) { $0.timeBeforeShutdown?.value },
      .init(
        "migration_time_s", "s",
        "How long a migration took, on average; empty without migrations. CloudSim prints it as the mean time before a migration."
      ) { $0.migrationTime?.value },
      .init("deleted", "VMs", "VMs that were deleted because they asked for nothing.") {
        Double($0.deleted)
      },
      .init("active_hosts", "1", "Hosts with something to do, on average over the rounds.") {
        $0.activeHosts
      },
    ] + ofSimulatedMigrations
}
