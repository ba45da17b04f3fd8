import Kernel
import Quantities

/// What the kernel is measured against: the same hold model over a plain binary heap of
/// (time, sequence, event) in an array, written out by hand, with nothing generic in it.
///
/// It cannot move an event, so it does what is usually done: a moved event is pushed again, and the
/// entry that went stale is skipped when it comes up.
struct BinaryHeapLoop {
  struct Entry {
    var time: Double
    var sequence: Int
    var item: UInt32

    func precedes(_ other: Entry) -> Bool {
      time != other.time ? time < other.time : sequence < other.sequence
    }
  }

  private var heap: ContiguousArray<Entry> = []
  private var sequence = 0
  private var draws = HoldDraws()
  private let moves: Bool
  /// For each item, the sequence number of its entry that still counts.
  private var latest: ContiguousArray<Int>
  private(set) var eventCount = 0
  private(set) var trace = TraceHash()

  init(pending count: Int, moves: Bool) {
    self.moves = moves
    latest = ContiguousArray(repeating: 0, count: count)
    for item in 0..<count { schedule(UInt32(item), at: draws.increment().value) }
  }

  mutating func run(until end: Double) {
    while let first = heap.first, first.time <= end {
      removeFirst()
      if latest[Int(first.item)] != first.sequence { continue }
      eventCount += 1
      trace.fold(Instant(first.time))
      trace.fold(UInt64(first.item))
      schedule(first.item, at: first.time + draws.increment().value)
      if moves {
        schedule(UInt32(draws.item(of: latest.count)), at: first.time + draws.increment().value)
      }
    }
  }

  private mutating func schedule(_ item: UInt32, at time: Double) {
    sequence += 1
    latest[Int(item)] = sequence
    let entry = Entry(time: time, sequence: sequence, item: item)
    heap.append(entry)
    heap.withUnsafeMutableBufferPointer { heap in
      var hole = heap.count - 1
      while hole > 0, entry.precedes(heap[(hole - 1) / 2]) {
        heap[hole] = heap[(hole - 1) / 2]
        hole = (hole - 1) / 2
      }
      heap[hole] = entry
    }
  }

  private mutating func removeFirst() {
    let entry = heap.removeLast()
    if heap.isEmpty { return }
    heap.withUnsafeMutableBufferPointer { heap in
      var hole = 0
      while 2 * hole + 1 < heap.count {
        var child = 2 * hole + 1
        if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
        if !heap[child].precedes(entry) { break }
        heap[hole] = heap[child]
        hole = child
      }
      heap[hole] = entry
    }
  }
}
