public import Quantities

/// The future of a run: events as plain values, each due at an instant.
///
/// Events at the same instant are delivered in the order they were scheduled. That is a promise,
/// and results rest on it.
///
/// An event due at `Instant.never` is kept, and may be cancelled or rescheduled, but is never
/// delivered. A calendar has one owner; `copy()` makes another with a future of its own. Up to 2^24 events
/// can be pending, and up to 2^40 be scheduled in a calendar's life; beyond that it stops with a message.
///
/// - Complexity: In key comparisons, O(log(`count`)) for every change, O(1) to look. Nothing is
///   allocated once the calendar has held as many events as it will hold.
@frozen
public struct EventCalendar<Event>: ~Copyable {
  @usableFromInline internal var store: EventStore<Event>
  /// Keys in the heap, that of a vacant root included.
  @usableFromInline internal var keyCount = 0
  /// Taking the first event leaves a vacant root. What is scheduled next usually follows from that
  /// event, so it goes in from there, and one walk through the heap does the work of two. Until then
  /// the old key stays as a sentinel that no other key can pass.
  @usableFromInline internal var rootIsVacant = false
  @usableFromInline internal var firstFree = EventCalendar.noSlot
  @usableFromInline internal var sequence: UInt64 = 0
  @usableFromInline internal var present = Instant.start

  @inlinable internal static var noSlot: UInt32 { .max }

  /// An empty calendar that can hold `minimumCapacity` events without allocating.
  @inlinable public init(minimumCapacity: Int = 0) {
    store = EventStore(capacity: max(8, minimumCapacity))
  }

  private init(copying other: borrowing EventCalendar) {
    store = other.store.copy(keyCount: other.keyCount)
    keyCount = other.keyCount
    rootIsVacant = other.rootIsVacant
    firstFree = other.firstFree
    sequence = other.sequence
    present = other.present
  }

  /// A calendar in which the same is due, with a future of its own.
  ///
  /// - Complexity: O(the most events that were ever pending).
  public func copy() -> EventCalendar { EventCalendar(copying: self) }

  /// The instant of the event delivered last: nothing can be scheduled before it.
  @inlinable public var now: Instant { present }
  /// How many events are pending, those due at `Instant.never` included.
  @inlinable public var count: Int { rootIsVacant ? keyCount &- 1 : keyCount }
  /// Whether no event is pending.
  @inlinable public var isEmpty: Bool { count == 0 }
  /// When the next event is due: `Instant.never` if there is none.
  @inlinable public var nextInstant: Instant {
    guard !isEmpty else { return .never }
    let keys = store.heap.keys
    var least = keys[rootIsVacant ? 1 : 0]
    if rootIsVacant {
      for index in 2..<max(2, min(5, keyCount)) { least = min(least, keys[index]) }
    }
    return Instant(Double(bitPattern: least.bits))
  }

  /// Adds an event, behind all that are already due at the same instant.
  ///
  /// - Precondition: `instant` is a number and not before `now`.
  /// - Returns: A handle to cancel or reschedule the event by.
  @inlinable @discardableResult
  public mutating func schedule(_ event: Event, at instant: Instant) -> EventID {
    let bits = checked(instant)
    if rootIsVacant {
      let id = occupy(store.heap.keys[0].slot, with: event)
      rootIsVacant = false
      store.heap.sinkFromRoot(EventKey(bits: bits, id: id), count: keyCount)
      return EventID(word: id)
    }
    let id = occupy(freeSlot(), with: event)
    store.heap.rise(EventKey(bits: bits, id: id), from: keyCount)
    keyCount &+= 1
    return EventID(word: id)
  }

  /// Takes an event out, undelivered.
  ///
  /// - Returns: Whether it was still pending. `false` does no harm.
  @inlinable @discardableResult
  public mutating func cancel(_ id: EventID) -> Bool {
    guard let slot = slot(of: id) else { return false }
    let heap = store.heap
    let position = Int(heap.positions[slot])
    keyCount &-= 1
    if position < keyCount {
      replace(heap.keys[position], at: position, with: heap.keys[keyCount])
    }
    store.ids[slot] = 0
    (store.events + slot).deinitialize(count: 1)
    free(slot)
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
    let position = Int(store.heap.positions[slot])
    let key = EventKey(bits: bits, id: nextID(slot: slot))
    replace(store.heap.keys[position], at: position, with: key)
    return true
  }

  /// Delivers the next event, if one is due no later than `limit`, and moves `now` there.
  ///
  /// - Precondition: `limit` is a number.
  @inlinable @inline(__always)
  public mutating func next(until limit: Instant = .never) -> (at: Instant, event: Event)? {
    precondition(!limit.secondsSinceStart.isNaN, "the limit is not a number")
    if rootIsVacant { fillRoot() }
    guard keyCount > 0 else { return nil }
    let least = store.heap.keys[0]
    let instant = Instant(Double(bitPattern: least.bits))
    guard instant <= limit, instant < .never else { return nil }
    rootIsVacant = true
    present = instant
    let slot = least.slot
    store.ids[slot] = 0
    return (instant, (store.events + slot).move())
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

  /// A slot in which no event lives.
  @inlinable @inline(__always)
  internal mutating func freeSlot() -> Int {
    guard firstFree != Self.noSlot else { return newSlot() }
    let slot = Int(firstFree)
    firstFree = store.heap.positions[slot]
    return slot
  }

  /// A slot that has not been used before.
  @inlinable @inline(never)
  internal mutating func newSlot() -> Int {
    let slot = store.slotCount
    precondition(slot < EventKey.slotLimit, "more than 2^24 events are pending")
    if slot == store.capacity { store.grow(keyCount: keyCount) }
    store.slotCount = slot + 1
    return slot
  }

  /// The last key goes where the first was taken.
  @inlinable internal mutating func fillRoot() {
    rootIsVacant = false
    free(store.heap.keys[0].slot)
    keyCount &-= 1
    if keyCount > 0 { store.heap.sinkFromRoot(store.heap.keys[keyCount], count: keyCount) }
  }

  /// Puts a key in the place of another.
  @inlinable internal func replace(_ old: EventKey, at position: Int, with key: EventKey) {
    if key < old {
      store.heap.rise(key, from: position)
    } else {
      store.heap.sink(key, from: position, count: keyCount)
    }
  }

  @inlinable internal mutating func nextID(slot: Int) -> UInt64 {
    sequence &+= 1
    precondition(sequence < EventKey.sequenceLimit, "more than 2^40 events were scheduled")
    return EventKey.id(sequence: sequence, slot: slot)
  }

  @inlinable internal func slot(of id: EventID) -> Int? {
    let slot = EventKey.slot(of: id.word)
    return slot < store.slotCount && store.ids[slot] == id.word ? slot : nil
  }

  /// An event moves into a slot.
  ///
  /// - Returns: its identity.
  @inlinable @inline(__always)
  internal mutating func occupy(_ slot: Int, with event: Event) -> UInt64 {
    let id = nextID(slot: slot)
    store.ids[slot] = id
    (store.events + slot).initialize(to: event)
    return id
  }

  /// A slot whose event has left can be used again.
  @inlinable @inline(__always)
  internal mutating func free(_ slot: Int) {
    store.heap.positions[slot] = firstFree
    firstFree = UInt32(truncatingIfNeeded: slot)
  }
}

// The store is changed by its only owner.
extension EventCalendar: @unchecked Sendable where Event: Sendable {}
