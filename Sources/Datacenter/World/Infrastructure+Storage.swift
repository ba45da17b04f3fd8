import Kernel
import Quantities

/// The guests' own load on storage: it comes first, and copies share the rest.
extension Infrastructure {
  /// What copies may have of a datastore at present.
  func limits(of store: DatastoreID) -> StorageLimits {
    var bandwidth = BytesPerSecond.zero
    var requests = OperationsPerSecond.zero
    for vm in whereabouts.writing(to: store) where guests[vm].isRunning {
      for disk in guests[vm].disks where disk.datastore == store {
        bandwidth += disk.writeRate
        for region in disk.writes { requests += region.rate }
      }
    }
    return StorageLimits(
      of: space.datastores[store.index], guests: bandwidth, guestRequests: requests)
  }

  /// Guests write more, or less, than before: what copies may have of the datastores changes.
  mutating func followGuestWrites(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for store in takeWrittenStores() {
      wires.setLimits(of: store, limits(of: store), at: now, &calendar)
    }
  }

  /// Source's storage, the network, destination's storage.
  func path(from old: DatastoreID, over route: Route, to new: DatastoreID) -> [CapacityID] {
    wires.reading(old) + wires.path(of: route) + wires.writing(new)
  }
}
