package import Datacenter
import Kernel
package import Orchestration
package import Quantities
import Strategies
import TestSupport

/// Some hosts around a switch, and VMs that do not write: a move takes as long as its memory needs.
package struct SmallFleet {
  /// Memory of each host, in GiB.
  package var hosts: [Double]
  /// The host of each VM, and its memory in GiB.
  package var vms: [(host: Int, memory: Double)]
  package var cores: Double?
  package var vcpus = 1
  /// What share of its vCPUs each VM wants; none for all, always.
  package var demands: [CPUDemand?] = []
  package var loadView: Seconds?
  package var requests: [ScheduledRequest] = []
  package var rules = AdmissionRules()
  package var placement: any Placement = FirstFit()
  package var manager: (any Manager)?
  package var affinity: [AffinityRule] = []
  package var limits: [VMID: PlacementLimits] = [:]
  package var stores = [Datastore(name: "san")]
  package var faults: [Fault] = []
  package var failures: [FailureProcess] = []
  /// How long each VM takes to start again.
  package var boot = Seconds.zero
  package var replication: UInt64 = 0
  package var mover = Mover(StopAndCopy(costs: .free))
  /// How fast each host's link is: 1 GiB of memory takes about 8.6 s.
  package var bandwidth = BytesPerSecond.gigabitsPerSecond(1)

  package init(hosts: [Double], vms: [(host: Int, memory: Double)]) {
    self.hosts = hosts
    self.vms = vms
  }

  package static func host(_ index: Int) -> HostID { HostID(index) }

  package var world: World {
    var star = SmallWorld.star(
      hosts.indices.map { "host-\($0)" }, cores: cores, over: "link", bandwidth,
      vms: vms.enumerated().map { .idle("vm-\($0)", on: $1.host, .gibibytes($1.memory)) })
    for vm in star.vms.indices { star.vms[vm].vcpus = vcpus }
    for (vm, demand) in demands.enumerated() { star.vms[vm].demand = demand }
    for (host, memory) in hosts.enumerated() { star.hosts[host].memory = .gibibytes(memory) }
    star.datastores = stores
    star.faults = faults
    return star.world
  }

  package var fleet: Fleet {
    var world = world
    world.add(failures)
    var fleet = Fleet(
      world: world, view: FleetView(of: world, rules: affinity, limits: limits),
      requests: requests,
      policy: FleetPolicy(
        mover: mover, manager: manager, rules: rules, placement: placement,
        boot: vms.map { _ in .constant(boot) }, replication: replication))
    if let loadView { fleet.recordHosts(every: loadView) }
    return fleet
  }

  /// Runs until every request has ended, and stops where something impossible is found.
  package func run(until limit: Double = 1e6, name: String = "") -> Fleet {
    var simulation = Simulation(of: fleet)
    if let violation = simulation.watch(until: Instant(limit)) { fatalError("\(name)\(violation)") }
    return simulation.model
  }

  package mutating func ask(
    _ request: any FleetRequest, at instant: Double = 0, every: Seconds? = nil
  ) {
    requests.append(ScheduledRequest(request, .at(Instant(instant)), every: every))
  }
}
