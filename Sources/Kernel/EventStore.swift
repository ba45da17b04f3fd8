/// Where a calendar's events lie: one allocation, which holds the heap of keys and the slots with the
/// events themselves.
///
/// The calendar that owns the store says which keys are in use.
@frozen @usableFromInline
struct EventStore<Event>: ~Copyable {
  /// How many events it can hold.
  @usableFromInline let capacity: Int
  /// How many slots have ever been in use.
  @usableFromInline var slotCount = 0
  @usableFromInline let heap: KeyHeap
  /// Slot -> `EventID.word` of the event that lives there, 0 if none does.
  @usableFromInline let ids: UnsafeMutablePointer<UInt64>
  /// Slot -> the event.
  @usableFromInline let events: UnsafeMutablePointer<Event>
  @usableFromInline let memory: UnsafeMutableRawPointer

  /// An empty store.
  @usableFromInline init(capacity: Int) {
    let line = KeyHeap.cacheLine
    let alignment = max(line, MemoryLayout<Event>.alignment)
    // A vacant root takes a place beside those of the events.
    let keyBytes = (capacity + 1) * MemoryLayout<EventKey>.stride
    let slotBytes =
      MemoryLayout<UInt64>.stride + MemoryLayout<UInt32>.stride + MemoryLayout<Event>.stride
    memory = .allocate(
      byteCount: keyBytes + capacity * slotBytes + 2 * alignment, alignment: alignment)
    // The root's first child begins a line, and so does every first child.
    let keys = (memory + (line - MemoryLayout<EventKey>.stride))
    let ids = keys + keyBytes
    let positions = ids + capacity * MemoryLayout<UInt64>.stride
    let events = (positions + capacity * MemoryLayout<UInt32>.stride).alignedUp(for: Event.self)
    heap = KeyHeap(
      keys: keys.bindMemory(to: EventKey.self, capacity: capacity + 1),
      positions: positions.bindMemory(to: UInt32.self, capacity: capacity))
    self.ids = ids.bindMemory(to: UInt64.self, capacity: capacity)
    self.events = events.bindMemory(to: Event.self, capacity: capacity)
    self.capacity = capacity
  }

  /// A store with the same keys and events.
  @usableFromInline func copy(keyCount: Int) -> EventStore {
    var copy = EventStore(capacity: capacity)
    copy.takeNumbers(of: self, keyCount: keyCount)
    for slot in 0..<slotCount where ids[slot] != 0 {
      (copy.events + slot).initialize(to: events[slot])
    }
    return copy
  }

  /// Moves everything to a store with twice the room.
  @usableFromInline mutating func grow(keyCount: Int) {
    var larger = EventStore(capacity: 2 * capacity)
    larger.takeNumbers(of: self, keyCount: keyCount)
    for slot in 0..<slotCount where ids[slot] != 0 {
      (larger.events + slot).moveInitialize(from: events + slot, count: 1)
    }
    slotCount = 0
    self = larger
  }

  private mutating func takeNumbers(of other: borrowing EventStore, keyCount: Int) {
    slotCount = other.slotCount
    heap.keys.update(from: other.heap.keys, count: keyCount)
    heap.positions.update(from: other.heap.positions, count: slotCount)
    ids.update(from: other.ids, count: slotCount)
  }

  @usableFromInline deinit {
    // Events that hold nothing need no end; this code is not specialised, and would go through all.
    if !_isPOD(Event.self) {
      for slot in 0..<slotCount where ids[slot] != 0 { (events + slot).deinitialize(count: 1) }
    }
    memory.deallocate()
  }
}
