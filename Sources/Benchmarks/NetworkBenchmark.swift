import Glibc
import Kernel
import Quantities

/// Migrations that meet each other: on a fat tree, and SimGrid's own scaling example.
enum NetworkBenchmark {
  static func run() {
    print(
      """

      network: idle VMs that keep moving between random hosts of a fat tree, 10 Gbit/s. Half of the
      events are arrivals of a flow, half departures. CPU time, best of \(stretches) stretches.
      """)
    let churns = TextTable("hosts", "under way", "us/event", "at most")
    for workload in workloads { measure(workload, into: churns) }
    print(
      """

      SimGrid's workload: N busy 1 GiB VMs between 2 N hosts on cables of their own, starts over 60 s.
      CPU time with the building of the world, best of \(repetitions).
      """)
    let pairs = TextTable("N", "backbone", "events", "ms", "us/event", "at most ms", "exponent")
    for hasBackbone in [false, true] {
      var last: (count: Int, time: Double)?
      for count in [1_000, 3_000, 10_000] {
        let time = measure(
          PairedHosts(count: count, hasBackbone: hasBackbone), after: last, into: pairs)
        last = (count, time)
      }
    }
    var usage = rusage()
    getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
    print("largest resident set of this process: \(usage.ru_maxrss / 1024) MiB (at most 2048)")
  }

  private static let repetitions = 3
  private static let stretches = 5

  private struct Workload {
    let migrations: Int
    let ports: Int
    let events: Int
    let limit: Double
  }

  private static let workloads = [
    Workload(migrations: 1_000, ports: 16, events: 10_000, limit: 30),
    Workload(migrations: 10_000, ports: 16, events: 100, limit: 6_000),
    Workload(migrations: 10_000, ports: 32, events: 5_000, limit: 6_000),
  ]

  private static func measure(_ workload: Workload, into table: TextTable) {
    var best = Measurement()
    // To get there takes longer than the measurement, which therefore goes on where the last one ended.
    var simulation = MigrationChurn.simulation(
      migrations: workload.migrations, ports: workload.ports)
    // Every flow has arrived, and some have left.
    simulation.run(until: Instant(1.5))
    for _ in 0..<stretches {
      best.keepBest(
        Measurement.of {
          for _ in 0..<workload.events { simulation.step() }
          return workload.events
        })
    }
    table.printRow([
      "\(workload.ports * workload.ports * workload.ports / 4)", "\(workload.migrations)",
      (best.nanosecondsPerEvent / 1e3).text(), workload.limit.text(),
    ])
  }

  private static func measure(
    _ pairs: PairedHosts, after last: (count: Int, time: Double)?, into table: TextTable
  ) -> Double {
    var best = Measurement()
    var traces: Set<TraceHash> = []
    for _ in 0..<repetitions {
      best.keepBest(
        Measurement.of {
          let (events, trace, migrated) = pairs.run()
          precondition(migrated == pairs.count, "only \(migrated) VMs have moved")
          traces.insert(trace)
          return events
        })
    }
    precondition(traces.count == 1, "equal runs differ")
    let exponent = last.map { last in
      log(best.nanoseconds / last.time) / log(Double(pairs.count) / Double(last.count))
    }
    table.printRow([
      "\(pairs.count)", pairs.hasBackbone ? "yes" : "no", "\(best.events)",
      (best.nanoseconds / 1e6).text(), (best.nanosecondsPerEvent / 1e3).text(places: 2),
      pairs.count == 1_000 ? "50" : pairs.count == 10_000 ? "2000" : "",
      exponent?.text(places: 2) ?? "",
    ])
    return best.nanoseconds
  }
}
