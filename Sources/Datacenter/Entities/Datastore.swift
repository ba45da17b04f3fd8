public import Quantities

/// A place for disks: an array or file system shared by several hosts, or one host's own disks.
public struct Datastore: Sendable {
  /// The name by which scenarios know it.
  public var name: String
  /// The hosts that reach it; `nil` for every host.
  public var hosts: Set<HostID>?
  /// How much it holds.
  public var capacity: Bytes
  /// How fast it reads and writes, all transfers in both directions together.
  public var bandwidth: BytesPerSecond
  /// What it can do in each direction, and how long one request takes.
  public var device: StorageDevice
  /// What uses it beside the VMs and migrations of the scenario.
  public var load: StorageLoad
  /// Space taken by disks, held by reservations, and written by others.
  public internal(set) var used = Bytes.zero
  /// What of that migrations hold for disks that are on their way.
  package internal(set) var reserved = Bytes.zero
  /// The shares of its speed that faults leave it at present, each of what the others leave.
  var slowdowns: [Double] = []
  /// What others have written by now.
  var grown = Bytes.zero

  public init(
    name: String, hosts: Set<HostID>? = nil, capacity: Bytes = Bytes(.infinity),
    bandwidth: BytesPerSecond = .unlimited, device: StorageDevice = StorageDevice(),
    load: StorageLoad = StorageLoad()
  ) {
    self.name = name
    self.hosts = hosts
    self.capacity = capacity
    self.bandwidth = bandwidth
    self.device = device
    self.load = load
  }

  /// What is free, what migrations hold not counted: whoever placed them knows what they will take.
  package var freeOfMoves: Bytes { capacity - used + reserved }

  /// Whether a host can open what is stored here.
  public func isReachable(from host: HostID) -> Bool { hosts?.contains(host) ?? true }
}

/// What a storage device can do: limits of each direction, and what one request costs.
public struct StorageDevice: Hashable, Sendable {
  /// How fast it reads, all readers together.
  public var read: BytesPerSecond
  /// How fast it writes, all writers together.
  public var write: BytesPerSecond
  /// From asking for a read until its first byte.
  public var readLatency: Seconds
  /// From a write until it is acknowledged, beyond moving its bytes.
  public var writeLatency: Seconds
  /// Requests per second, reads and writes together.
  public var requests: OperationsPerSecond

  /// A device that is never the bottleneck.
  public init(
    read: BytesPerSecond = .unlimited, write: BytesPerSecond = .unlimited,
    readLatency: Seconds = .zero, writeLatency: Seconds = .zero,
    requests: OperationsPerSecond = OperationsPerSecond(.infinity)
  ) {
    self.read = read
    self.write = write
    self.readLatency = readLatency
    self.writeLatency = writeLatency
    self.requests = requests
  }
}

/// What uses a datastore beside the VMs of the scenario: it comes first, and copies share the rest.
public struct StorageLoad: Hashable, Sendable {
  public var read: BytesPerSecond
  public var write: BytesPerSecond
  /// How fast others fill it up.
  public var growth: BytesPerSecond

  public init(
    read: BytesPerSecond = .zero, write: BytesPerSecond = .zero, growth: BytesPerSecond = .zero
  ) {
    self.read = read
    self.write = write
    self.growth = growth
  }
}

/// A VM's disk.
public struct Disk: Hashable, Sendable {
  /// Its size as the guest sees it.
  public var size: Bytes
  /// What of it holds data; the rest is holes.
  public var allocated: Bytes
  /// Where it lies.
  public var datastore: DatastoreID
  /// Whether its holes take space.
  public var provisioning: DiskProvisioning
  /// How the guest writes it: regions in address order, from its start.
  public var writes: [BlockClass]

  public init(
    allocated: Bytes, datastore: DatastoreID, size: Bytes? = nil,
    provisioning: DiskProvisioning = .thin, writes: [BlockClass] = []
  ) {
    self.size = size ?? allocated
    self.allocated = allocated
    self.datastore = datastore
    self.provisioning = provisioning
    self.writes = writes
  }

  /// What it takes of its datastore.
  public var space: Bytes { provisioning == .thick ? size : allocated }

  /// What a copy of it reads, sends and writes: holes cost nothing, but a thick disk has none, unless
  /// its zeroes are looked for because it becomes a thin one.
  func content(becoming new: DiskProvisioning) -> Bytes {
    provisioning == .thick && new == .thick ? size : allocated
  }

  /// What the guest writes to it.
  var writeRate: BytesPerSecond { writes.reduce(.zero) { $0 + $1.bandwidth } }
}
