import Datacenter
import Orchestration
import Quantities

/// Something that a manager did: a row of `events.csv`.
struct EventRow {
  let record: DeedRecord
  let migrationStarted: Instant

  /// `events.csv`.
  static let table = ResultTable<MigrationKey, EventRow>(
    file: "events.csv",
    about: "What managers did about each migration, when and why; only where one did something.",
    keys: MigrationKey.columns,
    columns: [
      Column("event", "What was done: \(Deed.names.joined(separator: ", ")).", isKey: true) {
        $0.record.deed.name
      },
      Column("at_s", "When, since the run began.", isKey: true) { $0.record.at },
      Column("after_s", "When, since the migration began.") {
        $0.record.at - $0.migrationStarted
      },
      Column("limit_s", "The downtime limit that was set; empty for other events.") { row in
        if case .say(.setDowntimeLimit(let limit)) = row.record.deed.act { limit } else { nil }
      },
      Column(
        "cap_bytes_per_s",
        "The cap that was set; empty for other events, and where a cap was lifted."
      ) { row -> BytesPerSecond? in
        guard case .say(.setRateCap(let cap)) = row.record.deed.act, cap.isFinite else {
          return nil
        }
        return cap
      },
      Column(
        "throttle_percent", unit: "%",
        "The steps in which the guest is slowed down; empty for other events."
      ) { row -> Int? in
        if case .say(.throttle(let step)) = row.record.deed.act { step } else { nil }
      },
      Column("wait_s", "How long the next attempt waits; empty for other events.") { row in
        if case .retry(let time) = row.record.deed.act { time } else { nil }
      },
      Column("because", "Why it was done.") { $0.record.deed.reason },
      Column(
        "answer",
        "How the migration answered: heard, too-late or not-understood; empty where nothing was said to it."
      ) { $0.record.answer?.rawValue },
    ])
}
