public import CPrefetch

/// A 4-ary implicit heap of event keys that knows where each slot's key stands: two pointers into the
/// store that owns the memory.
///
/// The four children of a node fill one cache line, and a walk down asks for the lines of the
/// grandchildren before it needs them: with a million events pending they come from memory.
@frozen @usableFromInline
struct KeyHeap {
  @usableFromInline let keys: UnsafeMutablePointer<EventKey>
  /// Slot -> index of its key in `keys`; for a free slot, the next free one.
  @usableFromInline let positions: UnsafeMutablePointer<UInt32>

  @inlinable init(
    keys: UnsafeMutablePointer<EventKey>, positions: UnsafeMutablePointer<UInt32>
  ) {
    self.keys = keys
    self.positions = positions
  }

  @inlinable static var cacheLine: Int { 64 }
  /// Above so many keys they do not fit into the fastest cache.
  @inlinable static var large: Int { 2048 }

  @inlinable @inline(__always)
  func put(_ key: EventKey, at index: Int) {
    keys[index] = key
    positions[key.slot] = UInt32(truncatingIfNeeded: index)
  }

  /// Moves a hole up from `start` until `key` fits.
  @inlinable func rise(_ key: EventKey, from start: Int) {
    var hole = start
    while hole > 0 {
      let parent = (hole &- 1) >> 2
      let above = keys[parent]
      if above < key { break }
      put(above, at: hole)
      hole = parent
    }
    put(key, at: hole)
  }

  /// Fills a vacant root. With few events, which all stand right below it, that takes no walk.
  @inlinable @inline(__always)
  func sinkFromRoot(_ key: EventKey, count: Int) {
    if count > 2 { return sink(key, from: 0, count: count) }
    if count == 2, keys[1] < key {
      put(keys[1], at: 0)
      put(key, at: 1)
    } else {
      put(key, at: 0)
    }
  }

  /// Moves a hole down from `start` until `key` fits.
  @inlinable func sink(_ key: EventKey, from start: Int, count: Int) {
    var hole = start
    while true {
      let first = hole &* 4 &+ 1
      var child = first
      if first &+ 3 < count {
        if count > Self.large { prefetchChildren(ofFour: first, count: count) }
        let left = keys[first &+ 1] < keys[first] ? first &+ 1 : first
        let right = keys[first &+ 3] < keys[first &+ 2] ? first &+ 3 : first &+ 2
        child = keys[right] < keys[left] ? right : left
      } else if first < count {
        var other = first &+ 1
        while other < count {
          if keys[other] < keys[child] { child = other }
          other &+= 1
        }
      } else {
        break
      }
      let below = keys[child]
      if key < below { break }
      put(below, at: hole)
      hole = child
    }
    put(key, at: hole)
  }

  /// Asks for the children of four siblings, a line each.
  @inlinable @inline(__always)
  func prefetchChildren(ofFour first: Int, count: Int) {
    let grandchild = first &* 4 &+ 1
    guard grandchild < count else { return }
    let lines = keys + grandchild
    apus_prefetch(lines)
    apus_prefetch(lines + 4)
    apus_prefetch(lines + 8)
    apus_prefetch(lines + 12)
  }
}
