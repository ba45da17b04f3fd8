import Quantities

/// What a migration tells its strategy, its manager and the results.
extension Migration {
  /// The report on the action that has just ended.
  func report(on end: ActionEnd, at now: Instant) -> Report {
    var report = Report(
      end.cause, elapsed: now - actionStarted, sent: Pages(nearest: end.sent),
      skipped: Pages(nearest: end.skipped), bytes: end.bytes,
      remaining: Pages(nearest: memory.pending),
      dirtied: Pages(nearest: dirtied), bandwidth: bandwidth,
      memory: record.memory, wasRunning: record.wasRunning)
    report.wasSuspended = record.wasSuspended
    report.disks = end.disks
    report.devices = plan.devices.pending
    report.threshold = channel.turns?.threshold
    return report
  }

  /// A transfer of pages is over: what the record keeps of it.
  mutating func noteRound(
    state: Bytes, sent: Double, skipped: Double = 0, bytes: Bytes, at now: Instant
  ) {
    let elapsed = now - actionStarted
    if elapsed > .zero { bandwidth = bytes / elapsed }
    record.add(
      RoundRecord(
        round: roundNumber, started: actionStarted, duration: elapsed, sent: bytes, dirtied: nil,
        remaining: memory.pending, pages: sent, skipped: skipped, state: state),
      during: stage)
  }

  /// The number under which a transfer of pages is recorded.
  var roundNumber: Int {
    if case .iterativePreCopy(let round) = stage { return round }
    return record.rounds.isEmpty ? 1 : record.precopyRounds + 1
  }

  /// How far the migration has come, as it stands at `now`.
  func progress(on ground: borrowing Infrastructure, at now: Instant) -> Progress {
    let (pages, bytes) = work.underWay(of: self, on: ground, at: now)
    return Progress(
      elapsed: now - record.started, stage: stage, rounds: record.precopyRounds,
      sent: record.sent + bytes,
      remaining: Pages(nearest: max(0, memory.pending - pages)),
      remainingDisks: disks?.dirty ?? .zero, bandwidth: bandwidth,
      dirtied: Pages(nearest: dirtied), downtimeLimit: talk.downtimeLimit)
  }
}
