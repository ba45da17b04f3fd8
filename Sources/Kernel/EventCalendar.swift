public import Quantities

/// The future of a run: events as plain values, each due at an instant.
///
/// Events at the same instant are delivered in the order they were scheduled. That is a promise,
/// and results rest on it.
///
/// An event due at `Instant.never` is kept, and may be cancelled or rescheduled, but is never
/// delivered. A calendar is a value: a copy has a future of its own. Up to 2^24 events can be pending,
/// and up to 2^40 be scheduled in a calendar's life; beyond that it stops with a message.
///
/// - Complexity: In key comparisons, O(log(`count`)) for every change, O(1) to look. Nothing is
///   allocated once the calendar has held as many events as it will hold.
@frozen
public struct EventCalendar<Event> {
  @usableFromInline internal var heap = KeyHeap()
  @usableFromInline internal var slots = ContiguousArray<Slot>()
  @usableFromInline internal var firstFree: Int = .max
  @usableFromInline internal var sequence: UInt64 = 0
  @usableFromInline internal var present = Instant.start

  @frozen @usableFromInline
  internal struct Slot {
    /// `EventID.word` of the event that lives here, 0 if none does.
    @usableFromInline var id: UInt64
    @usableFromInline var event: Event?

    @inlinable init(id: UInt64, event: Event?) {
      self.id = id
      self.event = event
    }
  }

  /// An empty calendar that can hold `minimumCapacity` events without allocating.
  @inlinable public init(minimumCapacity: Int = 0) {
    // One more, for the vacant root.
    heap.keys.reserveCapacity(minimumCapacity + 1)
    heap.positions.reserveCapacity(minimumCapacity)
    slots.reserveCapacity(minimumCapacity)
  }

  /// The instant of the event delivered last: nothing can be scheduled before it.
  @inlinable public var now: Instant { present }
  /// How many events are pending, those due at `Instant.never` included.
  @inlinable public var count: Int { heap.count }
  /// Whether no event is pending.
  @inlinable public var isEmpty: Bool { count == 0 }
  /// When the next event is due: `Instant.never` if there is none.
  @inlinable public var nextInstant: Instant {
    guard let least = heap.least else { return .never }
    return Instant(Double(bitPattern: least.bits))
  }

  /// Adds an event, behind all that are already due at the same instant.
  ///
  /// - Precondition: `instant` is a number and not before `now`.
  /// - Returns: A handle to cancel or reschedule the event by.
  @inlinable @discardableResult
  public mutating func schedule(_ event: Event, at instant: Instant) -> EventID {
    let bits = checked(instant)
    let id: UInt64
    if firstFree == .max {
      precondition(slots.count < EventKey.slotLimit, "more than 2^24 events are pending")
      id = nextID(slot: slots.count)
      slots.append(Slot(id: id, event: event))
      heap.positions.append(0)
    } else {
      let slot = firstFree
      id = nextID(slot: slot)
      let following = heap.positions[slot]
      firstFree = following == .max ? .max : Int(following)
      slots[slot] = Slot(id: id, event: event)
    }
    heap.insert(EventKey(bits: bits, id: id))
    return EventID(word: id)
  }

  /// Takes an event out, undelivered.
  ///
  /// - Returns: Whether it was still pending. `false` does no harm.
  @inlinable @discardableResult
  public mutating func cancel(_ id: EventID) -> Bool {
    guard let slot = slot(of: id) else { return false }
    heap.remove(slot: slot)
    _ = release(slot)
    return true
  }

  /// Moves a pending event to another instant. Its handle stays valid.
  ///
  /// It queues behind the events already due at that instant, as if it had only now been scheduled,
  /// even when the instant is the one it was due at before.
  ///
  /// - Precondition: `instant` is a number and not before `now`.
  /// - Returns: Whether it was still pending. `false` does no harm.
  @inlinable @discardableResult
  public mutating func reschedule(_ id: EventID, to instant: Instant) -> Bool {
    let bits = checked(instant)
    guard let slot = slot(of: id) else { return false }
    heap.replace(slot: slot, with: EventKey(bits: bits, id: nextID(slot: slot)))
    return true
  }

  /// Delivers the next event, if one is due no later than `limit`, and moves `now` there.
  ///
  /// - Precondition: `limit` is a number.
  @inlinable
  public mutating func next(until limit: Instant = .never) -> (at: Instant, event: Event)? {
    precondition(!limit.secondsSinceStart.isNaN, "the limit is not a number")
    guard let least = heap.settledLeast() else { return nil }
    let instant = Instant(Double(bitPattern: least.bits))
    guard instant <= limit, instant < .never else { return nil }
    heap.rootIsVacant = true
    present = instant
    return (instant, release(least.slot))
  }

  /// Moves `now` on to `instant`, with nothing due on the way.
  @inlinable internal mutating func idle(until instant: Instant) {
    precondition(present <= instant && instant <= nextInstant, "time cannot pass over an event")
    present = instant
  }

  /// The bits of an instant that an event may be due at; -0 becomes 0, which sorts.
  @inlinable internal func checked(_ instant: Instant) -> UInt64 {
    let (due, clock) = (instant.secondsSinceStart, present.secondsSinceStart)
    // As numbers: `>=` of a `Comparable` is the opposite of `<`, which NaN would pass.
    precondition(due >= clock, "an event cannot be due at \(due) s: the clock stands at \(clock) s")
    return (due + 0).bitPattern
  }

  @inlinable internal mutating func nextID(slot: Int) -> UInt64 {
    sequence += 1
    precondition(sequence < EventKey.sequenceLimit, "more than 2^40 events were scheduled")
    return EventKey.id(sequence: sequence, slot: slot)
  }

  @inlinable internal func slot(of id: EventID) -> Int? {
    let slot = EventKey.slot(of: id.word)
    return slot < slots.count && slots[slot].id == id.word ? slot : nil
  }

  @inlinable internal mutating func release(_ slot: Int) -> Event {
    guard let event = slots[slot].event.take() else { preconditionFailure("the slot is empty") }
    slots[slot].id = 0
    heap.positions[slot] = UInt32(truncatingIfNeeded: firstFree)
    firstFree = slot
    return event
  }
}

extension EventCalendar: Sendable where Event: Sendable {}
extension EventCalendar.Slot: Sendable where Event: Sendable {}
