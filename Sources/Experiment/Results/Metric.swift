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
  /// For which VMs it is *never* if their migration did not finish.
  let isNeverOf: Missing
  /// Its value for one migration that finished; `nil` where it does not apply.
  let value: @Sendable (MigrationRecord) -> Double?

  /// What a migration that did not finish counts as.
  enum Missing { case everyVM, runningVM, noVM }

  /// What is summarised of migrations.
  static let ofMigrations = [
    Metric("total_time", "s", "From the start of a migration to its end.") { $0.totalTime?.value },
    Metric("paused", "s", "How long no CPU of the VM ran on any host.", isNeverOf: .runningVM) {
      $0.wasRunning ? $0.paused.value : nil
    },
    Metric(
      "downtime", "s", "From the pause of the VM until it ran at the destination.",
      isNeverOf: .runningVM
    ) { $0.downtime?.value },
    Metric(
      "unreachable", "s", "From the pause of the VM until its new place was announced.",
      isNeverOf: .runningVM
    ) { $0.unreachable?.value },
    Metric("rounds", "1", "The number of the last live round.") { Double($0.precopyRounds) },
    Metric("sent", "bytes", "All that a migration put on the network.") { $0.sent.value },
    Metric(
      "resent", "bytes",
      "Of the pages sent, those beyond one copy of the memory, as they crossed the network."
    ) {
      $0.resent.value
    },
    Metric(
      "lost_work", "s", "Seconds of full-speed work that the guest could not do.",
      isNeverOf: .runningVM
    ) { $0.wasRunning ? $0.lostWork.value : nil },
    Metric(
      "longest_stall", "s", "The longest time at a stretch in which the guest did no work.",
      isNeverOf: .runningVM
    ) { $0.wasRunning ? $0.longestStall.value : nil },
    Metric(
      "reduced_speed", "s", "How long the guest ran, but not at full speed.",
      isNeverOf: .runningVM
    ) { $0.wasRunning ? $0.guest.reduced.value : nil },
    Metric(
      "page_wait", "s", "How long the guest of a post-copy waited for pages.", isNeverOf: .noVM
    ) { $0.wasServed ? $0.blocked.value : nil },
  ]

  /// What is summarised beside it where disks of running VMs were copied.
  static let ofDisks = [
    Metric(
      "disks_ready", "s", "From the start until nothing was dirty on the disks.", isNeverOf: .noVM
    ) { record in
      record.disks.compactMap(\.readyAt).max().map { ($0 - record.started).value }
    },
    Metric("disk_copied", "bytes", "What was copied of all disks of the VM.", isNeverOf: .noVM) {
      record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.copied.value }
    },
    Metric(
      "added_write_latency", "s", "How much longer a write took, averaged over the disks.",
      isNeverOf: .noVM
    ) {
      record in Summary(record.disks.map(\.addedWriteLatency.value))?.mean
    },
    Metric(
      "lost_writes", "bytes", "What the guest wanted to write to its disks and could not.",
      isNeverOf: .noVM
    ) {
      record in
      record.disks.isEmpty ? nil : record.disks.reduce(0) { $0 + $1.lostWrites.value }
    },
  ]

  /// Both.
  static let all = ofMigrations + ofDisks

  init(
    _ name: String, _ unit: String, _ meaning: String, isNeverOf missing: Missing = .everyVM,
    value: @escaping @Sendable (MigrationRecord) -> Double?
  ) {
    (self.name, self.unit, self.meaning, self.value) = (name, unit, meaning, value)
    isNeverOf = missing
  }

  /// What results count for one request: a number, infinity for *never*, or `nan` where the metric does
  /// not apply.
  func observation(of record: MigrationRecord?) -> Double {
    guard let record, record.outcome == .migrated else {
      switch isNeverOf {
      case .everyVM: return .infinity
      case .runningVM: return record?.wasRunning ?? true ? .infinity : .nan
      case .noVM: return .nan
      }
    }
    return value(record) ?? .nan
  }
}

/// A metric's values in one arm.
///
/// Migrations of one replication depend on each other, so the mean and its interval are over the
/// replications' means; quantiles are over single migrations. A migration that did not finish has no
/// part in means, and counts as *never* in quantiles: above every number.
struct Observations: Sendable {
  let metric: String
  let unit: String
  /// For each replication, what was observed in it, in the order of the requests: a number, infinity
  /// for *never*, `nan` where the metric does not apply.
  let observed: [ArraySlice<Double>]
  /// One entry for each replication; `nil` where nothing ended.
  let replicationMeans: [Double?]
  /// Every number.
  let values: [Double]
  /// How many observations are *never*.
  let never: Int

  init(metric: String, unit: String, observed: [ArraySlice<Double>]) {
    self.metric = metric
    self.unit = unit
    self.observed = observed
    var (means, values, never) = ([Double?](), [Double](), 0)
    means.reserveCapacity(observed.count)
    values.reserveCapacity(observed.reduce(0) { $0 + $1.count })
    for numbers in observed {
      let first = values.count
      for number in numbers {
        if number.isFinite { values.append(number) } else if number == .infinity { never += 1 }
      }
      means.append(Self.mean(values[first...]))
    }
    (replicationMeans, self.values, self.never) = (means, values, never)
  }

  /// One number for each replication, `nil` for *never*.
  init(metric: String, unit: String, _ numbers: [Double?]) {
    self.init(metric: metric, unit: unit, observed: numbers.map { [$0 ?? .infinity] })
  }

  /// The mean of some numbers; `nil` of none.
  static func mean(_ numbers: some RandomAccessCollection<Double>) -> Double? {
    numbers.count == 1 ? numbers.first : Summary(Array(numbers))?.mean
  }

  var means: Summary? { Summary(replicationMeans.compactMap { $0 }) }
  var spread: Summary? { Summary(values) }

  /// The share of observations that are *never*; `nil` where nothing was to be observed.
  var neverShare: Double? {
    let count = values.count + never
    return count > 0 ? Double(never) / Double(count) : nil
  }

  /// The quantile of single observations; `nil` if it is *never*, or there is none.
  func quantile(_ probability: Double) -> Double? {
    spread?.quantile(probability, never: never)
  }
}

extension Observations {
  /// What is summarised of single migrations, for one arm.
  ///
  /// - Parameters:
  ///   - digests: the arm's replications.
  ///   - vm: the VM whose migrations count; `nil` for all.
  static func ofMigrations(
    _ digests: [ReplicationDigest], vm: Int? = nil, movesDisks: Bool
  ) -> [Observations] {
    let metrics = movesDisks ? Metric.all : Metric.ofMigrations
    let values = digests.map { $0.migrations(of: vm) }
    return metrics.enumerated().map { place, metric in
      Observations(
        metric: metric.name, unit: metric.unit, observed: values.map { $0.observations(of: place) })
    }
  }

  /// Everything that is summarised, for one arm.
  static func all(_ digests: [ReplicationDigest], movesDisks: Bool) -> [Observations] {
    let days = digests.compactMap(\.consolidation)
    if !days.isEmpty { return ofConsolidation(days) }
    var all = ofMigrations(digests, movesDisks: movesDisks)
    all.append(Observations(metric: "makespan", unit: "s", digests.map(\.makespan)))
    for verdict in Verdict.allCases {
      let counts = digests.map { Double($0.count(verdict)) }
      all.append(Observations(metric: verdict.rawValue, unit: "migrations", counts))
    }
    all.append(Observations(metric: "vms-lost", unit: "VMs", digests.map { Double($0.lost) }))
    let fleets = digests.compactMap(\.fleet)
    if !fleets.isEmpty { all += FleetDigest.observations(fleets) }
    let outages = digests.compactMap(\.outages)
    if !outages.isEmpty { all += OutageDigest.observations(outages) }
    let loads = digests.compactMap(\.loads)
    if !loads.isEmpty { all += LoadDigest.observations(loads) }
    return all + ObjectivesOutcome.observations(digests.map(\.objectives))
  }
}

extension ExperimentRun {
  /// What is summarised of the migrations of a VM, for one arm; of all for `nil`.
  func migrationObservations(of arm: Int, vm: Int?) -> [Observations] {
    guard let vm else { return observed[arm] }
    return Observations.ofMigrations(digests[arm], vm: vm, movesDisks: false)
  }

  /// How many migrations ended in some way, in all replications of an arm.
  ///
  /// - Parameter vm: the VM whose migrations count; `nil` for all.
  func count(_ verdict: Verdict, in arm: Int, vm: Int? = nil) -> Int {
    digests[arm].reduce(0) { $0 + $1.count(verdict, vm: vm) }
  }

  /// How many migrations there were, in all replications of an arm.
  ///
  /// - Parameter vm: the VM whose migrations count; `nil` for all.
  func total(in arm: Int, vm: Int? = nil) -> Int {
    digests[arm].reduce(0) { $0 + $1.places(of: vm).count { _ in true } }
  }
}
