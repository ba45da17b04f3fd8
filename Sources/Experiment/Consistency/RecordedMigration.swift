/// One migration with all that result files tell of it.
struct RecordedMigration {
  let row: RecordedRow
  let stages: [RecordedRow]
  let rounds: [RecordedRow]
  let disks: [RecordedRow]

  var hasEnded: Bool { row["outcome"] != Verdict.unfinished.rawValue }
  var hasFinished: Bool { row["outcome"] == Verdict.finished.rawValue }

  /// The relations between the columns of migrations.csv, and to the rows of other files.
  static let relations: [Relation<RecordedMigration>] =
    [
      outcome, totals, atLeast("paused_s", "downtime_s"), atLeast("unreachable_s", "downtime_s"),
      atLeast("lost_work_s", "paused_s"), atLeast("lost_work_s", "page_wait_s"),
      atLeast("longest_stall_s", "downtime_s"), atLeast("total_time_s", "longest_stall_s"),
      atLeast("total_time_s", "reduced_speed_s"), atLeast("started_s", "requested_s"),
      atLeast("sent_bytes", "resent_bytes"), atLeast("sent_bytes", "wasted_bytes"),
      longestPause, stagesAddUp, sentAddsUp, skippedAddUp, wasted, lost, inOrder,
    ]

  /// One column is never below another, where both have a value.
  private static func atLeast(_ a: String, _ b: String) -> Relation<RecordedMigration> {
    Relation { migration in
      guard let x = migration.row.number(a), let y = migration.row.number(b),
        !Rounded.isAtLeast(x, y)
      else { return nil }
      return "\(a) (\(migration.row[a])) is below \(b) (\(migration.row[b]))"
    }
  }

  /// An outcome is one that there is, and what did not come about has a reason.
  private static let outcome = Relation<RecordedMigration> { migration in
    guard let verdict = Verdict(rawValue: migration.row["outcome"]) else {
      return "outcome is \(migration.row["outcome"])"
    }
    let hasReason = !migration.row["reason"].isEmpty
    let needsOne = verdict != .finished
    return hasReason == needsOne
      ? nil : "\(verdict.rawValue) \(needsOne ? "without" : "with") a reason"
  }

  /// What is unfinished has no totals, and everything else has.
  private static let totals = Relation<RecordedMigration> { migration in
    let columns = [
      "total_time_s", "rounds", "sent_bytes", "resent_bytes", "skipped_pages", "wasted_bytes",
      "vm_lost",
    ]
    for column in columns where migration.row[column].isEmpty == migration.hasEnded {
      return
        "\(column) is \(migration.hasEnded ? "empty" : "there") where the outcome is \(migration.row["outcome"])"
    }
    let wasBegun = !migration.row["started_s"].isEmpty
    return migration.row["unfinished_sent_bytes"].isEmpty != (wasBegun && !migration.hasEnded)
      ? nil : "unfinished_sent_bytes does not fit the outcome \(migration.row["outcome"])"
  }

  /// A guest that stands still for each of k snapshots stands still for a k-th of that once, at least.
  private static let longestPause = Relation<RecordedMigration> { migration in
    let row = migration.row
    guard let paused = row.number("paused_s"), let downtime = row.number("downtime_s"),
      let stall = row.number("longest_stall_s"),
      let pauses = migration.disks.filter({ $0["kind"] == "copy" }).compactMap({ $0.number("pass") }
      )
      .max(),
      !Rounded.isAtLeast(stall, (paused - downtime) / pauses)
    else { return nil }
    return
      "longest_stall_s (\(row["longest_stall_s"])) is below the mean of its \(Int(pauses)) pauses before the last (\(Rounded.text((paused - downtime) / pauses)))"
  }

  private static let stagesAddUp = Relation<RecordedMigration> { migration in
    guard let total = migration.row.number("total_time_s") else { return nil }
    let sum = migration.stages.reduce(0) { $0 + $1.sum("duration_s") }
    return Rounded.isSame(sum, total, times: migration.stages.count + 1)
      ? nil : "its stages take \(Rounded.text(sum)) s, not total_time_s (\(Rounded.text(total)))"
  }

  /// What was sent is what rounds sent, and what was copied of disks and mirrored to them. The files of
  /// a cold migration have no rows: there is nothing to add up.
  private static let sentAddsUp = Relation<RecordedMigration> { migration in
    let row = migration.row
    guard row["engine"] != "cold",
      let sent = row.number("sent_bytes") ?? row.number("unfinished_sent_bytes")
    else { return nil }
    let disks = migration.disks.filter { $0["kind"] == "whole" }
    let sum =
      migration.rounds.reduce(0) { $0 + $1.sum("sent_bytes") }
      + disks.reduce(0) { $0 + $1.sum("copied_bytes", "mirrored_bytes") }
    return Rounded.areBytes(sum, sent, times: migration.rounds.count + 2 * disks.count)
      ? nil : "its rounds and disks sent \(Rounded.text(sum)) bytes, not \(Rounded.text(sent))"
  }

  private static let skippedAddUp = Relation<RecordedMigration> { migration in
    guard let skipped = migration.row.number("skipped_pages") else { return nil }
    let sum = migration.rounds.reduce(0) { $0 + $1.sum("skipped_pages") }
    return abs(sum - skipped) <= 1e-9 * max(1, skipped)
      ? nil : "its rounds skipped \(Rounded.text(sum)) pages, not \(Rounded.text(skipped))"
  }

  /// What was sent for a VM that did not move was wasted.
  private static let wasted = Relation<RecordedMigration> { migration in
    guard migration.hasEnded else { return nil }
    let right = migration.hasFinished ? "0" : migration.row["sent_bytes"]
    return migration.row["wasted_bytes"] == right
      ? nil : "wasted_bytes is \(migration.row["wasted_bytes"]), not \(right)"
  }

  /// A VM is lost or moved, not both.
  private static let lost = Relation<RecordedMigration> { migration in
    guard migration.hasFinished, migration.row["vm_lost"] != "0" else { return nil }
    return "finished with a lost VM"
  }

  /// Stages follow each other without a gap; rounds and passes lie within the migration.
  private static let inOrder = Relation<RecordedMigration> { migration in
    for (a, b) in zip(migration.stages, migration.stages.dropFirst())
    where !Rounded.isSame(a.sum("started_s", "duration_s"), b.sum("started_s"), times: 2) {
      return "the stage \(b["stage"]) does not begin where \(a["stage"]) ends"
    }
    guard let start = migration.row.number("started_s") else { return nil }
    let end = migration.row.number("total_time_s").map { start + $0 } ?? .infinity
    for part in migration.rounds + migration.disks where part.number("started_s") != nil {
      let last = part.sum("started_s", "duration_s")
      if !Rounded.isAtLeast(part.sum("started_s"), start) || !Rounded.isAtLeast(end, last) {
        return "\(part.name) lies outside of it"
      }
    }
    return nil
  }
}
