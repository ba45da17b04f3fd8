import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport

/// One VM that moves from A to B over one cable, and what breaks meanwhile.
struct FaultyMove {
  var strategy: any Strategy
  var faults: [Fault] = []
  /// Whether A and B have only disks of their own, so that the VM's disk must be copied.
  var hasLocalDisks = false
  var writes = PagesPerSecond(2000)
  var bandwidth = BytesPerSecond.gigabitsPerSecond(1)
  /// Whether the VM is on when it is asked for.
  var isOn = true
  /// Another VM that stays on each host.
  var neighbours = false

  static let a = HostID(0)
  static let b = HostID(1)
  static let vm = VMID(0)
  static let cable = LinkID(0)

  /// Runs until the migration has ended, checking the world after every event.
  func run() -> Fleet {
    var simulation = Simulation(of: fleet)
    while !simulation.model.isDone, simulation.step() {
      if let violation = simulation.model.world.violation { fatalError(violation) }
    }
    return simulation.model
  }

  /// The fleet before it has begun.
  var fleet: Fleet {
    let hot = Bytes.mebibytes(8).pages
    let classes = [
      PageClass(name: "cold", pages: Bytes.mebibytes(56).pages, writes: .never),
      PageClass(name: "hot", pages: hot, writes: .uniform(writes)),
    ]
    var vms = [
      VirtualMachine(
        name: "vm", host: Self.a, isOn: isOn, pageClasses: classes, home: DatastoreID(0),
        disks: [Disk(allocated: .mebibytes(100), datastore: DatastoreID(0))])
    ]
    if neighbours {
      for host in [Self.a, Self.b] {
        vms.append(
          VirtualMachine(
            name: "neighbour-\(host.index)", host: host, pageClasses: classes,
            home: DatastoreID(hasLocalDisks ? host.index : 0)))
      }
    }
    var pair = SmallWorld.pair(
      memory: .gibibytes(4), over: "cable", bandwidth, latency: .milliseconds(0.1), vms: vms)
    if hasLocalDisks {
      pair.datastores = [
        Datastore(name: "disk-a", hosts: [Self.a]), Datastore(name: "disk-b", hosts: [Self.b]),
      ]
    }
    pair.faults = faults
    let request = MigrationRequest(
      at: Instant(1), vm: Self.vm, destination: Self.b, strategy: strategy)
    return Fleet(world: pair.world, requests: [request])
  }

  /// A fault in a stage of the VM's migration.
  static func fault(
    _ event: Fault.Event, _ stage: Stage.Kind, _ part: Fault.Part
  ) -> Fault {
    Fault(event, .during(vm, stage, part))
  }

  /// Every strategy that takes a VM to another host, with what its engine is called, and whether it
  /// copies disks of its own. All stages take time, so that a fault can meet the middle of each.
  static let strategies: [(name: String, strategy: any Strategy, movesDisks: Bool)] =
    Engines.strategies.filter { $0.leavesHost }.flatMap { kind in
      let examples =
        if case .memory(let make) = kind.ingredients {
          Engines.preCopy.map { make($0.engine(), StageCosts()) }
        } else {
          kind.examples()
        }
      return examples.map { ($0.engine, $0, kind.disks != .stay) }
    }
}
