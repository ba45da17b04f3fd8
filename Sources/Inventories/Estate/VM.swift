package import Quantities

extension Estate {
  /// A virtual machine.
  package struct VM: Equatable, Sendable {
    package var name: String
    /// The identifier by which the source's tables refer to it.
    package var id: String?
    /// Where it runs, or ran last; `nil` if it is on no host.
    package var host: String?
    package var cluster: String?
    package var power = Power.on
    /// The power state or status in the source's own words.
    package var status: String
    package var vcpus: Known<Int>?
    package var memory: Known<Bytes>?
    package var use = MemoryUse()
    /// Distinct pages written per second over a window.
    package var dirtyRate: DirtyRate?
    /// The size of the pages that back it, if they are huge.
    package var hugePage: Bytes?
    package var cpu = GuestCPU()
    package var disks: [Disk] = []
    package var rules: [String] = []
    /// How the platform would move it live, in its words: `"BlockMigration"`.
    package var method: String?
    /// Whether, and how, it may move.
    package var movability = Movability.live

    package init(_ name: String, status: String) {
      self.name = name
      self.status = status
    }

    package enum Power: String, Sendable { case on, off, suspended }
  }

  /// How a VM can be moved.
  package enum Movability: Equatable, Sendable {
    case live
    /// Not while it runs; the reason.
    case cold(String)
    /// Not now at all; the reason.
    case no(String)

    package var reason: String? {
      switch self {
      case .live: nil
      case .cold(let reason), .no(let reason): reason
      }
    }
  }

  /// What is known about how much of a VM's memory has content, and how much of it is touched.
  package struct MemoryUse: Equatable, Sendable {
    /// What the guest has not given back: its balloon's target.
    package var current: Known<Bytes>?
    /// What the guest says it uses, page caches included.
    package var guest: Known<Bytes>?
    /// The same without page caches.
    package var guestWithoutCaches: Known<Bytes>?
    /// What the host has given it pages for.
    package var resident: Known<Bytes>?
    package var ballooned: Known<Bytes>?
    package var swapped: Known<Bytes>?
    package var shared: Known<Bytes>?
    package var reservation: Known<Bytes>?
    /// Pages that were read or written of late.
    package var active: Known<Bytes>?
    /// Pages that were written of late.
    package var activeWrite: Known<Bytes>?
  }

  /// A measured dirty rate.
  package struct DirtyRate: Equatable, Sendable {
    package let rate: Known<PagesPerSecond>
    package let window: Seconds
    /// The step in which it is reported: 0 means less than one step.
    package let step: PagesPerSecond
  }

  /// The CPU that a guest sees.
  package struct GuestCPU: Equatable, Sendable {
    /// How the hypervisor chose it, in its words: `"host-passthrough"`.
    package var mode: String?
    package var model: String?
    package var required: [String] = []
    package var disabled: [String] = []
  }

  /// A VM's disk.
  package struct Disk: Equatable, Sendable {
    /// What the guest or the hypervisor calls it.
    package var name: String
    package var path: String?
    package var size: Known<Bytes>
    package var allocated: Known<Bytes>?
    package var isThin: Bool?
    /// A device of the storage array that is passed through.
    package var isRaw = false
    package var datastore: String?
    package var cacheMode: String?
    /// Whether several hosts reach it.
    package var isShared: Known<Bool>?

    package init(_ name: String, _ size: Known<Bytes>) {
      self.name = name
      self.size = size
    }
  }
}
