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
  let value: @Sendable (KeptRecord) -> Double?

  /// What a migration that did not finish counts as.
  enum Missing { case everyVM, runningVM, noVM }

  /// What is summarised of migrations.
  static let ofMigrations = [
    Metric("total_time", "s", "From the start of a migration to its end.") {
      $0.record.totalTime?.value
    },
    Metric("paused", "s", "How long no CPU of the VM ran on any host.", isNeverOf: .runningVM) {
      $0.record.wasRunning ? $0.record.paused.value : nil
    },
    Metric(
      "downtime", "s", "From the pause of the VM until it ran at the destination.",
      isNeverOf: .runningVM
    ) { $0.record.downtime?.value },
    Metric(
      "unreachable", "s", "From the pause of the VM until its new place was announced.",
      isNeverOf: .runningVM
    ) { $0.record.unreachable?.value },
    Metric("rounds", "1", "The number of the last live round.") { Double($0.record.precopyRounds) },
    Metric("sent", "bytes", "All that a migration put on the network.") { $0.record.sent.value },
    Metric(
      "resent", "bytes",
      "Of the pages sent, those beyond one copy of the memory: 4096 bytes each, without their headers, or what they took where they were compressed."
    ) {
      $0.record.resent.value
    },
    Metric(
      "lost_work", "s", "Seconds of full-speed work that the guest could not do.",
      isNeverOf: .runningVM
    ) { $0.record.wasRunning ? $0.record.lostWork.value : nil },
    Metric(
      "longest_stall", "s", "The longest time at a stretch in which the guest did no work.",
      isNeverOf: .runningVM
    ) { $0.record.wasRunning ? $0.record.longestStall.value : nil },
    Metric(
      "reduced_speed", "s", "How long the guest ran, but not at full speed.",
      isNeverOf: .runningVM
    ) { $0.record.wasRunning ? $0.record.guest.reduced.value : nil },
    Metric(
      "page_wait", "s", "How long the guest of a post-copy waited for pages.", isNeverOf: .noVM
    ) { $0.record.wasServed ? $0.record.blocked.value : nil },
  ]

  /// What is summarised beside it where disks of running VMs were copied.
  static let ofDisks = [
    Metric(
      "disks_ready", "s", "From the start until nothing was dirty on the disks.", isNeverOf: .noVM
    ) { kept in
      kept.record.disks.compactMap(\.readyAt).max().map { ($0 - kept.record.started).value }
    },
    Metric("disk_copied", "bytes", "What was copied of all disks of the VM.", isNeverOf: .noVM) {
      kept in
      kept.record.disks.isEmpty ? nil : kept.record.disks.reduce(0) { $0 + $1.copied.value }
    },
    Metric(
      "added_write_latency", "s", "How much longer a write took, averaged over the disks.",
      isNeverOf: .noVM
    ) {
      kept in Summary(kept.record.disks.map(\.addedWriteLatency.value))?.mean
    },
    Metric(
      "lost_writes", "bytes", "What the guest wanted to write to its disks and could not.",
      isNeverOf: .noVM
    ) {
      kept in
      kept.record.disks.isEmpty ? nil : kept.record.disks.reduce(0) { $0 + $1.lostWrites.value }
    },
  ]

  /// Both.
  static let all = ofMigrations + ofDisks

  init(
    _ name: String, _ unit: String, _ meaning: String, isNeverOf missing: Missing = .everyVM,
    value: @escaping @Sendable (KeptRecord) -> Double?
  ) {
    (self.name, self.unit, self.meaning, self.value) = (name, unit, meaning, value)
    isNeverOf = missing
  }

  /// What results count for one request: a number, infinity for *never*, or `nan` where the metric does
  /// not apply.
  func observation(of kept: KeptRecord?) -> Double {
    guard let kept, kept.record.outcome == .migrated else {
      switch isNeverOf {
      case .everyVM: return .infinity
      // A VM that was lost before ran until then.
      case .runningVM:
        return kept.map { $0.record.wasRunning || $0.record.isVMLost } ?? true ? .infinity : .nan
      case .noVM: return .nan
      }
    }
    return value(kept) ?? .nan
  }
}
