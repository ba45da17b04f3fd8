import Datacenter
import Quantities
import Randomness

/// A number that summaries and comparisons are about.
struct Metric: Sendable {
  /// How results call it.
  let name: String
  /// Its unit, as results spell it.
  let unit: String
  /// What it is, as a sentence.
  let meaning: String
  /// Its value for one migration; `nil` where it does not apply.
  let value: @Sendable (MigrationRecord) -> Double?

  /// What is summarised of migrations that finished.
  static let ofMigrations = [
    Metric("total_time", "s", "From the start of a migration to its end.") { $0.totalTime?.value },
    Metric("paused", "s", "How long no CPU of the VM ran on any host.") {
      $0.wasRunning ? $0.paused.value : nil
    },
    Metric("downtime", "s", "From the pause of the VM until it ran at the destination.") {
      $0.downtime?.value
    },
    Metric("unreachable", "s", "From the pause of the VM until its new place was announced.") {
      $0.unreachable?.value
    },
    Metric("rounds", "1", "The number of the last live round.") { Double($0.precopyRounds) },
    Metric("sent", "bytes", "All that a migration put on the network.") { $0.sent.value },
    Metric(
      "resent", "bytes",
      "Of the pages sent, those beyond one copy of the memory, as they crossed the network."
    ) {
      $0.resent.value
    },
    Metric("lost_work", "s", "Seconds of full-speed work that the guest could not do.") {
      $0.wasRunning ? $0.lostWork.value : nil
    },
    Metric("longest_stall", "s", "The longest time at a stretch in which the guest did no work.") {
      $0.wasRunning ? $0.longestStall.value : nil
    },
    Metric("reduced_speed", "s", "How long the guest ran, but not at full speed.") {
      $0.wasRunning ? $0.guest.reduced.value : nil
    },
    Metric("page_wait", "s", "How long the guest of a post-copy waited for pages.") {
      $0.wasServed ? $0.blocked.value : nil
    },
  ]

  /// What is summarised beside it where disks of running VMs were copied.
  static let ofDisks = [
    Metric("disks_ready", "s", "From the start until nothing was dirty on the disks.") { record in
      record.disks.compactMap(\.readyAt).max().map { ($0 - record.started).value }
    },
    Metric("disk_copied", "bytes", "What was copied of all disks of the VM.") { record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.copied.value }
    },
    Metric("added_write_latency", "s", "How much longer a write took, averaged over the disks.") {
      record in Summary(record.disks.map(\.addedWriteLatency.value))?.mean
    },
    Metric("lost_writes", "bytes", "What the guest wanted to write to its disks and could not.") {
      record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.lostWrites.value }
    },
  ]

  /// Both.
  static let all = ofMigrations + ofDisks

  init(
    _ name: String, _ unit: String, _ meaning: String,
    value: @escaping @Sendable (MigrationRecord) -> Double?
  ) {
    (self.name, self.unit, self.meaning, self.value) = (name, unit, meaning, value)
  }
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

extension Observations {
  /// What is summarised of single migrations, for one arm.
  ///
  /// - Parameters:
  ///   - digests: the arm's replications.
  ///   - requests: those whose migrations count; `nil` for all.
  static func ofMigrations(
    _ digests: [ReplicationDigest], requests: [Int]? = nil, movesDisks: Bool
  ) -> [Observations] {
    let metrics = movesDisks ? Metric.all : Metric.ofMigrations
    return metrics.enumerated().map { place, metric in
      let values = digests.map { $0.observations(of: place, requests: requests) }
      return Observations(
        metric: metric.name, unit: metric.unit,
        replicationMeans: values.map { $0.count == 1 ? $0[0] : Summary($0)?.mean },
        values: Array(values.joined()))
    }
  }

  /// Everything that is summarised, for one arm.
  static func all(_ digests: [ReplicationDigest], movesDisks: Bool) -> [Observations] {
    var all = ofMigrations(digests, movesDisks: movesDisks)
    let makespans = digests.map(\.makespan)
    all.append(
      Observations(
        metric: "makespan", unit: "s", replicationMeans: makespans,
        values: makespans.compactMap { $0 }))
    for verdict in Verdict.allCases {
      let counts = digests.map { Double($0.count(verdict)) }
      all.append(
        Observations(
          metric: verdict.rawValue, unit: "migrations", replicationMeans: counts, values: counts))
    }
    let lost = digests.map { Double($0.lost) }
    all.append(
      Observations(metric: "vms-lost", unit: "VMs", replicationMeans: lost, values: lost))
    return all
  }
}

extension ExperimentRun {
  /// Whether any migration copied disks of a running VM, or several at a time.
  static func movesDisks(_ digests: [[ReplicationDigest]]) -> Bool {
    digests.joined().contains { $0.movesDisks }
  }

  /// What is summarised of the migrations of some requests, for one arm; of all for `nil`.
  func migrationObservations(of arm: Int, requests: [Int]?) -> [Observations] {
    guard let requests else { return observed[arm] }
    return Observations.ofMigrations(digests[arm], requests: requests, movesDisks: false)
  }

  /// How many requests ended in some way, in all replications of an arm.
  ///
  /// - Parameter requests: those that count; `nil` for all.
  func count(_ verdict: Verdict, in arm: Int, requests: [Int]? = nil) -> Int {
    digests[arm].reduce(0) { $0 + $1.count(verdict, requests: requests) }
  }
}
