import Kernel
import Quantities

/// The guests' own load on storage, where it changes place.
extension World {
  /// A VM's disks are elsewhere, or it runs no longer: what copies may have of the datastores changes.
  mutating func followGuestWrites(
    of vm: VMID, from old: [Disk], at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard old.contains(where: { $0.writeRate > .zero }) else { return }
    let disks = old + vms[vm.index].disks
    for store in Set(disks.filter { $0.writeRate > .zero }.map(\.datastore.index)).sorted() {
      refreshCapacities(of: DatastoreID(store), at: now, &calendar)
    }
  }
}
