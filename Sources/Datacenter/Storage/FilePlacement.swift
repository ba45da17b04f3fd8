package import Quantities
package import Seam

/// Where the files of one VM go that moves: each stays where it is if the destination reaches that, and goes
/// otherwise to the first datastore that the destination reaches and that has room. A datastore that is asked
/// for takes all of them.
package struct FilePlacement {
  private let reach: [Set<HostID>?]
  private var free: [Bytes]
  private let destination: HostID
  private let wanted: DatastoreID?

  /// Why a file has no place.
  package struct NoPlace: Error { package let refusal: Refusal }

  /// - Parameters:
  ///   - reach: for each datastore the hosts that reach it; `nil` for all.
  ///   - free: what is free on each.
  package init(
    at destination: HostID, wanted: DatastoreID?, reach: [Set<HostID>?], free: [Bytes]
  ) {
    self.destination = destination
    self.wanted = wanted
    self.reach = reach
    self.free = free
  }

  /// The datastore for one file, whose room is taken.
  ///
  /// - Complexity: O(datastores) where it cannot stay.
  package mutating func place(
    _ size: Bytes, from old: DatastoreID
  ) throws(NoPlace) -> DatastoreID {
    if let wanted {
      guard isReachable(wanted.index) else { throw NoPlace(refusal: .noStorage) }
      return try take(size, on: CollectionOfOne(wanted.index), old)
    }
    if isReachable(old.index) { return old }
    let candidates = free.indices.lazy.filter { [self] in isReachable($0) }
    guard !candidates.isEmpty else { throw NoPlace(refusal: .noStorage) }
    return try take(size, on: candidates, old)
  }

  private mutating func take(
    _ size: Bytes, on stores: some Sequence<Int>, _ old: DatastoreID
  ) throws(NoPlace) -> DatastoreID {
    for store in stores {
      if store == old.index { return old }
      if free[store] >= size {
        free[store] -= size
        return DatastoreID(store)
      }
    }
    throw NoPlace(refusal: .noSpace)
  }

  private func isReachable(_ store: Int) -> Bool { reach[store]?.contains(destination) ?? true }
}
