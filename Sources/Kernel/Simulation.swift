public import Quantities

/// One run of a model: its calendar, its clock and what happened so far.
///
/// All state is in here; two simulations share nothing, so each may live in a task of its own. The
/// run is a function of the model it was given and of what its owner does between steps.
@frozen
public struct Simulation<M: Model & ~Copyable>: ~Copyable {
  /// The world.
  public var model: M
  /// What will happen to it.
  public var calendar = EventCalendar<M.Event>()
  @usableFromInline internal var delivered = 0
  @usableFromInline internal var history = TraceHash()

  /// A run that stands at its start, with nothing scheduled yet.
  @inlinable public init(model: consuming M) { self.model = model }

  /// The clock: the instant of the last event, or where `run(until:)` stopped.
  @inlinable public var now: Instant { calendar.now }
  /// How many events have happened.
  @inlinable public var eventCount: Int { delivered }
  /// The hash over all events and their instants, in order.
  @inlinable public var trace: TraceHash { history }

  /// Lets the next event happen.
  ///
  /// - Returns: Whether there was one.
  @inlinable @discardableResult
  public mutating func step() -> Bool { step(until: .never) }

  /// Lets everything happen that is due up to and at `end`, including what follows from it.
  ///
  /// Afterwards the clock stands at `end` if more is due later, or else at the last event.
  ///
  /// - Precondition: `end` is a number and not before `now`.
  @inlinable public mutating func run(until end: Instant = .never) {
    let (limit, clock) = (end.secondsSinceStart, now.secondsSinceStart)
    precondition(limit >= clock, "cannot run until \(limit) s: the clock stands at \(clock) s")
    while step(until: end) {}
    if calendar.nextInstant < .never { calendar.idle(until: end) }
  }

  @inlinable @inline(__always)
  internal mutating func step(until end: Instant) -> Bool {
    guard let (instant, event) = calendar.next(until: end) else { return false }
    delivered += 1
    history.fold(instant)
    event.fold(into: &history)
    model.handle(event, at: instant, &calendar)
    #if INTERNAL_CHECKS
      model.checkInvariants(at: instant)
      // The calendar's check looks at every pending event; this keeps the run linear.
      if delivered.isMultiple(of: calendar.count + 1) { calendar.checkInvariants() }
    #endif
    return true
  }
}
