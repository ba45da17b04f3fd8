import Kernel
import Quantities

/// What a migration is doing at present: one thing at a time, each in a file of its own with the same
/// verbs.
enum Work {
  case nothing
  case waiting(Wait)
  case pages(PageTransfer)
  case batches(BatchTransfer)
  case turns(TurnTransfer)
  case files(FileTransfer)
  case disks(DiskTransfer)
  case merging(LogMerge)
  case serving(ServiceTransfer)
}

/// What an event is about that comes to a migration.
enum Tick {
  /// The time is over that it waits for.
  case timer
  /// Its transfer has moved its last byte, or that of one of its disks.
  case flow(Int?)
}

/// What a verb leaves to be done.
enum Step {
  /// An event will bring the rest.
  case busy
  /// The same, and what takes its time has just begun: half-way through it is the middle.
  case begun
  /// The action is over.
  case done(ActionEnd)
}

/// How an action ended, and what only it knows of that. The rest of the report to the strategy is what the
/// migration knows at that moment: `Migration.report`.
struct ActionEnd {
  let cause: Cause
  /// Pages that it sent, and those that it passed over because they had been written again.
  let sent: Double
  let skipped: Double
  /// Bytes that it put on the wire.
  let bytes: Bytes
  /// How far the VM's disks are, if it copied them.
  let disks: DiskProgress

  init(
    _ cause: Cause, sent: Double = 0, skipped: Double = 0, bytes: Bytes = .zero,
    disks: DiskProgress = DiskProgress()
  ) {
    self.cause = cause
    self.sent = sent
    self.skipped = skipped
    self.bytes = bytes
    self.disks = disks
  }
}

/// A kind of work. Its methods change the migration that does it, and the infrastructure it is done on;
/// while they run the migration holds `.nothing`.
protocol WorkKind {
  /// The action begins.
  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step

  /// An event has come.
  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step

  /// The action ends where it stands, with what it had done by then. Its timer is off the calendar, and
  /// its transfer is closed afterwards.
  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd

  /// How long it will still take as fast as it goes at present; `nil` where nobody can say.
  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds?

  /// What it has moved that the record does not know of yet.
  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes)

  /// As what the migration keeps it.
  var work: Work { get }
  /// Whether it moves what stages 2 and 3 are about, rather than letting time pass.
  var isTransfer: Bool { get }
}

extension Work {
  /// The work itself; `nil` for nothing.
  var kind: (any WorkKind)? {
    switch self {
    case .nothing: nil
    case .waiting(let wait): wait
    case .pages(let transfer): transfer
    case .batches(let transfer): transfer
    case .turns(let transfer): transfer
    case .files(let transfer): transfer
    case .disks(let transfer): transfer
    case .merging(let merge): merge
    case .serving(let transfer): transfer
    }
  }

  /// What it has moved that the record does not know of yet.
  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    kind?.underWay(of: migration, on: ground, at: now) ?? (0, .zero)
  }
}

extension Migration {
  /// Starts a kind of work.
  mutating func start(
    _ kind: consuming some WorkKind, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    if case .nothing = work {} else { work = .nothing }
    let step = kind.start(&self, on: &ground, at: now, &calendar)
    return keep(kind, after: step)
  }

  /// An event has come for what is under way.
  mutating func advance(
    _ tick: Tick, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    switch work {
    case .nothing: preconditionFailure("an event came that no action waits for")
    case .waiting(let wait): go(on: wait, tick, on: &ground, at: now, &calendar)
    case .pages(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    case .batches(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    case .turns(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    case .files(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    case .disks(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    case .merging(let merge): go(on: merge, tick, on: &ground, at: now, &calendar)
    case .serving(let transfer): go(on: transfer, tick, on: &ground, at: now, &calendar)
    }
  }

  /// Breaks off what is under way.
  ///
  /// - Returns: how it ended, with the bytes and whole pages that had moved.
  mutating func breakOff(
    _ cause: Cause, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    settleAll(on: &ground, at: now)
    clock.cancel(&calendar)
    defer { channel.close(on: &ground.wires, at: now, &calendar) }
    guard var kind = takeWork().kind else { return ActionEnd(cause) }
    return kind.breakOff(cause, &self, on: &ground, at: now, &calendar)
  }

  /// Work is taken out, so that the migration may be changed beside it.
  @inline(__always)
  private mutating func go(
    on kind: consuming some WorkKind, _ tick: Tick, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    work = .nothing
    let step = kind.advance(tick, &self, on: &ground, at: now, &calendar)
    return keep(kind, after: step)
  }

  @inline(__always)
  private mutating func keep(_ kind: consuming some WorkKind, after step: Step) -> Step {
    if case .done = step { return step }
    work = kind.work
    return step
  }

  private mutating func takeWork() -> Work { exchange(&work, with: .nothing) }
}
