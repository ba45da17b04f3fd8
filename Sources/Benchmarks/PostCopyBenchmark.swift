import Datacenter
import Glibc
import Kernel
import Orchestration
import Quantities
import Strategies

/// One post-copy migration of 2 GiB over 1 GbE, from building its world to its end. Nearly all of it is
/// faults, which are played one by one: by a guest that writes at random, and by one that also sweeps,
/// which needs the places of missing pages and not their numbers only.
enum PostCopyBenchmark {
  static func run() {
    print(
      """
      postcopy: a post-copy of 2 GiB, from building its world to its end. Best of \(repetitions) in CPU \
      time.
      """)
    let table = TextTable("guest", "us/migration", "faults", "ns/fault", "at most, us")
    for guest in guests { measure(guest, into: table) }
  }

  private static let repetitions = 20

  private struct Guest {
    let name: String
    /// Pages per second of a sweep over 64 MiB.
    let sweep: Double
    /// Migrations in one measurement.
    let count: Int
    /// What one may take.
    let limit: Double
    /// What the first seed simulates.
    let faults: Int
    let totalTime: Double
  }

  private static let guests = [
    Guest(
      name: "random", sweep: 0, count: 10, limit: 300, faults: 1364,
      totalTime: 17.281752431999998),
    Guest(
      name: "sweeping", sweep: 500, count: 10, limit: 300, faults: 1421,
      totalTime: 17.282892432000004),
  ]

  private static func measure(_ guest: Guest, into table: TextTable) {
    var best = Measurement()
    var first: MigrationRecord?
    for _ in 0..<repetitions {
      best.keepBest(
        Measurement.of {
          var faults = 0
          for seed in 1...guest.count {
            let record = migrate(seed: UInt64(seed), guest)
            if seed == 1 { first = record }
            faults += record.faults
          }
          return faults
        })
    }
    guard let first, let time = first.totalTime else {
      preconditionFailure("the migration did not end")
    }
    guard first.faults == guest.faults, abs(time.value - guest.totalTime) < 1e-6 else {
      print("another migration than before: \(first.faults) faults in \(time.value) s")
      exit(1)
    }
    table.printRow([
      guest.name, (best.nanoseconds / 1000 / Double(guest.count)).text(),
      "\(best.events / guest.count)", best.nanosecondsPerEvent.text(), guest.limit.text(),
    ])
  }

  private static func migrate(seed: UInt64, _ guest: Guest) -> MigrationRecord {
    var classes = [
      PageClass(
        name: "hot", pages: Bytes.mebibytes(256).pages, writes: .uniform(PagesPerSecond(1500))),
      PageClass(
        name: "warm", pages: Bytes.mebibytes(768).pages, writes: .uniform(PagesPerSecond(300))),
      PageClass(name: "rest", pages: Bytes.mebibytes(960).pages, writes: .never),
    ]
    let swept = Bytes.mebibytes(64).pages
    classes.append(
      PageClass(
        name: "swept", pages: swept,
        writes: guest.sweep > 0 ? .sweep(PagesPerSecond(guest.sweep), phase: 0) : .never))
    let vm = VirtualMachine(
      name: "guest", host: HostID(0), pageClasses: classes, home: DatastoreID(0))
    let link = Link(
      name: "wire", between: .host(HostID(0)), and: .host(HostID(1)),
      bandwidth: BytesPerSecond(125e6), latency: .zero)
    let world = World(
      hosts: ["a", "b"].map { Host(name: $0, memory: .gibibytes(64)) }, vms: [vm],
      datastores: [Datastore(name: "san")], links: [link],
      randomness: .init(seed: seed, replication: 0, arm: "benchmark"))
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1), strategy: PostCopy())
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    guard let record = simulation.model.record(of: 0) else {
      preconditionFailure("the request was not due")
    }
    return record
  }

  /// The guest that writes at random.
  static func migrateRandomWriter(seed: UInt64) { _ = migrate(seed: seed, guests[0]) }
}
