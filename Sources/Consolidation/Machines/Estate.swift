internal import Quantities

/// The hosts and VMs of a day, and what the VMs ask for.
public struct Estate: Sendable {
  public let hosts: [HostCapacity]
  public let vms: [VMCapacity]
  /// The share of its speed that each VM asks for.
  public let trace: DemandTrace

  public init(hosts: [HostCapacity], vms: [VMCapacity], trace: DemandTrace) {
    precondition(vms.count == trace.count, "each VM has a row of the trace")
    self.hosts = hosts
    self.vms = vms
    self.trace = trace
  }

  /// So many hosts whose kinds alternate, and a VM for each row of a trace: the first VMs are of the first
  /// kind, the next of the second, as many of each as will do.
  public init(
    hosts count: Int, of hostKinds: [HostCapacity], vmKinds: [VMCapacity], trace: DemandTrace
  ) {
    let each = (trace.count + vmKinds.count - 1) / vmKinds.count
    self.init(
      hosts: (0..<count).map { hostKinds[$0 % hostKinds.count] },
      vms: (0..<trace.count).map { vmKinds[$0 / each] }, trace: trace)
  }

  /// The estate of Beloglazov and Buyya (2012): 800 hosts of two kinds, VMs of four.
  public static func planetLab(_ trace: DemandTrace, hosts: Int = 800) -> Estate {
    Estate(hosts: hosts, of: planetLabHosts, vmKinds: planetLabVMs, trace: trace)
  }

  /// HP ProLiant ML110 G4 and G5 with 4 GiB each.
  public static let planetLabHosts = [
    HostCapacity(
      cores: 2, coreSpeed: 1860, memory: .gibibytes(4), power: .named("hp-ml110-g4")!),
    HostCapacity(
      cores: 2, coreSpeed: 2660, memory: .gibibytes(4), power: .named("hp-ml110-g5")!),
  ]

  /// After Amazon's instances of 2011: high-CPU medium, extra large, small and micro.
  public static let planetLabVMs = [
    VMCapacity(speed: 2500, memory: .mebibytes(870)),
    VMCapacity(speed: 2000, memory: .mebibytes(1740)),
    VMCapacity(speed: 1000, memory: .mebibytes(1740)),
    VMCapacity(speed: 500, memory: .mebibytes(613)),
  ]
}
