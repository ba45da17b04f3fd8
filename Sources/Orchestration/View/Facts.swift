public import Datacenter
public import Quantities

/// What policies may know of a VM.
public struct VMFacts: Equatable, Sendable {
  /// The name by which results know it.
  public var name: String
  /// Its memory.
  public var memory: Bytes
  /// How many cores it wants while it runs.
  public var vcpus: Int
  /// How many it wants at present.
  public internal(set) var wantedCores: Double
  /// The CPU it was started with.
  public var cpu: CPU
  /// Where its files lie.
  public var stores: Set<DatastoreID>
  /// These files, where it matters where they can go.
  var files: [StoredFile] = []
  /// What ties it to some hosts, or to the one it is on.
  public var limits: PlacementLimits?
  /// Where it is.
  public internal(set) var host: HostID
  /// How it is.
  public internal(set) var condition: Condition
  /// Where a move takes it, if it has been placed.
  public internal(set) var bound: HostID?
  /// How often it has moved.
  public internal(set) var moves = 0

  public init(
    name: String, memory: Bytes, vcpus: Int = 1, cpu: CPU = CPU(),
    stores: Set<DatastoreID> = [], limits: PlacementLimits? = nil, host: HostID,
    condition: Condition = .running
  ) {
    self.name = name
    self.memory = memory
    self.vcpus = vcpus
    wantedCores = Double(vcpus)
    self.cpu = cpu
    self.stores = stores
    self.limits = limits
    self.host = host
    self.condition = condition
  }

  /// Why it cannot leave its host; `nil` if it can.
  public var pinnedBy: String? { limits?.pinnedBy }
  /// The hosts on which it may run; `nil` for all.
  public var allowed: Set<HostID>? { limits?.allowed }

  /// How a VM is.
  public enum Condition: String, Hashable, Sendable, CaseIterable {
    case running
    /// It stands still and is in memory.
    case paused
    /// It is off, or suspended to disk: files only.
    case off
    /// It is gone with its host.
    case lost

    /// How a copy of a VM is.
    init(_ state: VirtualMachine.Copy.State) {
      self =
        switch state {
        case .running, .split: .running
        case .suspended, .incomplete: .paused
        case .off: .off
        case .lost: .lost
        }
    }

    /// Whether the VM takes memory of its host.
    public var takesMemory: Bool { self == .running || self == .paused }
    /// Whether it would take memory of another host if it came there: one that is lost starts again.
    public var needsMemory: Bool { takesMemory || self == .lost }
  }
}

/// What ties a VM to some hosts.
public struct PlacementLimits: Hashable, Sendable {
  /// Why it cannot leave its host, such as a device that is passed through; `nil` if it can.
  public var pinnedBy: String?
  /// The hosts on which it may run; `nil` for all.
  public var allowed: Set<HostID>?

  public init(pinnedBy: String? = nil, allowed: Set<HostID>? = nil) {
    self.pinnedBy = pinnedBy
    self.allowed = allowed
  }
}

/// What policies may know of a host.
public struct HostFacts: Equatable, Sendable {
  /// The name by which results know it.
  public var name: String
  /// Memory that VMs may be given.
  public var memory: Bytes
  /// Its cores; `nil` where they are never short.
  public var cores: Double?
  /// What its processors can do.
  public var cpu: CPU
  /// Which pool of hosts it belongs to, from 0.
  public var pool: Int
  /// Whether it takes VMs.
  public internal(set) var state = HostState.up
  /// The VMs whose memory it holds, by number.
  public internal(set) var residents: [VMID] = []
  /// Memory of these VMs.
  public internal(set) var used = Bytes.zero
  /// vCPUs of these VMs.
  public internal(set) var vcpus = 0
  /// Moves that have been placed here and have not ended, and what they will take.
  public internal(set) var inbound = 0
  public internal(set) var promised = Bytes.zero
  public internal(set) var promisedVCPUs = 0

  public init(
    name: String, memory: Bytes, cores: Double? = nil, cpu: CPU = CPU(), pool: Int = 0
  ) {
    self.name = name
    self.memory = memory
    self.cores = cores
    self.cpu = cpu
    self.pool = pool
  }

  /// Memory that neither a VM nor a move has.
  public var free: Bytes { memory - held }
  /// What its VMs take, and what it keeps for those that are on their way.
  public var held: Bytes { used + promised }
  /// VMs that are here or on their way here.
  public var load: Int { residents.count + inbound }
}

/// Whether a host takes VMs.
public enum HostState: String, Hashable, Sendable, CaseIterable {
  case up
  /// It is being emptied: its VMs leave, and none comes.
  case draining
  /// It is empty, and being worked on.
  case maintenance
  /// It has been switched off.
  case off
  /// It has died.
  case lost
}
