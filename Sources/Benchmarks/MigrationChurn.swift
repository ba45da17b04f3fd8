import Datacenter
import Kernel
import Quantities
import Strategies

/// As many migrations under way as at first: whenever one ends, its VM moves on to another host.
///
/// The VMs are idle and everything but the transfer costs nothing, so that a migration is one flow
/// that arrives and departs: the dearest kind of event for a network.
struct MigrationChurn: Model {
  private(set) var world: World
  private var draws = HoldDraws()
  private let hosts: Int
  private(set) var ended = 0

  /// `count` VMs of 1 to 16 GiB on a fat tree of `ports`-port switches and 10 Gbit/s.
  init(migrations count: Int, ports: Int) {
    hosts = ports * ports * ports / 4
    var draws = HoldDraws()
    let names = (0..<hosts).map { "host-\($0)" }
    let topology = Topology.fatTree(
      ports: ports, hosts: names, cable: .init(.gigabitsPerSecond(10)))
    let vms = (0..<count).map { number in
      VirtualMachine(
        name: "vm-\(number)", host: HostID(number % names.count),
        pageClasses: [
          PageClass(
            name: "idle", pages: Pages(262_144 + draws.item(of: 15 * 262_144)), writes: .never)
        ], home: DatastoreID(0))
    }
    world = World(
      hosts: names.map { Host(name: $0, memory: Bytes(.infinity)) }, vms: vms,
      datastores: [Datastore(name: "san")], links: topology.links, switches: topology.switches,
      randomness: .init(seed: 1, replication: 1, arm: "churn"))
  }

  mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    world.handle(event, at: now, &calendar)
    while case let notices = world.takeNotices(), !notices.isEmpty {
      for notice in notices {
        switch notice {
        case .appointment(let vm): move(vm, at: now, &calendar)
        case .hostLost, .hostBack, .failureAhead, .demandChanged: break
        case .ended(let migration):
          ended += 1
          // Not at once, so that departure and arrival are events of their own.
          calendar.schedule(
            .appointment(world.record(of: migration).vm.index), at: now + .microseconds(1))
        }
      }
    }
  }

  private mutating func move(
    _ vm: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let from = world.vms[vm].primary.host.index
    let to = (from + 1 + draws.item(of: hosts - 1)) % hosts
    _ = world.migrate(
      VMID(vm), to: HostID(to), with: PreCopy(Textbook(), costs: .free), requestedAt: now,
      at: now, &calendar)
  }

  /// A simulation with every VM's first migration on its calendar, within the first second.
  static func simulation(migrations count: Int, ports: Int) -> Simulation<MigrationChurn> {
    var simulation = Simulation(model: MigrationChurn(migrations: count, ports: ports))
    for vm in 0..<count {
      simulation.calendar.schedule(.appointment(vm), at: Instant(Double(vm) / Double(count)))
    }
    return simulation
  }
}
