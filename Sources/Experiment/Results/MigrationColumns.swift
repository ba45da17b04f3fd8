import Datacenter
import Quantities

/// One migration that was asked for: a row of `migrations.csv`.
struct MigrationRow {
  /// `nil` where the run ended before it was asked for.
  let kept: KeptRecord?
  let requested: Seconds
  /// `nil` where that was never decided.
  let destination: String?
  /// The names of all hosts.
  let hosts: [String]
  /// Its place among the moves of a fleet.
  let place: AskedMigration.Place?

  /// `migrations.csv` of a scenario about a fleet.
  static let table = resultTable(places + outcome + times + amounts + guest + fleet)
  /// `migrations.csv` of any other scenario.
  static let plainTable = resultTable(places + outcome + times + amounts + guest)

  private static func resultTable(
    _ columns: [Column<MigrationRow>]
  ) -> ResultTable<MigrationKey, MigrationRow> {
    ResultTable(
      file: "migrations.csv",
      about: "Each migration that was asked for, the refused, failed and unfinished ones included.",
      keys: MigrationKey.columns, columns: columns)
  }

  /// The columns that only scenarios about fleets have.
  static let fleet: [Column<MigrationRow>] = [
    Column("of_request", "Fleets only: the number of its request in the file, from 1.") {
      $0.place?.request
    },
    Column("queued_s", "Fleets only: how long it was queued; empty where it still was.") {
      $0.place?.queued
    },
    Column("attempt", "Fleets only: which attempt to move the VM for that request, from 1.") {
      $0.place?.attempt
    },
  ]

  private static let places: [Column<MigrationRow>] = [
    Column("source", "The host on which the VM was; empty where the run ended before.") { row in
      row.kept.map { row.hosts[$0.record.source.index] }
    },
    Column("destination", "The host to which it was to move.") { $0.destination },
    Column("engine", "The engine that moved it.") { $0.kept?.record.engine },
  ]

  private static let outcome: [Column<MigrationRow>] = [
    Column(
      "outcome",
      "How it ended: finished, refused, failed (the VM stays where it was, or is lost with its host), failed-badly (no host owns the VM) or unfinished (the run ended before it did)."
    ) { Verdict(of: $0.kept).rawValue },
    Column(
      "reason",
      "Why it was refused, failed or did not end; empty where it finished. Of unfinished ones: \(UnfinishedReason.meanings)."
    ) { $0.kept.map(\.record.reason) ?? UnfinishedReason.waiting.rawValue },
    Column("stopped_because", "Why the live part ended; empty where it did not end.") {
      $0.kept?.record.stopReason?.name
    },
    Column(
      "bottleneck",
      "What limited the transfer for the longest time: a link or datastore by its name, or one of these. rate-cap: the engine's own limit. device: the speed of device state. stream: what one stream moves at most. window: TCP's window. loss: packet loss."
    ) { $0.kept?.record.bottleneck },
  ]

  private static let times: [Column<MigrationRow>] = [
    Column("requested_s", "When it was asked for.") { $0.requested },
    Column("started_s", "When it began.") { $0.kept?.record.started },
    // What is unfinished has no totals: whatever stood here would look like a result.
    ended("total_time_s", "From its start to its end; empty where it is unfinished.") {
      $0.record.totalTime
    },
    ran(
      "paused_s",
      "How long no CPU of the VM ran on any host; empty where it is unfinished or the VM was off."
    ) { $0.record.paused },
    ran(
      "downtime_s",
      "From the pause of the VM until it ran at the destination; empty where it did not get there."
    ) { $0.record.downtime },
    ran(
      "unreachable_s",
      "From the pause of the VM until its new place was announced to the network; empty where it did not get there."
    ) { $0.record.unreachable },
  ]

  private static let amounts: [Column<MigrationRow>] = [
    ended("rounds", "The number of the last live round, as the engine counts; 0 without any.") {
      $0.record.precopyRounds
    },
    ended(
      "sent_bytes",
      "All that it put on the network, and what it copied from one datastore to another of its host."
    ) { $0.record.sent },
    ended(
      "resent_bytes",
      "Of the pages sent, those beyond one copy of the memory: 4096 bytes each, without their headers, or what they took where they were compressed."
    ) { $0.record.resent },
    ran("lost_work_s", "Seconds of full-speed work that the guest could not do.") {
      $0.record.lostWork
    },
    ended(
      "skipped_pages", unit: "pages",
      "Pages passed over because they had been written again, each as often as it was."
    ) { $0.record.pagesSkipped },
    ended("wasted_bytes", "All that was sent, where the VM did not move; otherwise 0.") {
      $0.record.wasted
    },
  ]

  private static let guest: [Column<MigrationRow>] = [
    ran(
      "longest_stall_s",
      "The longest time at a stretch in which the guest did no work: paused, waiting for a page, or put to sleep by a throttle."
    ) { $0.record.longestStall },
    ran("reduced_speed_s", "How long the guest ran, but not at full speed.") {
      $0.record.guest.reduced
    },
    served("page_faults", "Post-copy: how often the guest waited for a page; else empty.") {
      $0.record.faults
    },
    served("page_wait_s", "Post-copy: how long the guest waited for pages; else empty.") {
      $0.record.blocked
    },
    ended("vm_lost", "1 where the VM was lost with a host, else 0.") { $0.record.isVMLost ? 1 : 0 },
    Column(
      "unfinished_sent_bytes", "What had been sent when the run ended, where it is unfinished."
    ) { row -> Bytes? in row.kept.flatMap { $0.record.ended == nil ? $0.record.sent : nil } },
  ]

  // MARK: When a column applies

  /// A column of migrations that ended.
  private static func ended<Value: CSVCell>(
    _ name: String, unit: String? = nil, _ meaning: String,
    _ value: @escaping @Sendable (KeptRecord) -> Value?
  ) -> Column<MigrationRow> {
    Column(name, unit: unit, meaning) { row -> Value? in
      guard let kept = row.kept, kept.record.ended != nil else { return nil }
      return value(kept)
    }
  }

  /// A column of migrations that ended, of VMs that were running.
  private static func ran<Value: CSVCell>(
    _ name: String, _ meaning: String,
    _ value: @escaping @Sendable (KeptRecord) -> Value?
  ) -> Column<MigrationRow> {
    ended(name, meaning) { $0.record.wasRunning ? value($0) : nil }
  }

  /// A column of post-copies that ended.
  private static func served<Value: CSVCell>(
    _ name: String, _ meaning: String,
    _ value: @escaping @Sendable (KeptRecord) -> Value?
  ) -> Column<MigrationRow> {
    ran(name, meaning) { $0.record.wasServed ? value($0) : nil }
  }
}
