import Kernel
import Quantities

/// Sending by a thread that is followed page by page: in windows and turns, with an order that ends where
/// a turn does, or in one piece where pages cost the thread something.
///
/// At a steady rate the whole order is followed at once and one event is scheduled for its end. If
/// the network changes the rate in mid-order, what has been sent by then is settled, and the rest is
/// followed anew. The network sees a transfer that is there for as long as the order lasts, limited by
/// the engine's cap; the sender's sleep within a window is not seen by others.
struct TurnTransfer: WorkKind {
  /// Whether every page becomes pending first, and in which order they are visited.
  private let marksAll: Bool
  private let scan: Order.Scan
  /// The engine's own limit, and whether a sender that has spent its budget sleeps.
  private let cap: BytesPerSecond
  fileprivate let sleeps: Bool
  /// How fast the order is taken to be sent.
  private var speed = BytesPerSecond.zero
  /// What a manager has said that is taken up at the end of the turn.
  private var command: Command?

  var work: Work { .turns(self) }
  var isTransfer: Bool { true }

  init(_ order: Order) {
    marksAll = order.selection == .all
    scan = order.scan
    cap = order.rateCap
    sleeps = order.turns != nil
  }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    if marksAll { migration.markAll(on: ground) }
    migration.memory.scan(scan)
    migration.channel.keepOpen(
      cap: cap, of: migration.plan, on: &ground.wires, at: now, &calendar)
    follow(&migration, on: &ground, &calendar)
    return .begun
  }

  /// The last turn of the order is over.
  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    let isCut = migration.channel.turns!.isCut
    migration.adoptTurns()
    ground.wires.unfollow(migration.plan.id)
    let cause = isCut ? command.map(Cause.command) ?? .sent : .sent
    return .done(finish(cause, &migration, on: &ground, at: now))
  }

  /// A manager has said something: the sender, who works in turns, looks up when the present one is over.
  mutating func endTurn(
    for command: Command, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    // An order that ends at this very instant is left to its event.
    guard interrupt(&migration, on: &ground, at: now, &calendar) else { return }
    self.command = command
    migration.channel.turns!.end(afterTurnAt: now)
    follow(&migration, on: &ground, &calendar)
  }

  /// The order is over: how it ended, and what the records keep of it.
  func finish(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant
  ) -> ActionEnd {
    migration.settle(on: &ground, at: now)
    let (pages, bytes) = migration.noteTurns(inWindows: sleeps, at: now)
    if cause == .sent { migration.completeCopy(on: &ground) }
    return ActionEnd(cause, sent: pages, bytes: bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    if !migration.advanceTurns(to: now) { migration.adoptTurns() }
    ground.wires.unfollow(migration.plan.id)
    return finish(cause, &migration, on: &ground, at: now)
  }

  // MARK: At the network's rate

  /// Follows the order to its end, as the rate stands now, and schedules that end.
  private mutating func follow(
    _ migration: inout Migration, on ground: inout Infrastructure,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    speed = speed(of: migration, on: ground)
    let end = migration.followTurns(at: speed)
    ground.wires.follow(migration.plan.id)
    if end.secondsSinceStart.isFinite {
      migration.clock.set(migration.plan.id, for: end, &calendar)
    }
  }

  /// How fast the sender sends while it is awake: as fast as the network lets it, or, behind its own cap,
  /// as fast as its streams and the transport go, if it sleeps for the rest of each window.
  @inline(__always)
  private func speed(
    of migration: borrowing Migration, on ground: borrowing Infrastructure
  ) -> BytesPerSecond {
    guard let flow = migration.flow else { preconditionFailure("turns without a flow") }
    guard sleeps, ground.wires.isAtItsCap(flow) else {
      return ground.wires.rate(of: flow)
    }
    return min(
      ground.wires.bandwidth(
        of: migration.plan.route, by: migration.channel.connections), migration.channel.ceiling)
  }

  /// The network has changed rates: the order is settled, and followed anew.
  mutating func followRate(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    // An order that ends at this very instant is left to its event.
    guard speed(of: migration, on: ground) != speed,
      interrupt(&migration, on: &ground, at: now, &calendar)
    else { return }
    follow(&migration, on: &ground, &calendar)
  }

  /// Settles what the order has sent by now, and takes its end off the calendar.
  ///
  /// - Returns: whether it still had something to do.
  func interrupt(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard migration.advanceTurns(to: now) else { return false }
    migration.clock.cancel(&calendar)
    ground.wires.unfollow(migration.plan.id)
    return true
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    // It is followed to its end from the start.
    guard let end = migration.channel.turns?.end, end < .never else { return nil }
    return end - now
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    guard var turns = migration.channel.turns else { return (0, .zero) }
    if !turns.advance(to: now) { turns.adopt() }
    return (turns.takeSettledPages(), turns.sent.bytes)
  }
}

extension Migration {
  /// The network has changed rates.
  mutating func followRate(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard case .turns(var transfer) = work else { return }
    transfer.followRate(&self, on: &ground, at: now, &calendar)
    work = .turns(transfer)
  }

  /// An order of pages under way ends because its strategy has heard a command: at once, or with its
  /// present turn if it has turns and the VM is not to stand still. One in turns keeps its transfer, since
  /// it goes on at once.
  ///
  /// - Returns: `nil` if nothing is to be broken off now.
  mutating func breakOffSending(
    for command: Command, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd? {
    switch work {
    case .turns(var transfer) where transfer.sleeps && command != .pause:
      transfer.endTurn(for: command, &self, on: &ground, at: now, &calendar)
      work = .turns(transfer)
      return nil
    case .turns(let transfer):
      guard transfer.interrupt(&self, on: &ground, at: now, &calendar) else { return nil }
      work = .nothing
      return transfer.finish(.command(command), &self, on: &ground, at: now)
    case .pages, .batches: return breakOff(.command(command), on: &ground, at: now, &calendar)
    case .nothing, .waiting, .files, .disks, .merging, .serving: return nil
    }
  }

  // MARK: The turns, which outlast an order

  /// Follows the order under way to its end, from what the memory holds now.
  fileprivate mutating func followTurns(at speed: BytesPerSecond) -> Instant {
    channel.turns!.runs(of: memory)
    return channel.turns!.follow(at: speed)
  }

  /// The order under way has ended as planned.
  fileprivate mutating func adoptTurns() {
    channel.turns!.adopt()
    settleTurns()
  }

  /// The order under way has come to an instant; `false` if it ends no later.
  fileprivate mutating func advanceTurns(to now: Instant) -> Bool {
    guard channel.turns!.advance(to: now) else { return false }
    settleTurns()
    return true
  }

  /// The memory is told of what the turns have sent.
  private mutating func settleTurns() {
    let count = channel.turns!.takeSettledPages()
    if count > 0 { memory.send(count) }
  }

  fileprivate mutating func noteTurns(
    inWindows hasWindows: Bool, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    let (pages, bytes) = channel.turns!.sent
    noteRound(state: channel.turns!.state, sent: pages, bytes: bytes, at: now)
    if hasWindows { bandwidth = channel.turns!.bandwidth }
    return (pages, bytes)
  }
}
