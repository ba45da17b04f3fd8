import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies

/// SimGrid's scaling example: N source hosts with one busy 1 GiB VM each, N destinations, every host
/// on a 125 MB/s cable of its own, starts spread evenly over 60 s.
///
/// The hosts share nothing but switches, or also one backbone of N x 18.75 MB/s. A VM dirties 30 % of
/// its cable's rate; over the backbone 10 %, as more would never converge there.
struct PairedHosts {
  let count: Int
  let hasBackbone: Bool

  /// Builds the world and runs it until every VM has moved.
  func run() -> (events: Int, trace: TraceHash, migrated: Int) {
    var simulation = Simulation(of: Fleet(world: world, requests: requests))
    simulation.runToTheEnd(until: .never)
    let migrated = requests.indices.count { simulation.model.record(of: $0)?.outcome == .migrated }
    return (simulation.eventCount, simulation.trace, migrated)
  }

  private var world: World {
    let hosts = (0..<2 * count).map { Host(name: "host-\($0)", memory: .gibibytes(2)) }
    let memory = Bytes.gibibytes(1).pages
    let dirtied = PagesPerSecond((hasBackbone ? 0.1 : 0.3) * 125e6 / 4096)
    let vms = (0..<count).map {
      VirtualMachine(
        name: "vm-\($0)", host: HostID($0),
        pageClasses: [PageClass(name: "busy", pages: memory, writes: .sweep(dirtied, phase: 0))],
        home: DatastoreID(0))
    }
    var topology = Topology()
    topology.addSwitch("sources")
    if hasBackbone {
      topology.addSwitch("destinations")
      topology.join(
        .switch(0), .switch(1), by: .init(BytesPerSecond(18.75e6) * Double(count)),
        name: "backbone")
    }
    for host in hosts.indices {
      let side = hasBackbone && host >= count ? 1 : 0
      topology.join(
        .host(HostID(host)), .switch(side), by: .init(BytesPerSecond(125e6)), name: "\(host)")
    }
    return World(
      hosts: hosts, vms: vms, datastores: [Datastore(name: "san")], links: topology.links,
      switches: topology.switches, randomness: .init(seed: 1, replication: 1, arm: "pairs"))
  }

  private var requests: [MigrationRequest] {
    let strategy = PreCopy(Textbook(), costs: .free)
    return (0..<count).map {
      MigrationRequest(
        at: Instant(60 * Double($0) / Double(count)), vm: VMID($0),
        destination: HostID(count + $0), strategy: strategy)
    }
  }
}
