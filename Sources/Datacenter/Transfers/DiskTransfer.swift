import Kernel
import Quantities

/// Copying disks while their VM lives, pass by pass and cell by cell.
///
/// Every disk has a transfer of its own. An event comes when a cell has been copied, so that a pass over
/// a disk costs as many events as its written regions have cells, whatever its size and however often it
/// is written. How far the disks are outlasts an order: it is the migration's `disks`.
struct DiskTransfer: WorkKind {
  private let order: DiskCopy

  var work: Work { .disks(self) }
  var isTransfer: Bool { true }

  init(_ order: DiskCopy) { self.order = order }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    let openings = migration.prepareDisks(order, on: &ground)
    guard order.opening > .zero, openings > 0 else {
      return beginPasses(&migration, on: &ground, at: now, &calendar)
    }
    migration.clock.set(
      migration.plan.id, for: now + order.opening * Double(openings), &calendar)
    return .busy
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    guard case .flow(let disk?) = tick else {
      // The files are open.
      return beginPasses(&migration, on: &ground, at: now, &calendar)
    }
    migration.settle(on: &ground, at: now)
    migration.cellEnded(disk, on: &ground, at: now, &calendar)
    return finish(&migration, on: &ground, at: now)
  }

  /// Starts what the order asks for.
  private func beginPasses(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    migration.beginPasses(on: &ground, at: now, &calendar)
    let step = finish(&migration, on: &ground, at: now)
    if case .busy = step { return .begun }
    return step
  }

  /// The order is over when every disk has done what it asks for.
  private func finish(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant
  ) -> Step {
    guard migration.disksAreDone else { return .busy }
    let vm = migration.plan.vm
    if ground.guests[vm].secondary?.state == .incomplete {
      if ground.guests[vm].primary.state == .off {
        ground.guests[vm].secondary?.state = .off
      } else if migration.plan.staysOnItsHost, ground.guests[vm].primary.state == .suspended {
        ground.guests[vm].secondary?.state = .suspended
      }
    }
    return .done(migration.endOfDiskCopy(.done, at: now))
  }

  /// The copies are broken off where they stand.
  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    migration.closeCopies(on: &ground, at: now, &calendar)
    return migration.endOfDiskCopy(cause, at: now)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    (0, migration.diskBytesUnderWay(on: ground, at: now))
  }

  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    migration.timeToCopy(on: ground)
  }
}
