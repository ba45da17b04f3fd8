import Datacenter
import Quantities

/// One disk that was copied, or one pass over it: a row of `disks.csv`.
struct DiskRow {
  let disk: DiskRecord
  /// `nil` for all passes together.
  let pass: DiskPass?
  let migrationStarted: Instant
  /// The names of all datastores.
  let stores: [String]

  /// The rows of a migration.
  static func rows(of record: MigrationRecord, stores: [String]) -> [DiskRow] {
    record.disks.flatMap { disk in
      ([nil] + disk.passes.map(Optional.some)).map {
        DiskRow(disk: disk, pass: $0, migrationStarted: record.started, stores: stores)
      }
    }
  }

  /// From the first pass to the end of the last.
  private var duration: Seconds? {
    if let pass { return pass.duration }
    guard let first = disk.passes.first, let last = disk.passes.last else { return nil }
    return last.started + last.duration - first.started
  }

  /// `disks.csv`.
  static let table = ResultTable<MigrationKey, DiskRow>(
    file: "disks.csv",
    about:
      "Each disk that was copied while its VM ran, or together with others, and each pass over it.",
    keys: MigrationKey.columns, columns: places + passes + wholes)

  private static let places: [Column<DiskRow>] = [
    Column("disk", "The number of the disk among those of the VM, from 1.", isKey: true) {
      $0.disk.disk + 1
    },
    Column("source_storage", "The datastore on which it was.") {
      $0.stores[$0.disk.source.index]
    },
    Column("destination_storage", "The datastore to which it was copied.") {
      $0.stores[$0.disk.destination.index]
    },
    Column(
      "kind",
      "whole: all passes together; copy: a pass while the guest ran; sync: both sides kept in step after the copy; drain: what was left when the guest was paused; consolidation: redo logs merged at the destination. Add up the rows of kind whole or the other rows, not both.",
      isKey: true
    ) { $0.pass?.kind.rawValue ?? "whole" },
  ]

  private static let passes: [Column<DiskRow>] = [
    Column("pass", "The number of the pass, from 1; empty in rows of kind whole.", isKey: true) {
      $0.pass?.number
    },
    Column("started_s", "When it began.") { ($0.pass ?? $0.disk.passes.first)?.started },
    Column("duration_s", "How long it took.") { $0.duration },
    Column(
      "copied_bytes",
      "What it copied. The passes of kind copy, drain and sync add up to the row whole; a pass of kind sync may also hold mirrored writes of the guest, and consolidation is not part of whole."
    ) { $0.pass?.copied ?? $0.disk.copied },
    Column("remaining_bytes", "What was dirty at its end.") {
      ($0.pass ?? $0.disk.passes.last)?.remaining
    },
    Column("rate_bytes_per_s", "copied_bytes / duration_s; empty in rows of kind whole.") { row in
      row.pass.flatMap { $0.duration > .zero ? $0.copied / $0.duration : nil }
    },
  ]

  /// What is known of a disk as a whole, and empty for its passes.
  private static let wholes: [Column<DiskRow>] = [
    Column(
      "ready_s", "whole: the first moment at which nothing remained to be copied; else empty."
    ) { $0.pass == nil ? $0.disk.readyAt : nil },
    Column("mirrored_bytes", "whole: writes of the guest that went to both sides.") {
      $0.pass == nil ? $0.disk.mirrored : nil
    },
    Column("hole_bytes", "whole: what was left out of the disk's size as holes.") {
      $0.pass == nil ? $0.disk.holes : nil
    },
    Column(
      "extra_space_bytes",
      "whole: the most space that redo logs took at the source, in addition to the disk and its copy."
    ) { $0.pass == nil ? $0.disk.extraSpace : nil },
    Column(
      "added_write_latency_s",
      "whole: how much longer a write of the guest took on average than without the migration."
    ) { $0.pass == nil ? $0.disk.addedWriteLatency : nil },
    Column("lost_write_bytes", "whole: what the guest wanted to write and could not.") {
      $0.pass == nil ? $0.disk.lostWrites : nil
    },
    Column("time_to_ready_s", "whole: from the start of the migration to ready_s.") {
      $0.pass == nil ? $0.disk.readyAt.map { [started = $0.migrationStarted] in $0 - started } : nil
    },
  ]
}
