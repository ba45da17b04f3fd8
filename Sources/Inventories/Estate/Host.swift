package import Quantities

extension Estate {
  /// A machine that runs VMs.
  package struct Host: Equatable, Sendable {
    package var name: String
    package var cluster: String?
    /// Physical memory.
    package var memory: Known<Bytes>?
    /// What of it VMs may be given, where the system says so.
    package var allocatable: Known<Bytes>?
    package var memoryInUse: Known<Bytes>?
    package var cores: Known<Int>?
    package var threads: Known<Int>?
    package var threadsInUse: Int?
    package var cpuVendor: String?
    package var cpuModel: String?
    /// The CPU that guests see at most, such as VMware's EVC mode.
    package var cpuBaseline: String?
    /// CPU models that guests may be given here, where the system lists them.
    package var guestModels: [String] = []
    /// Features beyond the CPU model's.
    package var extraFeatures: [String] = []
    /// Whether it takes VMs: false in maintenance, cordoned or down.
    package var isOpen = true
    package var nics: [NIC] = []
    package var migration: MigrationPath?

    package init(_ name: String) { self.name = name }
  }

  /// A host's network interface.
  package struct NIC: Equatable, Sendable {
    package let name: String
    package let speed: BytesPerSecond
    package let switchName: String?
  }

  /// What migrations from and to a host go over.
  package struct MigrationPath: Equatable, Sendable {
    package var device: String?
    package var mtu: Int?
    /// How fast it is, each direction.
    package var speed: Known<BytesPerSecond>?
  }
}
