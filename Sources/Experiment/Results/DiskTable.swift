import Datacenter
import Quantities

/// `disks.csv`: what became of each disk that was copied while its VM ran, or several at a time.
///
/// A row of kind `whole` tells of a disk from its first pass to the end of the migration, all passes
/// together; one row for each pass follows: `copy`, `sync` (kept in step after READY), `drain` (while the guest stood still),
/// `consolidation` (redo logs merged at the destination).
extension ExperimentRun {
  /// The file by name, or none where no disk was copied like that.
  var diskTable: [(name: String, text: String)] {
    guard movesDisks else { return [] }
    var table = CSVTable(columns: Self.diskColumns)
    for (arm, replications) in zip(plan.arms, outcomes) {
      for (replication, outcome) in replications.enumerated() {
        for (request, record) in outcome.records.enumerated() {
          guard let record else { continue }
          for disk in record.disks {
            let key = DiskKey(
              arm: arm.name, replication: replication + 1, request: request + 1, disk: disk,
              migrationStarted: record.started)
            add(whole: disk, key, to: &table)
            for pass in disk.passes { add(pass, key, to: &table) }
          }
        }
      }
    }
    return [("disks.csv", table.text)]
  }

  /// Whether any migration copied disks of a running VM, or several at a time.
  var movesDisks: Bool {
    outcomes.joined().contains { $0.records.contains { $0?.disks.isEmpty == false } }
  }

  private struct DiskKey {
    let arm: String
    let replication: Int
    let request: Int
    let disk: DiskRecord
    let migrationStarted: Instant
  }

  private static let diskColumns = [
    "scenario", "strategy", "point", "replication", "request", "vm", "disk", "source_storage",
    "destination_storage", "kind", "pass", "started_s", "duration_s", "copied_bytes",
    "remaining_bytes", "rate_bytes_per_s", "ready_s", "mirrored_bytes", "hole_bytes",
    "extra_space_bytes", "added_write_latency_s", "lost_write_bytes", "time_to_ready_s",
  ]

  private func addKey(_ key: DiskKey, _ kind: String, to table: inout CSVTable) {
    let stores = scenario.whole.datastores.names
    table.add(scenario.name)
    table.add(key.arm)
    table.add(nil as String?)
    table.add(key.replication)
    table.add(key.request)
    table.add(scenario.whole.vms.names[plan.requests[key.request - 1].vm])
    table.add(key.disk.disk + 1)
    table.add(stores[key.disk.source.index])
    table.add(stores[key.disk.destination.index])
    table.add(kind)
  }

  private func add(whole disk: DiskRecord, _ key: DiskKey, to table: inout CSVTable) {
    addKey(key, "whole", to: &table)
    let end = disk.passes.last.map { $0.started + $0.duration }
    let started = disk.passes.first?.started
    table.add(nil as Int?)
    table.add(started)
    table.add(end.flatMap { end in started.map { end - $0 } })
    table.add(disk.copied)
    table.add(disk.passes.last?.remaining)
    table.add(nil as BytesPerSecond?)
    table.add(disk.readyAt)
    table.add(disk.mirrored)
    table.add(disk.holes)
    table.add(disk.extraSpace)
    table.add(disk.addedWriteLatency)
    table.add(disk.lostWrites)
    table.add(disk.readyAt.map { $0 - key.migrationStarted })
  }

  private func add(_ pass: DiskPass, _ key: DiskKey, to table: inout CSVTable) {
    addKey(key, pass.kind.rawValue, to: &table)
    table.add(pass.number)
    table.add(pass.started)
    table.add(pass.duration)
    table.add(pass.copied)
    table.add(pass.remaining)
    table.add(
      pass.duration > .zero ? pass.copied / pass.duration : nil as BytesPerSecond?)
    for _ in 0..<7 { table.add(nil as String?) }
  }
}
