import Kernel
import Quantities

/// The guests' own load on storage: it comes first, and copies share the rest.
extension Infrastructure {
  /// What copies may have of a datastore at present.
  func limits(of store: DatastoreID) -> StorageLimits {
    guestLoads.limits(of: store, space.datastores[store.index])
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
