package import Quantities
package import Seam

/// Where the files of one VM go that moves: each stays where it is if the destination reaches that, and goes
/// otherwise to the first datastore that the destination reaches and that has room. A datastore that is asked
/// for takes all of them.
package struct FilePlacement {
  private let reachable: [Int]
  private let wanted: DatastoreID?
  /// What the files before have taken.
  private var taken: [Int: Bytes] = [:]

  /// Why a file has no place.
  package struct NoPlace: Error { package let refusal: Refusal }

  /// - Parameter reachable: the datastores that the destination reaches, by number.
  package init(amongst reachable: [Int], wanted: DatastoreID?) {
    self.reachable = reachable
    self.wanted = wanted
  }

  /// The datastore for one file, whose room is taken.
  ///
  /// - Parameter free: what is free on each datastore.
  /// - Complexity: O(reachable datastores).
  package mutating func place(
    _ size: Bytes, from old: DatastoreID, free: (Int) -> Bytes
  ) throws(NoPlace) -> DatastoreID {
    let candidates: [Int]
    if let wanted {
      candidates = reachable.contains(wanted.index) ? [wanted.index] : []
    } else {
      candidates = reachable.contains(old.index) ? [old.index] : reachable
    }
    guard !candidates.isEmpty else { throw NoPlace(refusal: .noStorage) }
    for store in candidates {
      if store == old.index { return old }
      if free(store) - taken[store, default: .zero] >= size {
        taken[store, default: .zero] += size
        return DatastoreID(store)
      }
    }
    throw NoPlace(refusal: .noSpace)
  }
}
