import Datacenter
import Quantities

/// One command to a migration: a row of `commands.csv`.
struct CommandRow {
  let command: CommandRecord
  /// From 1.
  let number: Int

  /// `commands.csv`.
  static let table = ResultTable<MigrationKey, CommandRow>(
    file: "commands.csv",
    about:
      "Each command that a manager or a fault gave a migration under way; only where any was given.",
    keys: MigrationKey.columns,
    columns: [
      Column(
        "number", "The number of the command among those to the migration, from 1.", isKey: true
      ) { $0.number },
      Column("given_s", "When it was given.") { $0.command.at },
      Column(
        "command",
        "set-downtime-limit, set-rate-cap, throttle, start-post-copy, pause or cancel."
      ) { $0.command.command.name },
      Column("downtime_limit_s", "set-downtime-limit: the limit; else empty.") { row in
        if case .setDowntimeLimit(let limit) = row.command.command { limit } else { nil }
      },
      Column("rate_cap_bytes_per_s", "set-rate-cap: the cap; else empty.") { row in
        if case .setRateCap(let cap) = row.command.command { cap } else { nil }
      },
      Column("throttle_step_percent", "throttle: the step of the throttle; else empty.") { row in
        if case .throttle(let step) = row.command.command { step } else { nil }
      },
      Column(
        "answer",
        "heard: it was obeyed; too-late: the migration had come too far; not-understood: the engine knows no such command. Only heard commands change anything."
      ) { $0.command.answer.rawValue },
    ])
}

extension Command {
  /// The name by which results know it.
  fileprivate var name: String {
    switch self {
    case .setDowntimeLimit: "set-downtime-limit"
    case .setRateCap: "set-rate-cap"
    case .throttle: "throttle"
    case .startPostCopy: "start-post-copy"
    case .pause: "pause"
    case .cancel: "cancel"
    }
  }
}
