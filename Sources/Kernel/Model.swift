public import Quantities

/// A world that changes only when an event happens.
///
/// A model is a value: what it holds it owns, and it never waits. It learns what happened, changes
/// itself, and says what will happen later.
public protocol Model: ~Copyable {
  /// What can happen: a plain value, such as an enumeration.
  associatedtype Event: Traceable

  /// Lets `event` happen, and schedules, moves or cancels what follows from it.
  mutating func handle(
    _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>)

  /// Stops the run if something that must always hold does not.
  ///
  /// Called after every event in builds with `-D INTERNAL_CHECKS`, in others never.
  mutating func checkInvariants(at now: Instant)
}

extension Model where Self: ~Copyable {
  /// Holds nothing to be invariant.
  @inlinable public mutating func checkInvariants(at now: Instant) {}
}
