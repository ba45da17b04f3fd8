import Quantities

/// What copies may have of a datastore, limit by limit; an unlimited one is none.
struct StorageLimits {
  /// Both directions together, each direction, and its requests.
  var both: BytesPerSecond
  var read: BytesPerSecond
  var write: BytesPerSecond
  var requests: BytesPerSecond

  /// A datastore's limits, less what others and the guests take first.
  init(
    of datastore: Datastore, guests: BytesPerSecond = .zero,
    guestRequests: OperationsPerSecond = OperationsPerSecond(0)
  ) {
    let (device, load) = (datastore.device, datastore.load)
    let speed = datastore.slowdowns.reduce(1, *)
    both = max(.zero, datastore.bandwidth * speed - load.read - load.write - guests)
    read = max(.zero, device.read * speed - load.read)
    write = max(.zero, device.write * speed - load.write - guests)
    requests = BytesPerSecond(
      DiskCopy.requestSize.value * max(0, (device.requests * speed - guestRequests).value))
  }
}

/// What a datastore puts on the path of a transfer: as many capacities as it has limits.
struct StorageCapacities {
  private let both: CapacityID?
  private let read: CapacityID?
  private let write: CapacityID?
  private let requests: CapacityID?
  /// The limits while nobody uses it.
  private let full: StorageLimits

  init(
    named name: String, _ limits: StorageLimits, full: StorageLimits,
    in network: inout FlowNetwork
  ) {
    self.full = full
    func add(_ suffix: String, _ rate: BytesPerSecond) -> CapacityID? {
      rate.isFinite ? network.add(name + suffix, rate: rate) : nil
    }
    both = add("", limits.both)
    read = add(":read", limits.read)
    write = add(":write", limits.write)
    requests = add(":requests", limits.requests)
  }

  /// What a reader crosses.
  var reading: [CapacityID] { [both, read, requests].compactMap(\.self) }
  /// What a writer crosses.
  var writing: [CapacityID] { [both, write, requests].compactMap(\.self) }
  /// All of them, each with its limit while nobody uses the datastore.
  var all: [(capacity: CapacityID, full: BytesPerSecond)] {
    var all: [(capacity: CapacityID, full: BytesPerSecond)] = []
    forEach(with: full) { all.append(($0, $1)) }
    return all
  }

  /// Each capacity with its new limit.
  func forEach(with limits: StorageLimits, _ body: (CapacityID, BytesPerSecond) -> Void) {
    if let both { body(both, limits.both) }
    if let read { body(read, limits.read) }
    if let write { body(write, limits.write) }
    if let requests { body(requests, limits.requests) }
  }
}

extension Datastore {
  /// The same, without what uses it beside the VMs of the scenario.
  var unused: Datastore {
    var unused = self
    unused.load = StorageLoad()
    return unused
  }
}
