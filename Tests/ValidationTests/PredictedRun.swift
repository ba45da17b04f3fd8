import Datacenter
import Quantities

@testable import Evidence
@testable import Prediction

/// What the simulator says about a measured case.
struct PredictedRun {
  /// Milliseconds.
  var total: Double
  var outage: Double
  var syncs: Double
  /// Per cent.
  var throttle: Double
  var hasConverged: Bool
}

extension MeasuredCase {
  /// The case as `apus predict` reads its row.
  var migration: MigrationCase {
    get throws {
      let cells = columns.compactMap { name, text in
        InventoryColumn(rawValue: name).flatMap { text.isEmpty ? nil : ($0, text) }
      }
      return try MigrationCase(
        InventoryRow(
          line: 1, passed: [], problem: nil, tellsStreams: true, tellsTotalTime: true,
          cells: Dictionary(uniqueKeysWithValues: cells), outcomes: [:]))
    }
  }

  /// Runs that cover what is not known: chance, and where a sweep stands.
  func runs(fidelity: MemoryFidelity) -> [PredictedRun] {
    guard let migration = try? migration else { return [] }
    let ready = ReadyCase(migration)
    let count = fidelity == .pages ? 15 : 101
    return (0..<count).map { index in
      let phase = (Double(index) + 0.5) / Double(count)
      let drawn = migration.draw(
        Array(repeating: phase, count: MigrationCase.dimensions)[...])
      let record = ready.record(
        drawn, seed: UInt64(index + 1), replication: 0, fidelity: fidelity)
      return PredictedRun(
        total: (record.totalTime ?? migration.limit(of: drawn)).value * 1000,
        outage: (record.downtime ?? .zero).value * 1000,
        syncs: Double(record.precopyRounds + 2), throttle: (1 - record.slowestShare) * 100,
        hasConverged: record.outcome == .migrated)
    }
  }
}
