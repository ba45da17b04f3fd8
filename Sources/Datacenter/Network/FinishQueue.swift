/// The flows of a group in the order in which they are due: a 4-ary heap that knows where each is.
///
/// The root lies apart from the others: most groups have no more than one flow at a time, and then need no
/// memory of their own. On a link that all share there are as many as migrations, and a step down the heap is
/// a look at memory that is in no cache; so there are few steps, and four entries fill a line of it.
struct FinishQueue {
  struct Entry {
    let due: Double
    /// Flows due at the same instant finish in the order in which they were queued: in the higher bits stands
    /// the number of this one, in the lower the flow.
    private let key: UInt64

    private static let flowBits: UInt64 = 24

    /// - Precondition: `sequence` is below 2^40, `flow` below 2^24.
    @inline(__always)
    init(due: Double, sequence: UInt64, flow: Int) {
      precondition(
        sequence >> (64 - Self.flowBits) == 0 && flow >> Self.flowBits == 0,
        "more than 2^24 transfers at a time, or 2^40 in all")
      self.due = due
      key = sequence << Self.flowBits | UInt64(flow)
    }

    @inline(__always)
    var flow: Int { Int(truncatingIfNeeded: key & (1 << Self.flowBits - 1)) }

    @inline(__always)
    func precedes(_ other: Entry) -> Bool {
      due < other.due || (due == other.due && key < other.key)
    }
  }

  private(set) var count = 0
  /// The entry at place 0, if there is any.
  private var root = Entry(due: .infinity, sequence: 0, flow: 0)
  /// Those at the places from 1 on. The children of the entry at a place p stand at 4p + 1 to 4p + 4.
  private var others = ContiguousArray<Entry>()

  /// What is due first.
  @inline(__always)
  var first: Entry? { count > 0 ? root : nil }

  /// - Parameter places: flow -> its place in the heap, kept up to date.
  @inline(__always)
  mutating func insert(_ entry: Entry, _ places: inout ContiguousArray<Int32>) {
    if count == 0 {
      count = 1
      root = entry
      places[entry.flow] = 0
    } else {
      insertBehindRoot(entry, &places)
    }
  }

  private mutating func insertBehindRoot(
    _ entry: Entry, _ places: inout ContiguousArray<Int32>
  ) {
    others.append(entry)
    count += 1
    Self.rise(entry, from: count - 1, &root, &others, &places)
  }

  @inline(__always)
  mutating func remove(at place: Int, _ places: inout ContiguousArray<Int32>) {
    if count == 1 { count = 0 } else { removeAmongOthers(place, &places) }
  }

  private mutating func removeAmongOthers(
    _ place: Int, _ places: inout ContiguousArray<Int32>
  ) {
    let gone = place == 0 ? root : others[place - 1]
    let last = others.removeLast()
    count -= 1
    guard place < count else { return }
    if last.precedes(gone) {
      Self.rise(last, from: place, &root, &others, &places)
    } else {
      Self.sink(last, from: place, &root, &others, &places)
    }
  }

  // Static, so that they can hold spans of both arrays at a time.

  private static func rise(
    _ entry: Entry, from start: Int, _ root: inout Entry, _ others: inout ContiguousArray<Entry>,
    _ places: inout ContiguousArray<Int32>
  ) {
    var others = others.mutableSpan
    var places = places.mutableSpan
    var hole = start
    while hole > 0 {
      let parent = (hole - 1) / 4
      let above = parent == 0 ? root : others[parent - 1]
      if !entry.precedes(above) { break }
      others[hole - 1] = above
      places[above.flow] = Int32(truncatingIfNeeded: hole)
      hole = parent
    }
    if hole == 0 { root = entry } else { others[hole - 1] = entry }
    places[entry.flow] = Int32(truncatingIfNeeded: hole)
  }

  private static func sink(
    _ entry: Entry, from start: Int, _ root: inout Entry, _ others: inout ContiguousArray<Entry>,
    _ places: inout ContiguousArray<Int32>
  ) {
    var others = others.mutableSpan
    var places = places.mutableSpan
    var hole = start
    // The first child of the entry at a place p is the (4p)th of the others.
    while 4 * hole < others.count {
      var child = 4 * hole
      var below = others[child]
      for index in child + 1..<max(child + 1, min(4 * hole + 4, others.count))
      where others[index].precedes(below) {
        child = index
        below = others[index]
      }
      if !below.precedes(entry) { break }
      if hole == 0 { root = below } else { others[hole - 1] = below }
      places[below.flow] = Int32(truncatingIfNeeded: hole)
      hole = child + 1
    }
    if hole == 0 { root = entry } else { others[hole - 1] = entry }
    places[entry.flow] = Int32(truncatingIfNeeded: hole)
  }
}
