import Kernel
import Quantities

/// Sending a round of pages in one piece: all that is selected, as so many bytes, over one transfer.
///
/// This is what a round is where nothing is passed over and no thread is slower than the wire: its bytes
/// are known when it starts, the network says when the last one has moved, and then its pages are
/// pending no longer. What the guest writes meanwhile, the next bitmap read finds.
struct PageTransfer: WorkKind {
  private let order: Order
  /// What all of it comes to.
  private var bytes = Bytes.zero

  var work: Work { .pages(self) }
  var isTransfer: Bool { true }

  init(_ order: Order) { self.order = order }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    if order.selection == .all { migration.markAll(on: ground) }
    migration.memory.scan(order.scan)
    bytes = order.state
    if order.selection != .none { bytes += migration.memory.costOfPending(as: order.wire) }
    guard bytes > .zero else { return .done(finish(&migration, on: &ground, at: now)) }
    migration.channel.send(
      bytes, along: migration.plan.path, cap: order.rateCap,
      by: order.selection == .none ? .device : .rate, of: migration.plan, on: &ground.wires,
      at: now, &calendar)
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
    if order.selection != .none {
      let (full, zero) = migration.memory.send()
      sent = full + zero
    }
    migration.noteRound(state: order.state, sent: sent, bytes: bytes, at: now)
    migration.completeCopy(on: &ground)
    return ActionEnd(.sent, sent: sent, bytes: bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    let (pages, moved) = underWay(of: migration, on: ground, at: now)
    if order.selection != .none { migration.memory.send(pages) }
    // Of devices alone, so much of their state has moved.
    let state = order.selection == .none ? moved : order.state
    migration.noteRound(state: state, sent: pages, bytes: moved, at: now)
    return ActionEnd(cause, sent: pages, bytes: moved)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    let moved = migration.channel.moved(of: bytes, on: ground.wires, at: now)
    return (
      order.selection == .none ? 0 : migration.memory.pages(within: moved, as: order.wire), moved
    )
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    order.timeLeft(of: migration, on: ground, at: now)
  }
}

extension Order {
  /// How long what is pending takes at the present rate of the transfer.
  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    guard let flow = migration.flow else { return nil }
    var left = ground.wires.remaining(flow, at: now)
    // The transfer of batches knows only one of them.
    if selection != .none { left = max(left, migration.memory.costOfPending(as: wire)) }
    return left.isFinite ? left / ground.wires.rate(of: flow) : nil
  }
}
