import Datacenter
import Kernel
import Orchestration
import Quantities
import TestSupport

/// VMs on one host that all move to another over one link: the smallest world in which migrations
/// meet.
struct SharedLink {
  var memory = Bytes.gibibytes(1)
  var bandwidth = BytesPerSecond(125e6)
  var latency = Seconds.zero
  var transport = Transport.ideal
  var loads: [BackgroundLoad] = []
  /// Page writes per second of each VM, as a sweep.
  var dirtied = PagesPerSecond.zero
  /// When each VM is to move.
  var starts: [Double]
  var usage: Seconds?
  var seed: UInt64 = 1
  var arm = "test"

  /// What came of each, in order, and how the link was used.
  func run(_ strategy: any Strategy)
    -> (records: [MigrationRecord], usage: [World.DirectionUsage])
  {
    let simulation = simulation(strategy)
    var fleet = simulation.model
    let records = starts.indices.map { fleet.record(of: $0)! }
    return (records, fleet.linkUsage(at: simulation.now))
  }

  /// How much happened.
  func eventCount(_ strategy: any Strategy) -> Int { simulation(strategy).eventCount }

  private func simulation(_ strategy: any Strategy) -> Simulation<Fleet> {
    let writes: WriteLaw = dirtied > .zero ? .sweep(dirtied, phase: 0) : .never
    let vms = starts.indices.map {
      VirtualMachine(
        name: "vm-\($0)", host: HostID(0),
        pageClasses: [PageClass(name: "all", pages: memory.pages, writes: writes)],
        home: DatastoreID(0))
    }
    var pair = SmallWorld.pair(
      memory: .gibibytes(1024), bandwidth, latency: latency, vms: vms)
    pair.transport = transport
    pair.loads = loads
    pair.seed = seed
    pair.arm = arm
    var world = pair.world
    if let usage { world.recordUsage(every: usage) }
    let requests = starts.enumerated().map { vm, start in
      MigrationRequest(
        at: Instant(start), vm: VMID(vm), destination: HostID(1), strategy: strategy)
    }
    var simulation = Simulation(of: Fleet(world: world, requests: requests))
    simulation.runToTheEnd(until: Instant(1e7))
    return simulation
  }
}
