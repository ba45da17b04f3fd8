import Datacenter
import Quantities

/// `migrations.csv`, `stages.csv` and `rounds.csv`: what each migration did.
extension ExperimentRun {
  /// The files of raw observations, by name.
  var observations: [(name: String, text: String)] {
    var migrations = CSVTable(columns: Self.migrationColumns)
    var stages = CSVTable(columns: Self.stageColumns)
    var rounds = CSVTable(columns: Self.roundColumns)
    for (arm, replications) in zip(plan.arms, outcomes) {
      for (replication, outcome) in replications.enumerated() {
        for (request, record) in outcome.records.enumerated() {
          let key = Key(arm: arm.name, replication: replication + 1, request: request + 1)
          addMigration(record, key, to: &migrations)
          guard let record else { continue }
          addStages(of: record, key, to: &stages)
          addRounds(of: record, key, to: &rounds)
        }
      }
    }
    return [
      ("migrations.csv", migrations.text), ("stages.csv", stages.text),
      ("rounds.csv", rounds.text),
    ]
  }

  /// What every row begins with.
  private struct Key {
    let arm: String
    let replication: Int
    let request: Int
  }

  private static let keyColumns = [
    "scenario", "strategy", "point", "replication", "request", "vm",
  ]
  private static let migrationColumns =
    keyColumns + [
      "source", "destination", "engine", "outcome", "reason", "stopped_because", "bottleneck",
      "requested_s", "started_s", "total_time_s", "paused_s", "downtime_s", "unreachable_s",
      "rounds", "sent_bytes", "resent_bytes", "lost_work_s", "skipped_pages", "wasted_bytes",
      "longest_stall_s", "reduced_speed_s", "page_faults", "page_wait_s", "vm_lost",
      "unfinished_sent_bytes",
    ]
  private static let stageColumns = keyColumns + ["stage", "started_s", "duration_s"]
  private static let roundColumns =
    keyColumns + [
      "round", "started_s", "duration_s", "sent_bytes", "dirtied_bytes", "remaining_bytes",
      "rate_bytes_per_s", "skipped_pages",
    ]

  private func addKey(_ key: Key, to table: inout CSVTable) {
    table.add(scenario.name)
    table.add(key.arm)
    table.add(nil as String?)
    table.add(key.replication)
    table.add(key.request)
    table.add(scenario.whole.vms.names[plan.requests[key.request - 1].vm])
  }

  private func addMigration(_ record: MigrationRecord?, _ key: Key, to table: inout CSVTable) {
    let request = plan.requests[key.request - 1]
    let hosts = scenario.whole.hosts.names
    addKey(key, to: &table)
    table.add(record.map { hosts[$0.source.index] })
    table.add(hosts[request.destination])
    table.add(record?.engine)
    table.add(Verdict(record).rawValue)
    table.add(record?.reason)
    table.add(record?.stopReason?.name)
    table.add(record?.bottleneck)
    table.add(request.at)
    table.add(record?.started)
    // What is unfinished has no totals: whatever stood here would look like a result.
    let ended = record?.ended == nil ? nil : record
    let ran = ended?.wasRunning == true ? ended : nil
    table.add(ended?.totalTime)
    table.add(ran?.paused)
    table.add(ran?.downtime)
    table.add(ran?.unreachable)
    table.add(ended?.precopyRounds)
    table.add(ended?.sent)
    table.add(ended?.resent)
    table.add(ran?.lostWork)
    table.add(ended?.pagesSkipped)
    table.add(ended?.wasted)
    table.add(ran?.longestStall)
    table.add(ran?.guest.reduced)
    let served = ran?.wasServed == true ? ran : nil
    table.add(served?.faults)
    table.add(served?.blocked)
    table.add(ended.map { $0.isVMLost ? 1 : 0 })
    table.add(ended == nil ? record?.sent : nil)
  }

  private func addStages(of record: MigrationRecord, _ key: Key, to table: inout CSVTable) {
    for stage in record.stages {
      addKey(key, to: &table)
      table.add(stage.stage.name)
      table.add(stage.started)
      table.add(stage.duration)
    }
  }

  private func addRounds(of record: MigrationRecord, _ key: Key, to table: inout CSVTable) {
    for round in record.rounds {
      addKey(key, to: &table)
      table.add(round.round)
      table.add(round.started)
      table.add(round.duration)
      table.add(round.sent)
      table.add(round.dirtied.map { Bytes($0 * Pages.size.value) })
      table.add(Bytes(round.remaining * Pages.size.value))
      table.add(round.duration > .zero ? round.sent / round.duration : nil as BytesPerSecond?)
      table.add(round.skipped)
    }
  }
}
