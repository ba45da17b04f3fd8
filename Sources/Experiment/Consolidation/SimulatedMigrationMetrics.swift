import Orchestration
import Quantities
import Randomness

/// What a day is judged by where migrations were simulated.
extension ConsolidationMetric {
  static let ofSimulatedMigrations: [ConsolidationMetric] = [
    simulated("finished", "1", "Migrations that finished.") { Double($0.finished) },
    simulated("refused_memory", "1", "Migrations refused for want of memory at the destination.") {
      Double($0.refusedForMemory)
    },
    simulated(
      "not_finished", "1",
      "Other migrations that did not finish by the end of the day: failed, or under way."
    ) { Double($0.failed) },
    simulated(
      "late", "1",
      "Migrations that were under way when the next round was held, once for each round."
    ) { Double($0.late) },
    simulated("late_rounds", "1", "Rounds that began while a migration was still under way.") {
      Double($0.lateRounds)
    },
    simulated("migration_time_p50_s", "s", "The median time of a migration.") {
      quantile(0.5, $0.times)
    },
    simulated("migration_time_p95_s", "s", "The time that 95 % of the migrations did not exceed.") {
      quantile(0.95, $0.times)
    },
    simulated("migration_time_max_s", "s", "The longest migration.") { $0.times.max() },
    simulated("downtime_p50_s", "s", "The median downtime of a migration.") {
      quantile(0.5, $0.downtimes)
    },
    simulated("downtime_p95_s", "s", "The downtime that 95 % of the migrations did not exceed.") {
      quantile(0.95, $0.downtimes)
    },
    simulated("downtime_total_s", "s", "All downtimes of the day together.") {
      $0.downtimes.reduce(0, +)
    },
    simulated("sent_bytes", "bytes", "All that migrations sent.") { $0.sent.value.rounded() },
    simulated(
      "sent_per_memory", "1",
      "All that migrations sent, as a multiple of the memory of the VMs that were moved."
    ) { $0.moved > .zero ? $0.sent / $0.moved : nil },
    simulated(
      "lost_work_s", "s", "Seconds of full-speed work that guests could not do because they moved."
    ) { $0.lostWork.value },
    simulated("most_on_nic", "1", "The most migrations at once in one direction of a NIC.") {
      Double($0.mostOnNIC)
    },
    simulated(
      "nic_busy_share", "1",
      "The share of the time of hosts that were on in which migrations used the NIC, in the busier direction."
    ) { $0.nicBusy },
    simulated(
      "shortage_share", "1",
      "CPU that VMs asked for and their host did not have, as a share of all that was asked for."
    ) { $0.shortage },
    simulated("migrations_kwh", "kWh", "The part of the energy that migrations took.") {
      $0.migrationJoules / 3.6e6
    },
    simulated(
      "held_kwh", "kWh",
      "The part of the energy taken by hosts on which only VMs on their way out were left."
    ) { $0.heldJoules / 3.6e6 },
    simulated("boot_kwh", "kWh", "The part of the energy that hosts took while they started.") {
      $0.bootJoules / 3.6e6
    },
  ]

  private static func simulated(
    _ name: String, _ unit: String, _ meaning: String,
    _ value: @escaping @Sendable (ConsolidatedDay) -> Double?
  ) -> ConsolidationMetric {
    ConsolidationMetric(name, unit, meaning + " Empty in CloudSim's world.") {
      $0.simulated.flatMap(value)
    }
  }

  private static func quantile(_ probability: Double, _ values: [Double]) -> Double? {
    Summary(values)?.quantile(probability)
  }
}
