import Datacenter

/// Moves in the order of a queue: a heap of keys.
///
/// - Complexity: O(log moves) to add one and to take the first.
struct OrderedMoves {
  /// What decides: a number that the queue's order gives, then which was queued first.
  struct Key: Hashable, Comparable {
    let rank: Double
    let sequence: Int

    static func < (a: Key, b: Key) -> Bool { (a.rank, a.sequence) < (b.rank, b.sequence) }
  }

  private var heap: [(key: Key, move: MoveID)] = []

  var isEmpty: Bool { heap.isEmpty }
  var count: Int { heap.count }
  /// All of them, in no order.
  var all: [MoveID] { heap.map(\.move) }

  mutating func add(_ move: MoveID, _ key: Key) {
    heap.append((key, move))
    var child = heap.count - 1
    while child > 0 {
      let parent = (child - 1) / 2
      guard heap[child].key < heap[parent].key else { return }
      heap.swapAt(child, parent)
      child = parent
    }
  }

  mutating func takeFirst() -> MoveID? {
    guard let first = heap.first else { return nil }
    let last = heap.removeLast()
    guard !heap.isEmpty else { return first.move }
    heap[0] = last
    var parent = 0
    while true {
      var child = 2 * parent + 1
      guard child < heap.count else { break }
      if child + 1 < heap.count, heap[child + 1].key < heap[child].key { child += 1 }
      guard heap[child].key < heap[parent].key else { break }
      heap.swapAt(child, parent)
      parent = child
    }
    return first.move
  }
}
