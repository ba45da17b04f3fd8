import Consolidation
import Quantities
import Randomness

/// What the screen says of days of consolidation: a line for each policy and world.
extension ExperimentRun {
  static let consolidationHeads = [
    "energy", "migrations", "overload", "degradation", "shutdowns", "migration time", "deleted",
  ]

  /// The cells of an arm.
  func consolidationCells(arm: Int) -> [Readable] {
    func means(_ name: String) -> Summary? { observed[arm][name]?.means }
    return [
      Readable(means("energy_kwh"), .energy), Readable(means("migrations"), .count),
      Readable(means("overload_share"), .percent),
      Readable(means("migration_degradation"), .percent), Readable(means("shutdowns"), .count),
      Readable(means("migration_time_s"), .time), Readable(means("deleted"), .count),
    ]
  }
}
