import Experiment
import Quantities

/// Measured migrations of an inventory that have a dirty rate: what families are calibrated with.
struct MeasuredMigrations: Sendable {
  /// One of them.
  struct Row: Sendable {
    /// Where it stands in its file.
    var line = 0
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
  private(set) var passedOver = PassedRows()

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
        do throws(Unusable) {
          rows.append(try Row(row))
        } catch {
          passedOver.add(row.line, error.reason)
        }
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

/// Why a row tells nothing of how guests behave.
private struct Unusable: Error {
  let reason: String
}

extension MeasuredMigrations.Row {
  fileprivate init(_ row: InventoryRow) throws(Unusable) {
    let migration: MigrationCase
    do throws(MigrationCase.Problems) {
      // Only what ended is read: where it stalled, somebody stopped the VM.
      migration = try MigrationCase(row, stopsWhenStalled: true)
    } catch {
      throw Unusable(reason: error.texts.joined(separator: "; "))
    }
    switch migration.guest.writes {
    case .measured: break
    case .unknown:
      throw Unusable(reason: "dirty_rate_pages_per_s is unknown; write what was measured")
    case .streams:
      throw Unusable(
        reason: "writes are told as streams or not at all; write dirty_rate_pages_per_s")
    }
    let outcome = Outcome(row)
    guard outcome.problems.isEmpty else {
      throw Unusable(reason: outcome.problems.joined(separator: "; "))
    }
    if row.outcomes[.converged] != nil, outcome.hasConverged == false {
      throw Unusable(reason: "converged says that the migration did not end")
    }
    guard let total = outcome.totalTime else {
      throw Unusable(reason: "there is no total_time_ms; write what was measured")
    }
    guard total > 0 else {
      throw Unusable(reason: "total_time_ms is 0; write what was measured")
    }
    self.init(
      line: row.line, migration: migration, workload: row.cells[.workload] ?? "unknown",
      totalTime: total, downtime: outcome.outage ?? outcome.downtime, sent: outcome.sent)
  }
}
