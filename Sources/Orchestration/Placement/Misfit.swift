public import Datacenter

/// Why a host does not take a VM.
public enum Misfit: String, Hashable, Sendable, CaseIterable, Comparable {
  /// It is where the VM is to leave.
  case source
  /// It is being emptied or worked on, is off, or has died.
  case state
  /// Another CPU vendor, or a CPU feature that the VM uses is missing.
  case cpu
  /// It does not reach a datastore of the VM, or any that could take its disks.
  case storage
  /// It is not among the hosts that the VM may run on.
  case rule
  /// A VM that this one must not share a host with is there.
  case antiAffinity = "anti-affinity"
  /// A VM that this one must share a host with is elsewhere.
  case affinity
  /// It, or a datastore that it reaches, could not hold the VM if it were empty.
  case size
  /// There is no room for the VM's memory beside what is there and on its way.
  case memory
  /// There is no room for the VM's vCPUs.
  case cores
  /// There is no room for the VM's disks on the datastores that it reaches.
  case space
  /// As many moves as the rules allow come to it already.
  case busy

  /// Whether time and other moves may heal it.
  public var mayPass: Bool {
    switch self {
    case .source, .cpu, .storage, .rule, .size: false
    case .state, .antiAffinity, .affinity, .memory, .cores, .space, .busy: true
    }
  }

  private var rank: Int { Self.allCases.firstIndex(of: self)! }
  public static func < (a: Misfit, b: Misfit) -> Bool { a.rank < b.rank }
}

/// Why no host takes a VM.
public struct NoHost: Error, Hashable, Sendable {
  /// Why not each host; empty if the VM cannot move at all.
  public let reasons: [HostID: Misfit]
  /// What keeps the VM where it is, such as a device that is passed through.
  public let pinnedBy: String?

  public init(_ reasons: [HostID: Misfit]) {
    self.reasons = reasons
    pinnedBy = nil
  }

  public init(pinnedBy reason: String) {
    reasons = [:]
    pinnedBy = reason
  }

  /// Whether some host may take the VM later.
  public var mayPass: Bool { reasons.values.contains { $0.mayPass } }

  /// The one word for results: what stood in the way at most hosts, of those that may take it yet if there
  /// are any.
  public var reason: String {
    if let pinnedBy { return pinnedBy }
    var counts: [Misfit: Int] = [:]
    for misfit in reasons.values where misfit != .source && misfit.mayPass == mayPass {
      counts[misfit, default: 0] += 1
    }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most?.key.rawValue ?? Misfit.source.rawValue
  }
}
