import Datacenter
import Glibc
import Kernel
import Orchestration
import Quantities
import Strategies

/// 1,000 VMs with 2 disks each, moved between two arrays in one run: what a migration costs in events
/// and time.
enum StorageBenchmark {
  static func run() {
    print(
      """
      storage: 1,000 VMs with 2 disks each move between two arrays in one run. Best of 3 in CPU time.
      """)
    let table = TextTable("strategy", "migrations", "events/migration", "us/migration", "ns/event")
    for workload in workloads { measure(workload, into: table) }
  }

  private static let count = 1000

  private struct Workload {
    let name: String
    let strategy: any Strategy
    let isOn: Bool
    /// Events that one migration may have.
    let most: Int
  }

  private static let workloads = [
    Workload(name: "cold", strategy: ColdMigration(), isOn: false, most: 25),
    Workload(
      name: "cold, disks at a time", strategy: ColdMigration(isParallel: true), isOn: false,
      most: 25),
    Workload(
      name: "io-mirroring", strategy: LiveStorage(IOMirroring(isParallel: true)), isOn: true,
      most: 100),
  ]

  private static func measure(_ workload: Workload, into table: TextTable) {
    var best = Measurement()
    for _ in 0..<3 {
      best.keepBest(
        Measurement.of {
          var simulation = Simulation(of: fleet(workload))
          simulation.runToTheEnd(until: Instant(1e9))
          let moved = (0..<count).count {
            simulation.model.record(of: $0)?.outcome == .migrated
          }
          guard moved == count, simulation.eventCount <= workload.most * count else {
            print("\(moved) of \(count) moved, in \(simulation.eventCount) events")
            exit(1)
          }
          return simulation.eventCount
        })
    }
    table.printRow([
      workload.name, "\(count)", (Double(best.events) / Double(count)).text(),
      (best.nanoseconds / 1000 / Double(count)).text(), best.nanosecondsPerEvent.text(),
    ])
  }

  private static func fleet(_ workload: Workload) -> Fleet {
    let device = StorageDevice(read: BytesPerSecond(2e9), write: BytesPerSecond(2e9))
    let disk = Disk(
      allocated: .gibibytes(20), datastore: DatastoreID(0), size: .gibibytes(40),
      writes: [BlockClass(region: .gibibytes(1), rate: OperationsPerSecond(5))])
    let vms = (0..<count).map { number in
      VirtualMachine(
        name: "vm-\(number)", host: HostID(0), isOn: workload.isOn,
        pageClasses: [PageClass(name: "idle", pages: Pages(262_144), writes: .never)],
        home: DatastoreID(0), disks: [disk, disk])
    }
    let world = World(
      hosts: [Host(name: "host", memory: Bytes(.infinity))], vms: vms,
      datastores: ["old", "new"].map { Datastore(name: $0, device: device) }, links: [],
      randomness: .init(seed: 1, replication: 1, arm: "storage"))
    return Fleet(
      world: world,
      requests: (0..<count).map {
        MigrationRequest(
          at: Instant(Double($0) * 0.1), vm: VMID($0), destination: HostID(0),
          strategy: workload.strategy, datastore: DatastoreID(1))
      })
  }
}
