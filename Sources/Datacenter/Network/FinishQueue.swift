/// The flows of a group in the order in which they are due: a binary heap that knows where each is.
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

  private(set) var entries = ContiguousArray<Entry>()

  /// - Parameter places: flow -> index in `entries`, kept up to date.
  mutating func insert(_ entry: Entry, _ places: inout ContiguousArray<Int32>) {
    entries.append(entry)
    rise(entry, from: entries.count - 1, &places)
  }

  mutating func remove(at place: Int, _ places: inout ContiguousArray<Int32>) {
    let gone = entries[place]
    let last = entries.removeLast()
    guard place < entries.count else { return }
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
      let above = entries[parent]
      if !entry.precedes(above) { break }
      entries[hole] = above
      places[Int(above.flow)] = Int32(truncatingIfNeeded: hole)
      hole = parent
    }
    entries[hole] = entry
    places[Int(entry.flow)] = Int32(truncatingIfNeeded: hole)
  }

  private mutating func sink(
    _ entry: Entry, from start: Int, _ places: inout ContiguousArray<Int32>
  ) {
    var hole = start
    while true {
      var child = 2 * hole + 1
      guard child < entries.count else { break }
      if child + 1 < entries.count, entries[child + 1].precedes(entries[child]) { child += 1 }
      let below = entries[child]
      if !below.precedes(entry) { break }
      entries[hole] = below
      places[Int(below.flow)] = Int32(truncatingIfNeeded: hole)
      hole = child
    }
    entries[hole] = entry
    places[Int(entry.flow)] = Int32(truncatingIfNeeded: hole)
  }
}
