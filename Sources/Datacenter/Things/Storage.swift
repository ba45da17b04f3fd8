public import Quantities

/// A place for disks: an array or file system shared by several hosts, or one host's own disks.
public struct Datastore: Sendable {
  /// The name by which scenarios know it.
  public var name: String
  /// The hosts that reach it; `nil` for every host.
  public var hosts: Set<HostID>?
  /// How much it holds.
  public var capacity: Bytes
  /// How fast it reads and writes, all transfers together.
  public var bandwidth: BytesPerSecond
  /// Space taken by disks and held by reservations.
  public internal(set) var used = Bytes.zero

  public init(
    name: String, hosts: Set<HostID>? = nil, capacity: Bytes = Bytes(.infinity),
    bandwidth: BytesPerSecond = .unlimited
  ) {
    self.name = name
    self.hosts = hosts
    self.capacity = capacity
    self.bandwidth = bandwidth
  }

  /// Whether a host can open what is stored here.
  public func isReachable(from host: HostID) -> Bool { hosts?.contains(host) ?? true }
}

/// A VM's disk.
public struct Disk: Hashable, Sendable {
  /// What of it is allocated, and so takes space and is copied.
  public var allocated: Bytes
  /// Where it lies.
  public var datastore: DatastoreID

  public init(allocated: Bytes, datastore: DatastoreID) {
    self.allocated = allocated
    self.datastore = datastore
  }
}
