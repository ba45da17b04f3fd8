import Kernel
import Quantities

/// A fixed time that passes, and what holds once it is over.
struct Wait: WorkKind {
  /// What is waited for.
  enum Purpose {
    /// The destination's answer to a request for room.
    case reserving(refusal: Refusal?)
    /// The dirty bitmap.
    case reading
    /// The guest, which stops or does not within its time-out.
    case suspending(Halt)
    /// A snapshot.
    case stunned
    /// The handshake, in which the go-ahead leaves at an instant.
    case handingOver(goAhead: Instant)
    /// The guest's start.
    case resuming(Side, announcement: Seconds)
  }

  /// What a wait needs of a suspension. It holds no reference, so that waits are copied as plain bytes.
  struct Halt {
    /// Whether the guest stops within its time-out.
    var comes: Bool
    let timeout: Seconds
    let powersOff: Bool
    /// How long it may stand still.
    let longest: Seconds?

    init(_ suspension: Suspension, comes: Bool) {
      self.comes = comes
      timeout = suspension.timeout
      powersOff = suspension.powersOff
      longest = suspension.longest
    }
  }

  private(set) var purpose: Purpose
  private var length: Seconds
  /// Since when a silent path holds up what it waits for, and how far off the go-ahead was then.
  private var held: (since: Instant, goAhead: Seconds)?

  var work: Work { .waiting(self) }
  var isTransfer: Bool { false }

  init(for purpose: Purpose, _ length: Seconds) {
    self.purpose = purpose
    self.length = length
  }

  /// None at all is over at once.
  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    if crossesNetwork, let since = ground.wires.silentSince(migration.plan.route) {
      migration.silentSince = migration.silentSince ?? max(since, migration.record.started)
      hold(at: now)
      return .begun
    }
    guard length > .zero else { return .done(finish(&migration, on: &ground, at: now, &calendar)) }
    migration.clock.set(migration.plan.id, for: now + length, &calendar)
    return .begun
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    .done(finish(&migration, on: &ground, at: now, &calendar))
  }

  /// What holds once the time is over.
  private func finish(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    switch purpose {
    case .reserving(let refusal?): return ActionEnd(.refused(refusal))
    case .reserving(nil): break
    case .reading: return ActionEnd(.read)
    case .suspending(let halt):
      guard halt.comes else { return ActionEnd(.suspendTimedOut) }
      migration.stop(poweringOff: halt.powersOff, on: &ground, at: now)
      if let longest = halt.longest {
        migration.clock.limitPause(of: migration.plan.id, until: now + longest, &calendar)
      }
    case .stunned: migration.endStun(on: &ground, at: now)
    case .handingOver:
      migration.clock.endLimit(&calendar)
      migration.makeDestinationPrimary(on: &ground)
      if migration.reportIsLost {
        return ActionEnd(.reportLost(because: .reportLost))
      }
    case .resuming(let side, let announcement):
      migration.start(on: side, announcement: announcement, on: &ground, at: now)
    }
    return ActionEnd(.done)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    if case .stunned = purpose { migration.endStun(on: &ground, at: now) }
    return ActionEnd(cause)
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    held == nil ? length - (now - migration.actionStarted) : nil
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    (0, .zero)
  }

  /// Whether it waits for messages of the other host.
  var crossesNetwork: Bool {
    switch purpose {
    case .reserving, .handingOver: true
    case .reading, .suspending, .stunned, .resuming: false
    }
  }

  /// The path has fallen silent.
  mutating func hold(at now: Instant) {
    held = (now, .zero)
    guard case .handingOver(let goAhead) = purpose, goAhead >= now else { return }
    held = (now, goAhead - now)
    purpose = .handingOver(goAhead: .never)
  }

  /// The path carries again: what is left takes as long as it would have.
  ///
  /// - Returns: how long it takes in all, since it began; `nil` if nothing was held.
  mutating func release(at now: Instant) -> Seconds? {
    guard let (since, left) = held else { return nil }
    held = nil
    length += now - since
    if case .handingOver(.never) = purpose { purpose = .handingOver(goAhead: now + left) }
    return length
  }

  /// The guest has stopped reacting: a suspension under way will not come.
  ///
  /// - Returns: for how long it is waited for; `nil` if nobody waits for it.
  mutating func hang() -> Seconds? {
    guard case .suspending(var halt) = purpose else { return nil }
    halt.comes = false
    purpose = .suspending(halt)
    return halt.timeout
  }
}

extension Migration {
  /// A fixed time begins; none at all is over at once.
  mutating func wait(
    _ purpose: Wait.Purpose, _ length: Seconds, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    start(Wait(for: purpose, length), on: &ground, at: now, &calendar)
  }

  /// The guest stops reacting.
  mutating func hang(
    on ground: borrowing Infrastructure, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    noteHang()
    guard case .waiting(var wait) = work, let timeout = wait.hang(),
      ground.guests[plan.vm].isRunning
    else { return }
    work = .waiting(wait)
    clock.move(to: actionStarted + timeout, &calendar)
  }

  /// Whether the VM is being started at the source again.
  var isUndoing: Bool {
    if case .waiting(let wait) = work, case .resuming(let side, _) = wait.purpose {
      side == .source
    } else {
      false
    }
  }

  /// Whether the destination has been told to go ahead: the point of no return for the source.
  func hasGone(on ground: borrowing Infrastructure, at now: Instant) -> Bool {
    if isAtDestination(on: ground) { return true }
    if case .waiting(let wait) = work, case .handingOver(let goAhead) = wait.purpose {
      return now > goAhead
    }
    return false
  }
}
