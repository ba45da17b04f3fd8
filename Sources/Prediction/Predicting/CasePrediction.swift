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
  /// From the pause until the network has learnt the VM's new place.
  private(set) var unreachables: [Double] = []
  /// What QEMU reports of each: until its stream is over, without what the destination does then.
  private(set) var reportedDowntimes: [Double] = []
  private(set) var sentBytes: [Double] = []
  private(set) var rounds: [Double] = []
  /// How many of those an operator ended, who stopped the VM.
  private(set) var stoppedByOperator = 0
  /// The longest that one of them was waited for.
  private(set) var limit = Seconds.zero

  /// Runs a case as often as asked.
  ///
  /// - Parameter noise: what measured runs differ by beyond what is simulated; `nil` for nothing.
  init(
    _ migration: MigrationCase, replications: Int, seed: UInt64, fidelity: MemoryFidelity? = nil,
    noise: RunNoise? = nil
  ) {
    self.replications = replications
    var stream = RandomStream(
      seed: seed, name: "predict", entity: migration.guest.key, replication: 0)
    let latents = LatinHypercube(
      count: replications, dimensions: migration.dimensions, drawing: &stream)
    var noiseStream = RandomStream(
      seed: seed, name: "run noise", entity: migration.guest.key, replication: 0)
    let noises = LatinHypercube(
      count: replications, dimensions: RunNoise.dimensions, drawing: &noiseStream)
    let ready = ReadyCase(migration)
    for replication in 0..<replications {
      let drawn = migration.draw(latents[replication])
      limit = max(limit, migration.limit(of: drawn))
      let record = ready.record(
        drawn, seed: seed, replication: replication, fidelity: fidelity)
      guard record.outcome == .migrated, var total = record.totalTime else { continue }
      var downtime = migration.isPausedThroughout ? total : record.downtime ?? .zero
      if let noise {
        let seen = noise.measured(
          total.value * 1000, downtime.value * 1000, by: noises[replication])
        total = .milliseconds(seen.total)
        downtime = migration.isPausedThroughout ? total : .milliseconds(seen.downtime)
      }
      totalTimes.append(total.value * 1000)
      downtimes.append(downtime.value * 1000)
      let beyond = (record.unreachable ?? .zero) - (record.downtime ?? .zero)
      unreachables.append((downtime + beyond).value * 1000)
      reportedDowntimes.append(
        migration.machine == .bench
          ? downtime.value * 1000 : (downtime - record.takeOver).value * 1000)
      sentBytes.append(record.sent.value)
      rounds.append(Double(record.precopyRounds))
      if record.stopReason == .stalled { stoppedByOperator += 1 }
    }
    totalTimes.sort()
    downtimes.sort()
    unreachables.sort()
    reportedDowntimes.sort()
    sentBytes.sort()
    rounds.sort()
  }

  /// The share of replications that ended with the VM at its destination.
  var converged: Double { Double(totalTimes.count) / Double(replications) }

  /// A quantile over all replications, of which those that did not end lie above every number.
  ///
  /// - Parameter values: one of the observations above.
  /// - Returns: `nil` where it is *never*.
  func quantile(_ probability: Double, of values: [Double]) -> Double? {
    Summary(values)?.quantile(probability, never: replications - values.count)
  }

  /// The share of replications that ended since an operator stopped the VM.
  var stoppedShare: Double { Double(stoppedByOperator) / Double(replications) }
}

extension MigrationRecord {
  /// What the stages took that follow the last byte.
  fileprivate var takeOver: Seconds {
    stages.reduce(.zero) { sum, stage in
      [.commitment, .activation].contains(stage.stage) ? sum + stage.duration : sum
    }
  }
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
    + statistics.map { "predicted_unreachable_time_ms_\($0)" }

  /// The cells of a prediction; all empty where there is none. Times are written to the microsecond,
  /// bytes as whole numbers. Quantiles are over all replications, and empty where they are *never*. Means
  /// are over those that converged.
  static func cells(of prediction: CasePrediction?) -> [String] {
    guard let prediction else { return names.map { _ in "" } }
    func cells(of values: [Double], in unit: Double) -> [String] {
      func quantile(_ probability: Double) -> Double? {
        prediction.quantile(probability, of: values)
      }
      return [quantile(0.05), quantile(0.5), Summary(values)?.mean, quantile(0.95)].map { value in
        value.map { CSVTable.shortest(($0 * unit).rounded() / unit) } ?? ""
      }
    }
    return [CSVTable.shortest(prediction.converged)]
      + cells(of: prediction.totalTimes, in: 1e3) + cells(of: prediction.downtimes, in: 1e3)
      + cells(of: prediction.sentBytes, in: 1)
      + [prediction.quantile(0.5, of: prediction.rounds).map { CSVTable.shortest($0) } ?? ""]
      + [CSVTable.shortest(prediction.stoppedShare)]
      + cells(of: prediction.unreachables, in: 1e3)
  }
}
