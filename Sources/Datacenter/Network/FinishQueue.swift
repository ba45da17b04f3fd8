/// The flows of a group in the order in which they are due: a binary heap that knows where each is.
///
/// The root lies apart from the others: most groups have no more than one flow at a time, and then need no
/// memory of their own.
struct FinishQueue {
  struct Entry {
    var due: Double
    /// Flows due at the same instant finish in the order in which they were queued.
    var sequence: UInt64
    var flow: Int32

    func precedes(_ other: Entry) -> Bool {
      due < other.due || (due == other.due && sequence < other.sequence)
    }
  }

  /// The entry at place 0; of no flow if there is none.
  private var root = Entry(due: .infinity, sequence: 0, flow: -1)
  /// Those at the places from 1 on.
  private var others = ContiguousArray<Entry>()

  /// What is due first.
  @inline(__always)
  var first: Entry? { root.flow >= 0 ? root : nil }

  private subscript(place: Int) -> Entry {
    @inline(__always) get { place == 0 ? root : others[place - 1] }
    @inline(__always) set {
      if place == 0 { root = newValue } else { others[place - 1] = newValue }
    }
  }

  /// - Parameter places: flow -> its place in the heap, kept up to date.
  @inline(__always)
  mutating func insert(_ entry: Entry, _ places: inout ContiguousArray<Int32>) {
    if root.flow < 0 {
      root = entry
      places[Int(entry.flow)] = 0
    } else {
      insertBehindRoot(entry, &places)
    }
  }

  private mutating func insertBehindRoot(
    _ entry: Entry, _ places: inout ContiguousArray<Int32>
  ) {
    others.append(entry)
    rise(entry, from: others.count, &places)
  }

  @inline(__always)
  mutating func remove(at place: Int, _ places: inout ContiguousArray<Int32>) {
    if others.isEmpty { root.flow = -1 } else { removeAmongOthers(place, &places) }
  }

  private mutating func removeAmongOthers(
    _ place: Int, _ places: inout ContiguousArray<Int32>
  ) {
    let gone = self[place]
    let last = others.removeLast()
    guard place <= others.count else { return }
    if last.precedes(gone) {
      rise(last, from: place, &places)
    } else {
      sink(last, from: place, &places)
    }
  }

  private mutating func rise(
    _ entry: Entry, from start: Int, _ places: inout ContiguousArray<Int32>
  ) {
    var hole = start
    while hole > 0 {
      let parent = (hole - 1) / 2
      let above = self[parent]
      if !entry.precedes(above) { break }
      self[hole] = above
      places[Int(above.flow)] = Int32(truncatingIfNeeded: hole)
      hole = parent
    }
    self[hole] = entry
    places[Int(entry.flow)] = Int32(truncatingIfNeeded: hole)
  }

  private mutating func sink(
    _ entry: Entry, from start: Int, _ places: inout ContiguousArray<Int32>
  ) {
    var hole = start
    while true {
      var child = 2 * hole + 1
      guard child <= others.count else { break }
      if child < others.count, self[child + 1].precedes(self[child]) { child += 1 }
      let below = self[child]
      if !below.precedes(entry) { break }
      self[hole] = below
      places[Int(below.flow)] = Int32(truncatingIfNeeded: hole)
      hole = child
    }
    self[hole] = entry
    places[Int(entry.flow)] = Int32(truncatingIfNeeded: hole)
  }
}
