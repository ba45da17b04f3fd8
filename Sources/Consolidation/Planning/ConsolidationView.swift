/// What a policy knows of a fleet when it plans a round. It is a value: whoever runs the fleet makes it.
public struct ConsolidationView: Sendable {
  public let hosts: [HostCapacity]
  /// Hosts of equal capacity have equal kinds, from 0.
  let kinds: [Int]
  public let vms: [VMCapacity]
  /// The VMs on each host, in the order in which they came; those under way to it are among them.
  public var residents: [[Int]]
  /// What each VM asks for, in millions of instructions per second.
  public var demand: [Double]
  /// What share of each host is in use, as last measured; 0 for one that is off or idle.
  public var utilisation: [Double]
  /// What VMs asked for before.
  public var history: DemandHistory
  /// VMs that must stay where they are, because they are moving already.
  public var isUnderWay: [Bool]
  /// Hosts to which a VM is under way: they are not emptied.
  public var isReceiving: [Bool]
  /// Hosts that may get VMs.
  public var isUsable: [Bool]

  public init(_ estate: Estate) {
    hosts = estate.hosts
    var known: [HostCapacity: Int] = [:]
    kinds = hosts.map { host in
      let kind = known[host] ?? known.count
      known[host] = kind
      return kind
    }
    vms = estate.vms
    residents = hosts.map { _ in [] }
    demand = vms.map { _ in 0 }
    utilisation = hosts.map { _ in 0 }
    history = DemandHistory(vms: vms.count)
    isUnderWay = vms.map { _ in false }
    isReceiving = hosts.map { _ in false }
    isUsable = hosts.map { _ in true }
  }
}

/// A VM that is to move.
public struct PlannedMove: Hashable, Sendable {
  public let vm: Int
  public let destination: Int

  public init(vm: Int, destination: Int) {
    self.vm = vm
    self.destination = destination
  }
}
