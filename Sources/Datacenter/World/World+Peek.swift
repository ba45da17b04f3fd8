import Kernel
import Quantities

/// Sending with a look at the dirty bitmap before each batch: Xen's peek.
///
/// A batch is looked at when it starts. Pages that have been written again by then are skipped, at no
/// cost, and a batch goes on until it is full; the next read finds what was skipped. All
/// batches of an order use one flow, which is given its next bytes without sharing the network anew.
extension World {
  /// How far an order that is sent in batches has come.
  struct BatchSending {
    var sent = 0.0
    var skipped = 0.0
    var bytes = Bytes.zero
    /// The batch under way.
    var batch = (pages: 0.0, bytes: Bytes.zero)
  }

  /// Starts an order that peeks.
  mutating func sendInBatches(
    _ order: Order, of size: Pages, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    if order.selection == .all { markAll(id) }
    migrations[id.index].memory.scan(order.scan)
    migrations[id.index].batches = BatchSending()
    return nextBatch(order, of: size, after: order.state, for: id, at: now, &calendar)
  }

  /// A batch has moved its last byte.
  mutating func batchEnded(
    _ order: Order, of size: Pages, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    settle(id, at: now)
    let batch = migrations[id.index].batches.batch
    migrations[id.index].batches.sent += batch.pages
    migrations[id.index].batches.bytes += batch.bytes
    if let report = nextBatch(order, of: size, for: id, at: now, &calendar) {
      proceed(id, after: report, at: now, &calendar)
    }
  }

  /// Fills the next batch and starts it.
  ///
  /// - Returns: the report on the order, when there is nothing more to send.
  private mutating func nextBatch(
    _ order: Order, of size: Pages, after state: Bytes = .zero, for id: MigrationID,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    var full = 0.0
    var zero = 0.0
    if order.selection != .none {
      let wanted = Double(size.count)
      // The fluid memory fills a batch only in the limit: less than a page is close enough.
      while wanted - full - zero >= 1, migrations[id.index].memory.pending > 0 {
        let looked = migrations[id.index].memory.sendBatch(
          wanted - full - zero, drawing: &migrations[id.index].draws.stream)
        full += looked.full
        zero += looked.zero
        migrations[id.index].batches.skipped += looked.skipped
      }
    }
    var bytes = state
    if full + zero > 0 { bytes += order.wire.bytes(full: full, zero: zero) }
    migrations[id.index].batches.batch = (full + zero, bytes)
    guard bytes > .zero else { return batchesReport(order, .sent, for: id, at: now) }
    let work = order.costs.time(full: full, zero: zero)
    let cap = work > .zero ? min(order.rateCap, bytes / work) : order.rateCap
    transfer(
      bytes, along: migrations[id.index].route.capacities, cap: cap, for: id, at: now, &calendar)
    return nil
  }

  /// The order is over: the report, and what the record keeps of it.
  private mutating func batchesReport(
    _ order: Order, _ cause: Cause, for id: MigrationID, at now: Instant
  ) -> Report {
    let all = migrations[id.index].batches
    note(id, state: order.state, sent: all.sent, skipped: all.skipped, bytes: all.bytes, at: now)
    return report(
      id, cause, at: now, sent: all.sent, skipped: all.skipped, bytes: all.bytes)
  }

  /// The order is broken off within a batch.
  mutating func breakOffBatches(
    _ order: Order, for id: MigrationID, _ cause: Cause, at now: Instant
  ) -> Report {
    let batch = migrations[id.index].batches.batch
    if batch.bytes > .zero {
      let moved = moved(of: batch.bytes, by: id, at: now)
      migrations[id.index].batches.bytes += moved
      migrations[id.index].batches.sent += (batch.pages * (moved / batch.bytes)).rounded(.down)
    }
    return batchesReport(order, cause, for: id, at: now)
  }
}
