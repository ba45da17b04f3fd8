import Kernel
import Quantities

/// Sending a round of pages in one piece: all that is selected, as so many bytes, over one transfer.
///
/// This is what a round is where nothing is passed over and no thread is slower than the wire: its bytes
/// are known when it starts, the network says when the last one has moved, and then its pages are
/// pending no longer. What the guest writes meanwhile, the next bitmap read finds.
struct PageTransfer: WorkKind {
  // Of the order, what is needed: it is copied with the migration's work at every step.
  private let selection: Order.Selection
  private let scan: Order.Scan
  private let cap: BytesPerSecond
  private let wire: WireFormat
  private let state: Bytes
  /// What all of it comes to.
  private var bytes = Bytes.zero

  var work: Work { .pages(self) }
  var isTransfer: Bool { true }

  init(_ order: borrowing Order) {
    selection = order.selection
    scan = order.scan
    cap = order.rateCap
    wire = order.wire
    state = order.state
  }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    if selection == .all { migration.markAll(on: ground) }
    migration.memory.scan(scan)
    bytes = state
    if selection != .none { bytes += migration.memory.costOfPending(as: wire) }
    guard bytes > .zero else { return .done(finish(&migration, on: &ground, at: now)) }
    migration.channel.send(
      bytes, along: migration.plan.path, cap: cap, by: selection == .none ? .device : .rate,
      of: migration.plan, on: &ground.wires, at: now, &calendar)
    return .begun
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    .done(finish(&migration, on: &ground, at: now))
  }

  /// All pages have been sent.
  private func finish(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant
  ) -> ActionEnd {
    migration.settle(on: &ground, at: now)
    var sent = 0.0
    if selection != .none {
      let (full, zero) = migration.memory.send()
      sent = full + zero
    }
    migration.noteRound(state: state, sent: sent, bytes: bytes, at: now)
    migration.completeCopy(on: &ground)
    return ActionEnd(.sent, sent: sent, bytes: bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    let (pages, moved) = underWay(of: migration, on: ground, at: now)
    if selection != .none { migration.memory.send(pages) }
    // Of devices alone, so much of their state has moved.
    let state = selection == .none ? moved : state
    migration.noteRound(state: state, sent: pages, bytes: moved, at: now)
    return ActionEnd(cause, sent: pages, bytes: moved)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    let moved = migration.channel.moved(of: bytes, on: ground.wires, at: now)
    return (
      selection == .none ? 0 : migration.memory.pages(within: moved, as: wire), moved
    )
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    migration.timeLeft(sending: selection, as: wire, on: ground, at: now)
  }
}

extension Migration {
  /// How long what is pending takes at the present rate of the transfer.
  func timeLeft(
    sending selection: Order.Selection, as wire: WireFormat, on ground: borrowing Infrastructure,
    at now: Instant
  ) -> Seconds? {
    guard let flow else { return nil }
    var left = ground.wires.remaining(flow, at: now)
    // The transfer of batches knows only one of them.
    if selection != .none { left = max(left, memory.costOfPending(as: wire)) }
    return left.isFinite ? left / ground.wires.rate(of: flow) : nil
  }
}
