import Experiment
import Quantities

/// Measured migrations of an inventory that have a dirty rate: what families are calibrated with.
struct MeasuredMigrations: Sendable {
  /// One of them.
  struct Row: Sendable {
    var migration: MigrationCase
    /// What its workload is called in the file.
    let workload: String
    /// Milliseconds.
    let totalTime: Double
    let downtime: Double?
    /// Bytes.
    let sent: Double?

    /// Dirty bytes per second over what carries them.
    var load: Double {
      guard case .measured(let rate, _) = migration.guest.writes else { return 0 }
      return rate.value * 4096 / min(migration.link, migration.rateCap).value
    }
  }

  var rows: [Row] = []
  /// Rows that say nothing: without a measured total time, or with mistakes.
  private(set) var passedOver = 0

  init(rows: [Row]) { self.rows = rows }

  /// Reads a file.
  ///
  /// - Throws: `InventoryError` if the file as a whole cannot be used.
  init(_ bytes: [UInt8], file: String) throws(InventoryError) {
    var inventory = try Inventory(bytes, file: file)
    while true {
      let next = inventory.next(1024)
      guard !next.isEmpty else { break }
      for row in next {
        // Only what ended is read: where it stalled, somebody stopped the VM.
        guard let migration = try? MigrationCase(row, stopsWhenStalled: true),
          case .measured = migration.guest.writes,
          let total = row.measured(.totalTime), total > 0, row.measured(.converged) != 0
        else {
          passedOver += 1
          continue
        }
        rows.append(
          Row(
            migration: migration, workload: row.cells[.workload] ?? "unknown", totalTime: total,
            downtime: row.measured(.outage) ?? row.measured(.downtime),
            sent: row.measured(.sentBytes) ?? row.measured(.sentKibibytes).map { $0 * 1024 }))
      }
    }
  }

  /// The rows of some techniques and, if it is named, one family.
  func rows(
    _ techniques: [MigrationCase.Technique], _ family: WorkloadFamily? = nil
  ) -> [Row] {
    rows.filter {
      techniques.contains($0.migration.technique)
        && (family == nil || $0.migration.guest.workload.calibrated == family)
    }
  }

  /// The rows of which the file does not say what runs in the guest.
  var nameless: MeasuredMigrations {
    MeasuredMigrations(rows: rows.filter { $0.workload == WorkloadFamily.unknown.rawValue })
  }

  /// The families that have so many rows of pre-copy, or more.
  func families(atLeast least: Int) -> [WorkloadFamily] {
    WorkloadFamily.allCases.filter {
      $0 != .unknown && rows([.preCopy], $0).count >= least
    }
  }
}
