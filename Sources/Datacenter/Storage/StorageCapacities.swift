import Kernel
import Quantities

/// What a datastore puts on the path of a transfer: as many capacities as it has limits.
struct StorageCapacities {
  /// Both directions together, each direction, and its requests.
  var both: CapacityID?
  var read: CapacityID?
  var write: CapacityID?
  var requests: CapacityID?

  /// What a reader crosses.
  var reading: [CapacityID] { [both, read, requests].compactMap(\.self) }
  /// What a writer crosses.
  var writing: [CapacityID] { [both, write, requests].compactMap(\.self) }
  var all: [CapacityID] { [both, read, write, requests].compactMap(\.self) }
}

extension World {
  /// What guests write to their disks on a datastore at present, and in how many requests.
  private func guestWrites(
    on store: DatastoreID
  ) -> (bandwidth: BytesPerSecond, requests: OperationsPerSecond) {
    var sum = (bandwidth: BytesPerSecond.zero, requests: OperationsPerSecond.zero)
    for vm in vms where vm.primary.state == .running {
      for disk in vm.disks where disk.datastore == store {
        sum.bandwidth += disk.writeRate
        for region in disk.writes { sum.requests += region.rate }
      }
    }
    return sum
  }

  /// What copies may have of a datastore: its limits, less what others and the guests take first.
  private func rates(
    of store: DatastoreID
  ) -> (both: BytesPerSecond, read: BytesPerSecond, write: BytesPerSecond, requests: BytesPerSecond)
  {
    let datastore = datastores[store.index]
    let guests = guestWrites(on: store)
    let (device, load) = (datastore.device, datastore.load)
    return (
      max(.zero, datastore.bandwidth - load.read - load.write - guests.bandwidth),
      max(.zero, device.read - load.read), max(.zero, device.write - load.write - guests.bandwidth),
      BytesPerSecond(
        DiskCopy.requestSize.value * max(0, (device.requests - guests.requests).value))
    )
  }

  /// The guests on a datastore write more, or less, than before.
  mutating func refreshCapacities(
    of store: DatastoreID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let rates = rates(of: store)
    let ids = storageCapacities[store.index]
    for (id, rate) in [
      (ids.both, rates.both), (ids.read, rates.read), (ids.write, rates.write),
      (ids.requests, rates.requests),
    ] {
      if let id { network.setCapacity(id, rate, at: now, &calendar) }
    }
  }

  mutating func addCapacities(of store: DatastoreID) {
    let name = datastores[store.index].name
    let rates = rates(of: store)
    func add(_ suffix: String, _ rate: BytesPerSecond) -> CapacityID? {
      rate.isFinite ? network.add(name + suffix, rate: rate) : nil
    }
    storageCapacities.append(
      StorageCapacities(
        both: add("", rates.both), read: add(":read", rates.read),
        write: add(":write", rates.write), requests: add(":requests", rates.requests)))
  }

  /// How fast a datastore alone lets a copy read.
  func readingRate(of store: DatastoreID) -> BytesPerSecond {
    storageCapacities[store.index].reading.reduce(.unlimited) {
      min($0, network.capacities[$1.index].rate)
    }
  }

  /// How fast a datastore alone lets a copy write.
  func writingRate(of store: DatastoreID) -> BytesPerSecond {
    storageCapacities[store.index].writing.reduce(.unlimited) {
      min($0, network.capacities[$1.index].rate)
    }
  }
}
