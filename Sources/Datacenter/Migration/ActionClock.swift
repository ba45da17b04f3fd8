import Kernel
import Quantities

/// When the present action began, the event that it waits for, and how long the VM may stand still.
struct ActionClock {
  private(set) var started: Instant
  private var timer = EventID.none
  private var limit = EventID.none

  init(_ now: Instant) { started = now }

  mutating func begin(at now: Instant) { started = now }

  mutating func set(
    _ migration: MigrationID, for instant: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    timer = calendar.schedule(.timer(migration), at: instant)
  }

  mutating func move(to instant: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    _ = calendar.reschedule(timer, to: instant)
  }

  mutating func cancel(_ calendar: inout EventCalendar<WorldEvent>) {
    _ = calendar.cancel(timer)
  }

  /// The VM stands still, and may do so until an instant.
  mutating func limitPause(
    of migration: MigrationID, until instant: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    limit = calendar.schedule(.pauseTooLong(migration), at: instant)
  }

  /// The VM runs again, or is owned by the destination.
  mutating func endLimit(_ calendar: inout EventCalendar<WorldEvent>) {
    _ = calendar.cancel(limit)
    limit = .none
  }
}

extension Migration {
  /// When the present action began.
  var actionStarted: Instant { clock.started }
}
