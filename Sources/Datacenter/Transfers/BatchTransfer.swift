import Kernel
import Quantities

/// Sending with a look at the dirty bitmap before each batch: Xen's peek.
///
/// A batch is looked at when it starts. Pages that have been written again by then are skipped, at no
/// cost, and a batch goes on until it is full; the next read finds what was skipped. All
/// batches of an order use one transfer, which is given its next bytes without sharing the network anew.
struct BatchTransfer: WorkKind {
  /// How many pages fill a batch. The order itself is the channel's: what a migration does is copied at
  /// every step.
  private let size: Pages
  private var sent = 0.0
  private var skipped = 0.0
  private var bytes = Bytes.zero
  /// The batch under way.
  private var batch = (pages: 0.0, bytes: Bytes.zero)

  var work: Work { .batches(self) }
  var isTransfer: Bool { true }

  init(of size: Pages) { self.size = size }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    if migration.batchOrder.selection == .all { migration.markAll(on: ground) }
    migration.memory.scan(migration.batchOrder.scan)
    let step = nextBatch(
      after: migration.batchOrder.state, &migration, on: &ground, at: now, &calendar)
    if case .busy = step { return .begun }
    return step
  }

  /// A batch has moved its last byte.
  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    sent += batch.pages
    bytes += batch.bytes
    return nextBatch(&migration, on: &ground, at: now, &calendar)
  }

  /// Fills the next batch and starts it; with nothing more to send, the order is over.
  private mutating func nextBatch(
    after state: Bytes = .zero, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    var full = 0.0
    var zero = 0.0
    let (selection, cap) = (migration.batchOrder.selection, migration.batchOrder.rateCap)
    if selection != .none {
      let wanted = Double(size.count)
      // The fluid memory fills a batch only in the limit: less than a page is close enough.
      while wanted - full - zero >= 1, migration.memory.pending > 0 {
        let looked = migration.memory.sendBatch(
          wanted - full - zero, drawing: &migration.draws.stream)
        full += looked.full
        zero += looked.zero
        skipped += looked.skipped
      }
    }
    var bytes = state
    if full + zero > 0 { bytes += migration.batchOrder.wire.bytes(full: full, zero: zero) }
    batch = (full + zero, bytes)
    guard bytes > .zero else { return .done(finish(.sent, &migration, at: now)) }
    // A thread that is slower than the wire holds the batch up.
    let time = migration.batchOrder.costs.time(full: full, zero: zero)
    migration.channel.send(
      bytes, along: migration.plan.path,
      cap: time > .zero ? min(cap, bytes / time) : cap, of: migration.plan,
      on: &ground.wires, at: now, &calendar)
    return .busy
  }

  /// The order is over: how it ended, and what the record keeps of it.
  private func finish(
    _ cause: Cause, _ migration: inout Migration, at now: Instant
  ) -> ActionEnd {
    migration.noteRound(
      state: migration.batchOrder.state, sent: sent, skipped: skipped, bytes: bytes, at: now)
    return ActionEnd(cause, sent: sent, skipped: skipped, bytes: bytes)
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    if batch.bytes > .zero {
      let moved = migration.channel.moved(of: batch.bytes, on: ground.wires, at: now)
      bytes += moved
      sent += (batch.pages * (moved / batch.bytes)).rounded(.down)
    }
    return finish(cause, &migration, at: now)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    // The memory knows of the batches already.
    (0, bytes + migration.channel.moved(of: batch.bytes, on: ground.wires, at: now))
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    let (selection, wire) = (migration.batchOrder.selection, migration.batchOrder.wire)
    return migration.timeLeft(sending: selection, as: wire, on: ground, at: now)
  }
}
