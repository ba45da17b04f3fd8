import Datacenter
import Orchestration
import Quantities

/// Something that was done about a migration: a row of `events.csv`.
struct EventRow {
  let deed: Deed
  let at: Instant
  let answer: CommandAnswer?
  let migrationStarted: Instant
  /// From 1.
  let number: Int

  /// What a manager did about a migration, and what faults said to it, in order.
  static func rows(of record: MigrationRecord, _ deeds: [DeedRecord]) -> [EventRow] {
    var deeds = deeds
    // What a manager did not say, a fault did.
    for command in record.commands {
      let isKnown = deeds.contains {
        $0.at == command.at && $0.deed.act == .say(command.command)
      }
      guard !isKnown else { continue }
      deeds.append(
        DeedRecord(
          deed: Deed(.say(command.command), because: "a fault of the scenario"), at: command.at,
          answer: command.answer))
    }
    // Sorting is stable: what was said at one instant stays in its order.
    return deeds.sorted { $0.at < $1.at }.enumerated().map { place, deed in
      EventRow(
        deed: deed.deed, at: deed.at, answer: deed.answer, migrationStarted: record.started,
        number: place + 1)
    }
  }

  /// `events.csv`.
  static let table = ResultTable<MigrationKey, EventRow>(
    file: "events.csv",
    about:
      "What managers did about each migration and faults said to it, when and why; only where anything was.",
    keys: MigrationKey.columns,
    columns: [
      Column(
        "number", "The number of the event among those of the migration, from 1.", isKey: true
      ) { $0.number },
      Column("event", "What was done: \(Deed.names.joined(separator: ", ")).") { $0.deed.name },
      Column("at_s", "When, since the run began.") { $0.at },
      Column("after_s", "When, since the migration began.") { $0.at - $0.migrationStarted },
      Column("downtime_limit_s", "set-downtime-limit: the limit; else empty.") { row in
        if case .say(.setDowntimeLimit(let limit)) = row.deed.act { limit } else { nil }
      },
      Column(
        "rate_cap_bytes_per_s",
        "set-rate-cap: the cap; else, and where a cap was lifted, empty."
      ) { row -> BytesPerSecond? in
        guard case .say(.setRateCap(let cap)) = row.deed.act, cap.isFinite else { return nil }
        return cap
      },
      Column(
        "throttle_step_percent", unit: "%", "throttle: the step of the throttle; else empty."
      ) { row -> Int? in
        if case .say(.throttle(let step)) = row.deed.act { step } else { nil }
      },
      Column("wait_s", "retry: how long the next attempt waits; else empty.") { row in
        if case .retry(let time) = row.deed.act { time } else { nil }
      },
      Column("because", "Why it was done.") { $0.deed.reason },
      Column(
        "answer",
        "heard: it was obeyed; too-late: the migration had come too far; not-understood: the engine knows no such command. Only heard commands change anything. Empty where nothing was said to it."
      ) { $0.answer?.rawValue },
    ])
}
