import Quantities

/// What running guests write to each datastore, all together.
///
/// The sums are exact, so that they do not depend on the order in which guests came, and a guest that leaves
/// takes away just what it brought.
struct GuestLoads: Equatable {
  private var loads: [Load]

  private struct Load: Equatable {
    var bandwidth = ExactSum()
    var requests = ExactSum()
  }

  init(of vms: [VirtualMachine], datastores: Int) {
    loads = Array(repeating: Load(), count: datastores)
    let vms = vms.span
    for index in vms.indices { enter(vms[index]) }
  }

  /// What guests take of a datastore.
  subscript(store: DatastoreID) -> (bandwidth: BytesPerSecond, requests: OperationsPerSecond) {
    let load = loads[store.index]
    return (BytesPerSecond(load.bandwidth.value), OperationsPerSecond(load.requests.value))
  }

  /// What copies may have of a datastore beside the guests.
  func limits(of store: DatastoreID, _ datastore: Datastore) -> StorageLimits {
    let (bandwidth, requests) = self[store]
    return StorageLimits(of: datastore, guests: bandwidth, guestRequests: requests)
  }

  /// A guest that may write begins to.
  mutating func enter(_ vm: borrowing VirtualMachine) { add(vm, times: 1) }
  /// It no longer does, or is about to write elsewhere.
  mutating func leave(_ vm: borrowing VirtualMachine) { add(vm, times: -1) }

  private mutating func add(_ vm: borrowing VirtualMachine, times sign: Double) {
    guard vm.isRunning else { return }
    for disk in vm.disks where disk.writeRate > .zero {
      loads[disk.datastore.index].bandwidth.add(sign * disk.writeRate.value)
      for region in disk.writes {
        loads[disk.datastore.index].requests.add(sign * region.rate.value)
      }
    }
  }
}

/// A sum of numbers below 2^62, exact for those that are zero or not below 2^-11.
private struct ExactSum: Equatable {
  private var units: Int128 = 0

  var value: Double { units == 0 ? 0 : Double(units) * 0x1p-64 }
  mutating func add(_ number: Double) { units += Int128((number * 0x1p64).rounded()) }
}
