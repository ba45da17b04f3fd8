import Datacenter
import Experiment
import Quantities
import Randomness
import Strategies

/// What the replications of one case say.
struct CasePrediction: Sendable {
  /// How many replications there were.
  let replications: Int
  /// Of those that ended with the VM at its destination, in ascending order: milliseconds, bytes, rounds.
  private(set) var totalTimes: [Double] = []
  private(set) var downtimes: [Double] = []
  private(set) var sentBytes: [Double] = []
  private(set) var rounds: [Double] = []
  /// How many of those an operator ended, who stopped the VM.
  private(set) var stoppedByOperator = 0
  /// The longest that one of them was waited for.
  private(set) var limit = Seconds.zero

  /// Runs a case as often as asked.
  init(
    _ migration: MigrationCase, replications: Int, seed: UInt64, fidelity: MemoryFidelity? = nil
  ) {
    self.replications = replications
    var stream = RandomStream(
      seed: seed, name: "predict", entity: migration.guest.key, replication: 0)
    let latents = LatinHypercube(
      count: replications, dimensions: MigrationCase.dimensions, drawing: &stream)
    let ready = ReadyCase(migration)
    for replication in 0..<replications {
      let drawn = migration.draw(latents[replication])
      limit = max(limit, migration.limit(of: drawn))
      let record = ready.record(
        drawn, seed: seed, replication: replication, fidelity: fidelity)
      guard record.outcome == .migrated, let total = record.totalTime else { continue }
      totalTimes.append(total.value * 1000)
      let dark = migration.isPausedThroughout ? total : record.downtime ?? .zero
      downtimes.append(dark.value * 1000)
      sentBytes.append(record.sent.value)
      rounds.append(Double(record.precopyRounds))
      if record.stopReason == .stalled { stoppedByOperator += 1 }
    }
    totalTimes.sort()
    downtimes.sort()
    sentBytes.sort()
    rounds.sort()
  }

  /// The share of replications that ended with the VM at its destination.
  var converged: Double { Double(totalTimes.count) / Double(replications) }

  /// The share of replications that ended since an operator stopped the VM.
  var stoppedShare: Double { Double(stoppedByOperator) / Double(replications) }
}

/// The columns that predictions add to an inventory.
enum PredictionColumns {
  private static let quantities = ["total_time_ms", "downtime_ms", "sent_bytes"]
  private static let statistics = ["p05", "p50", "mean", "p95"]

  /// Their names, in order.
  static let names =
    ["predicted_converged"]
    + quantities.flatMap { quantity in statistics.map { "predicted_\(quantity)_\($0)" } }
    + ["predicted_rounds_p50", "predicted_stopped_by_operator"]

  /// The cells of a prediction; all empty where there is none. Times are written to the microsecond,
  /// bytes as whole numbers. Statistics are over the replications that converged.
  static func cells(of prediction: CasePrediction?) -> [String] {
    guard let prediction else { return names.map { _ in "" } }
    var cells = [CSVTable.shortest(prediction.converged)]
    for (values, unit) in [
      (prediction.totalTimes, 1e3), (prediction.downtimes, 1e3), (prediction.sentBytes, 1),
    ] {
      guard let summary = Summary(values) else {
        cells += statistics.map { _ in "" }
        continue
      }
      for statistic in [
        summary.quantile(0.05), summary.quantile(0.5), summary.mean, summary.quantile(0.95),
      ] {
        cells.append(CSVTable.shortest((statistic * unit).rounded() / unit))
      }
    }
    cells.append(Summary(prediction.rounds).map { CSVTable.shortest($0.quantile(0.5)) } ?? "")
    cells.append(CSVTable.shortest(prediction.stoppedShare))
    return cells
  }
}
