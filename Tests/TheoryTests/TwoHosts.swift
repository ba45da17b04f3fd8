import Datacenter
import Kernel
import Orchestration
import Quantities
import TestSupport

/// Two hosts, one link and one VM: the smallest world in which a closed form can be checked.
struct TwoHosts {
  var memory = Bytes.gibibytes(1)
  var bandwidth = BytesPerSecond(125e6)
  var latency = Seconds.zero
  var classes: [PageClass]?
  var activities: [Activity] = []
  var isOn = true
  var datastores = [Datastore(name: "san")]
  var disks: [Disk] = []
  var suspendImage = Bytes.zero
  var cpus = [CPU(), CPU()]
  var seed: UInt64 = 1

  /// Moves the VM from a to b at time 0, and returns the record.
  func migrate(
    with strategy: any Strategy, fidelity: MemoryFidelity? = nil
  ) -> MigrationRecord {
    run(strategy, fidelity: fidelity).record
  }

  /// The same, with the hash over all that happened.
  func run(
    _ strategy: any Strategy, fidelity: MemoryFidelity? = nil
  ) -> (record: MigrationRecord, trace: TraceHash) {
    let vm = VirtualMachine(
      name: "vm", host: HostID(0), isOn: isOn,
      pageClasses: classes ?? [PageClass(name: "idle", pages: memory.pages, writes: .never)],
      activities: activities, cpu: cpus[0], home: DatastoreID(0), disks: disks,
      suspendImage: suspendImage)
    var pair = SmallWorld.pair(
      memory: .gibibytes(1024), bandwidth, latency: latency, vms: [vm])
    for (host, cpu) in cpus.enumerated() { pair.hosts[host].cpu = cpu }
    pair.datastores = datastores
    pair.seed = seed
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1), strategy: strategy, fidelity: fidelity)
    var simulation = Simulation(of: Fleet(world: pair.world, requests: [request]))
    simulation.runToTheEnd(until: Instant(86400))
    return (simulation.model.record(of: 0)!, simulation.trace)
  }
}
