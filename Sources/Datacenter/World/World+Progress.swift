public import Kernel
public import Quantities

/// What the layer above may ask of a migration under way, and how its commands are answered.
extension World {
  /// Takes out what has happened since the last call, the first thing first.
  public mutating func takeNotices() -> [Notice] {
    let taken = notices
    notices = []
    return taken
  }

  /// How far a migration is.
  public func progress(of id: MigrationID, at now: Instant) -> Progress {
    let migration = migrations[id.index]
    return Progress(
      elapsed: (migration.record.ended ?? now) - migration.record.started, stage: migration.stage,
      sent: migration.record.sent,
      remaining: Pages(Int(migration.memory.pending.rounded())).bytes,
      bandwidth: migration.bandwidth, rounds: migration.record.precopyRounds)
  }

  /// Tells a migration something, and says whether it was heard.
  public mutating func answer(
    to command: Command, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> CommandAnswer {
    let migration = migrations[id.index]
    guard migration.record.ended == nil else { return .tooLate }
    if command == .cancel {
      guard vms[migration.vm.index].primary.host == migration.source,
        migration.stage.number < Stage.commitment.number
      else { return .tooLate }
      settleService(id, at: now)
      settle(id, at: now)
      let report = breakOff(id, .command(.cancel), at: now, &calendar)
      proceed(id, after: report, at: now, &calendar)
      followRates(at: now, &calendar)
      followSpace(at: now, &calendar)
      return .heard
    }
    guard case .send(let order) = migration.action, order.turn != nil else {
      return .notUnderstood
    }
    self.command(command, id, at: now, &calendar)
    return .heard
  }
}

/// How far a migration is, as its manager sees it.
public struct Progress: Equatable, Sendable {
  /// Since it began.
  public var elapsed: Seconds
  /// Where it stands.
  public var stage: Stage
  /// What it has put on the wire.
  public var sent: Bytes
  /// Memory known dirty and not yet sent.
  public var remaining: Bytes
  /// What its transfers measured last.
  public var bandwidth: BytesPerSecond
  /// The number of its pre-copy round.
  public var rounds: Int

  public init(
    elapsed: Seconds, stage: Stage, sent: Bytes = .zero, remaining: Bytes = .zero,
    bandwidth: BytesPerSecond = .zero, rounds: Int = 0
  ) {
    self.elapsed = elapsed
    self.stage = stage
    self.sent = sent
    self.remaining = remaining
    self.bandwidth = bandwidth
    self.rounds = rounds
  }
}

/// How a migration answers a command.
public enum CommandAnswer: String, Hashable, Sendable, CaseIterable {
  /// The strategy has been told.
  case heard
  /// The migration has ended, or has come too far.
  case tooLate = "too-late"
  /// The engine, or what it does at present, has no use for the command.
  case notUnderstood = "not-understood"
}
