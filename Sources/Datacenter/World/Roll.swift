/// Migrations in the order in which they were begun, while they are under way.
///
/// Who leaves is only struck out, and the struck are cleared when they outnumber the rest: entering takes
/// constant time and leaving O(log n), on average. One that is alone needs no list: most hosts and links
/// have no more at a time.
struct Roll: Sequence {
  /// The only one; -1 if there is none, or a list.
  private var alone: Int32 = -1
  /// Twice the number of each, and 1 more of those who have left; in ascending order.
  private var entries: [Int32] = []
  private var struck = 0

  mutating func enter(_ id: MigrationID) {
    if entries.isEmpty && alone < 0 {
      alone = id.number
      return
    }
    if alone >= 0 { entries.append(alone << 1) }
    alone = -1
    entries.append(id.number << 1)
  }

  mutating func leave(_ id: MigrationID) {
    if alone == id.number { alone = -1 }
    var (low, high) = (0, entries.count)
    while low < high {
      let middle = (low + high) / 2
      if entries[middle] >> 1 < id.number { low = middle + 1 } else { high = middle }
    }
    guard low < entries.count, entries[low] == id.number << 1 else { return }
    entries[low] |= 1
    struck += 1
    if 2 * struck > entries.count {
      entries.removeAll { $0 & 1 == 1 }
      struck = 0
    }
  }

  var isEmpty: Bool { alone < 0 && struck == entries.count }

  /// Whoever enters or leaves meanwhile is not noticed.
  func makeIterator() -> Iterator { Iterator(alone: alone, entries: entries) }

  struct Iterator: IteratorProtocol {
    private var alone: Int32
    private let entries: [Int32]
    private var place = 0

    fileprivate init(alone: Int32, entries: [Int32]) {
      (self.alone, self.entries) = (alone, entries)
    }

    mutating func next() -> MigrationID? {
      if alone >= 0 {
        defer { alone = -1 }
        return MigrationID(Int(alone))
      }
      while place < entries.count {
        defer { place += 1 }
        if entries[place] & 1 == 0 { return MigrationID(Int(entries[place] >> 1)) }
      }
      return nil
    }
  }
}
