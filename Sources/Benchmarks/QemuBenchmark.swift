import Datacenter
import Glibc
import Kernel
import Orchestration
import Quantities
import Strategies

/// One QEMU migration of 4 GiB over 1 GbE, from building its world to its end.
///
/// A guest that dirties nearly what the link carries takes about 30 emergent rounds: by numbers and
/// page by page. One that dirties half of it is what predictions for a fleet are made of, of which a
/// million must take no more than a minute on two cores.
enum QemuBenchmark {
  static func run() {
    print(
      """
      qemu: a migration of 4 GiB, from building its world to its end. Best of \(repetitions) in CPU \
      time.
      """)
    let table = TextTable(
      "memory", "writes/s", "rounds", "us/migration", "events", "at most, us")
    for workload in workloads { measure(workload, into: table) }
  }

  private static let repetitions = 20

  private struct Workload {
    let fidelity: MemoryFidelity
    /// Page writes per second to a hot GiB.
    let writes: Double
    /// Migrations in one measurement.
    let count: Int
    /// What one may take.
    let limit: Double
    /// What the first seed simulates.
    let rounds: Int
    let totalTime: Double
  }

  private static let workloads = [
    Workload(
      fidelity: .statistical, writes: 11_000, count: 50, limit: 110, rounds: 6,
      totalTime: 44.071154444799895),
    Workload(
      fidelity: .statistical, writes: 27_500, count: 20, limit: 100, rounds: 32,
      totalTime: 64.69930801919944),
    Workload(
      fidelity: .pages, writes: 27_500, count: 1, limit: 300_000, rounds: 34,
      totalTime: 64.80166342399944),
  ]

  private static func measure(_ workload: Workload, into table: TextTable) {
    var best = Measurement()
    var first: MigrationRecord?
    for _ in 0..<repetitions {
      best.keepBest(
        Measurement.of {
          var events = 0
          for seed in 1...workload.count {
            let (record, count) = migrate(seed: UInt64(seed), workload)
            if seed == 1 { first = record }
            events += count
          }
          return events
        })
    }
    guard let first, let time = first.totalTime else {
      preconditionFailure("the migration did not end")
    }
    guard first.precopyRounds == workload.rounds, abs(time.value - workload.totalTime) < 1e-6
    else {
      print("another migration than before: \(first.precopyRounds) rounds in \(time.value) s")
      exit(1)
    }
    table.printRow([
      "\(workload.fidelity)", "\(Int(workload.writes))", "\(first.precopyRounds)",
      (best.nanoseconds / 1000 / Double(workload.count)).text(),
      "\(best.events / workload.count)", workload.limit.text(),
    ])
  }

  private static func migrate(
    seed: UInt64, _ workload: Workload,
    by strategy: any Strategy = PreCopy(Qemu(.qemu7_2), costs: StageCosts())
  ) -> (MigrationRecord, events: Int) {
    let hot = Bytes.gibibytes(1).pages
    let vm = VirtualMachine(
      name: "guest", host: HostID(0),
      pageClasses: [
        PageClass(name: "hot", pages: hot, writes: .uniform(PagesPerSecond(workload.writes))),
        PageClass(name: "rest", pages: Bytes.gibibytes(3).pages, writes: .never),
      ], home: DatastoreID(0))
    let link = Link(
      name: "wire", between: .host(HostID(0)), and: .host(HostID(1)),
      bandwidth: BytesPerSecond(125e6), latency: .zero)
    let world = World(
      hosts: ["a", "b"].map { Host(name: $0, memory: .gibibytes(64)) }, vms: [vm],
      datastores: [Datastore(name: "san")], links: [link],
      randomness: .init(seed: seed, replication: 0, arm: "benchmark"))
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1),
      strategy: strategy, fidelity: workload.fidelity)
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    guard let record = simulation.model.record(of: 0) else {
      preconditionFailure("the request was not due")
    }
    return (record, simulation.eventCount)
  }

  /// The guest whose migration takes about 30 rounds, by numbers.
  static func migrateInRounds(seed: UInt64) { _ = migrate(seed: seed, workloads[1]) }

  /// The same guest, moved by another engine.
  static func migrate(seed: UInt64, by engine: some PreCopyEngine) {
    _ = migrate(seed: seed, workloads[1], by: PreCopy(engine, costs: StageCosts()))
  }
}
