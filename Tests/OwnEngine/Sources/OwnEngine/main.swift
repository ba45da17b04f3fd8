import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies

// Three hosts around a switch; the first has two VMs, and is emptied.
let hosts = [("a", 64.0), ("b", 8.0), ("c", 32.0)].map { name, memory in
  Host(name: name, memory: .gibibytes(memory))
}
let links = hosts.enumerated().map { index, host in
  Link(
    name: "uplink-\(host.name)", between: .host(HostID(index)), and: .switch(0),
    bandwidth: .gigabitsPerSecond(10), latency: .microseconds(50))
}
let vms = [("calm", 2_000.0), ("busy", 600_000.0)].map { name, writes in
  let hot = Bytes.gibibytes(1).pages
  let rest = Bytes.gibibytes(3).pages
  return VirtualMachine(
    name: name, host: HostID(0),
    pageClasses: [
      PageClass(name: "hot", pages: hot, writes: .uniform(PagesPerSecond(writes))),
      PageClass(name: "rest", pages: rest, writes: .never),
    ], home: DatastoreID(0))
}

/// Empties the first host by an engine, and prints what became of each migration.
func evacuate(by engine: some PreCopyEngine) {
  let world = World(
    hosts: hosts, vms: vms, datastores: [Datastore(name: "san")], links: links,
    switches: ["switch"], randomness: .init(seed: 1, replication: 1, arm: engine.name))
  let fleet = Fleet(
    world: world, requests: [ScheduledRequest(Evacuate([HostID(0)]), .at(.start))],
    policy: FleetPolicy(
      mover: Mover(PreCopy(engine, costs: StageCosts())), rules: AdmissionRules(),
      placement: Roomiest()))
  var simulation = Simulation(model: fleet)
  while !simulation.model.isDone, simulation.step() {}
  for record in simulation.model.world.records {
    let reason = record.stopReason?.name ?? "-"
    print(
      "\(engine.name): \(vms[record.vm.index].name) to \(hosts[record.destination.index].name),",
      "\(record.rounds.count) rounds, total time \(record.totalTime ?? .zero),",
      "downtime \(record.downtime ?? .zero), stopped: \(reason)")
  }
}

evacuate(by: Persistent())
evacuate(by: XenModern())
