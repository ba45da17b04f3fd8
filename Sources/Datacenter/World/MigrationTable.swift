import Quantities

/// The migrations of a world: those under way, changed where they lie, and the records of those that
/// have ended.
///
/// A migration is large, and holds a dozen arrays. An array's getter hands out a copy of its element,
/// so that every look at one field would retain them all; a span lends it.
struct MigrationTable {
  private var slots: [Migration] = []
  /// Migration -> its slot, or nothing once it has ended.
  private var places: [Int32] = []
  /// Migration -> its record, once it has ended.
  private var ended: [MigrationRecord?] = []
  /// Those under way, the first begun first.
  private(set) var underWay: [MigrationID] = []
  /// What migrations hold whose end nobody knows, because nobody decides whose the VM is.
  private(set) var inDoubt: [MigrationID: Holdings] = [:]

  private static let none: Int32 = -1

  /// The migration that begins next.
  var next: MigrationID { MigrationID(places.count) }

  func isUnderWay(_ id: MigrationID) -> Bool { places[id.index] != Self.none }

  /// A migration under way.
  subscript(id: MigrationID) -> Migration {
    @inline(__always) _read { yield slots.span[Int(places[id.index])] }
    @inline(__always) _modify { yield &slots[Int(places[id.index])] }
  }

  mutating func begin(_ migration: consuming Migration) {
    underWay.append(next)
    places.append(Int32(slots.count))
    ended.append(nil)
    slots.append(migration)
  }

  /// A migration has ended: its record is kept, all else is given back.
  mutating func end(_ id: MigrationID, inDoubt holdings: Holdings? = nil) {
    let place = Int(places[id.index])
    ended[id.index] = slots[place].record
    inDoubt[id] = holdings
    places[id.index] = Self.none
    let last = slots.count - 1
    if place != last {
      slots.swapAt(place, last)
      places[slots[place].plan.id.index] = Int32(place)
    }
    slots.removeLast()
    if let index = rank(of: id) { underWay.remove(at: index) }
  }

  /// The place of a migration among those under way, which are in order.
  private func rank(of id: MigrationID) -> Int? {
    var (low, high) = (0, underWay.count)
    while low < high {
      let middle = (low + high) / 2
      if underWay[middle].index < id.index { low = middle + 1 } else { high = middle }
    }
    return low < underWay.count && underWay[low] == id ? low : nil
  }

  func record(_ id: MigrationID) -> MigrationRecord {
    if let record = ended[id.index] { return record }
    return self[id].record
  }

  /// All of them, in the order in which they were begun.
  var records: [MigrationRecord] { places.indices.map { record(MigrationID($0)) } }
}
