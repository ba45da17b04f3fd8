import Datacenter
import Quantities
import Randomness

/// A number that summaries and comparisons are about.
struct Metric: Sendable {
  /// How results call it.
  let name: String
  /// Its unit, as results spell it.
  let unit: String
  /// Its value for one migration; `nil` where it does not apply.
  let value: @Sendable (MigrationRecord) -> Double?

  /// What is summarised of migrations that finished.
  static let ofMigrations = [
    Metric(name: "total_time", unit: "s") { $0.totalTime?.value },
    Metric(name: "paused", unit: "s") { $0.wasRunning ? $0.paused.value : nil },
    Metric(name: "downtime", unit: "s") { $0.downtime?.value },
    Metric(name: "unreachable", unit: "s") { $0.unreachable?.value },
    Metric(name: "rounds", unit: "1") { Double($0.precopyRounds) },
    Metric(name: "sent", unit: "bytes") { $0.sent.value },
    Metric(name: "resent", unit: "bytes") { $0.resent.value },
    Metric(name: "lost_work", unit: "s") { $0.wasRunning ? $0.lostWork.value : nil },
    Metric(name: "longest_stall", unit: "s") { $0.wasRunning ? $0.longestStall.value : nil },
    Metric(name: "reduced_speed", unit: "s") { $0.wasRunning ? $0.guest.reduced.value : nil },
    Metric(name: "page_wait", unit: "s") { $0.wasServed ? $0.blocked.value : nil },
  ]

  /// What is summarised beside it where disks of running VMs were copied.
  static let ofDisks = [
    Metric(name: "disks_ready", unit: "s") { record in
      record.disks.compactMap(\.readyAt).max().map { ($0 - record.started).value }
    },
    Metric(name: "disk_copied", unit: "bytes") { record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.copied.value }
    },
    Metric(name: "added_write_latency", unit: "s") { record in
      Summary(record.disks.map(\.addedWriteLatency.value))?.mean
    },
    Metric(name: "lost_writes", unit: "bytes") { record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.lostWrites.value }
    },
  ]
}

/// A metric's values in one arm.
///
/// Migrations of one replication depend on each other, so the mean and its interval are over the
/// replications' means; quantiles are over single migrations.
struct Observations: Sendable {
  let metric: String
  let unit: String
  /// One entry for each replication; `nil` where nothing was observed.
  let replicationMeans: [Double?]
  /// Every observation.
  let values: [Double]

  var means: Summary? { Summary(replicationMeans.compactMap { $0 }) }
  var spread: Summary? { Summary(values) }
}

extension ExperimentRun {
  /// What is summarised of single migrations, for one arm.
  ///
  /// - Parameter requests: those whose migrations count; `nil` for all.
  func migrationObservations(of arm: Int, requests: [Int]? = nil) -> [Observations] {
    let finished = outcomes[arm].map {
      $0.records(of: requests).compactMap(\.self).filter { $0.outcome == .migrated }
    }
    let metrics = Metric.ofMigrations + (movesDisks ? Metric.ofDisks : [])
    return metrics.map { metric in
      let values = finished.map { $0.compactMap(metric.value) }
      return Observations(
        metric: metric.name, unit: metric.unit,
        replicationMeans: values.map { Summary($0)?.mean }, values: Array(values.joined()))
    }
  }

  /// Everything that is summarised, for one arm.
  func observations(of arm: Int) -> [Observations] {
    let replications = outcomes[arm]
    var all = migrationObservations(of: arm)
    let makespans = replications.map { $0.makespan(of: plan.requests)?.value }
    all.append(
      Observations(
        metric: "makespan", unit: "s", replicationMeans: makespans,
        values: makespans.compactMap { $0 }))
    for verdict in Verdict.allCases {
      let counts = replications.map { outcome in
        Double(outcome.records.count { Verdict($0) == verdict })
      }
      all.append(
        Observations(
          metric: verdict.rawValue, unit: "migrations", replicationMeans: counts, values: counts))
    }
    let lost = replications.map { outcome in
      Double(outcome.records.count { $0?.isVMLost == true })
    }
    all.append(
      Observations(metric: "vms-lost", unit: "VMs", replicationMeans: lost, values: lost))
    return all
  }

  /// How many requests ended in some way, in all replications of an arm.
  ///
  /// - Parameter requests: those that count; `nil` for all.
  func count(_ verdict: Verdict, in arm: Int, requests: [Int]? = nil) -> Int {
    outcomes[arm].reduce(0) { $0 + $1.records(of: requests).count { Verdict($0) == verdict } }
  }
}
