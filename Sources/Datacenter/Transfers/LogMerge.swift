import Kernel
import Quantities

/// Merging redo logs: what was copied of them is read and written once more, at the destination.
struct LogMerge: WorkKind {
  var work: Work { .merging(self) }
  var isTransfer: Bool { false }

  mutating func start(
    _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    migration.beginMerging(on: &ground, at: now, &calendar)
    return finish(migration, at: now)
  }

  mutating func advance(
    _ tick: Tick, _ migration: inout Migration, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    migration.settle(on: &ground, at: now)
    if case .flow(let disk?) = tick {
      migration.logMerged(disk, on: &ground, at: now, &calendar)
    }
    return finish(migration, at: now)
  }

  private func finish(_ migration: borrowing Migration, at now: Instant) -> Step {
    migration.disksAreDone ? .done(ActionEnd(.done)) : .busy
  }

  mutating func breakOff(
    _ cause: Cause, _ migration: inout Migration, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd {
    guard migration.disks != nil else { return ActionEnd(cause) }
    migration.closeCopies(on: &ground, at: now, &calendar)
    return migration.endOfDiskCopy(cause, at: now)
  }

  func underWay(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    (0, .zero)
  }

  /// It has no middle: nothing is expected half-way through it.
  func timeLeft(
    of migration: borrowing Migration, on ground: borrowing Infrastructure, at now: Instant
  ) -> Seconds? {
    nil
  }
}

extension Migration {
  fileprivate mutating func beginMerging(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for disk in disks?.mirrors.indices ?? 0..<0 {
      let (logs, store) = disks!.logs(of: disk)
      guard logs > .zero else { continue }
      let flow = ground.wires.open(
        logs, along: ground.wires.reading(store) + ground.wires.writing(store), cap: .greatest,
        weight: 1, for: FlowOwner(migration: plan.id, vm: plan.vm, disk: disk), at: now, &calendar)
      disks!.beginMerging(disk, over: flow, at: now)
    }
  }

  /// The logs of a disk have been merged.
  fileprivate mutating func logMerged(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    disks!.endMerging(disk, at: now)
    closeCopy(disk, on: &ground, at: now, &calendar)
  }
}
