import Kernel
import Quantities

/// The event loop, with as many events pending as a small, a usual and a very large run has.
enum KernelBenchmark {
  static func run() {
    print(
      """
      kernel: the hold model with exponential increments. Best of \(repetitions) in CPU time, in turns
      with a plain binary heap. moved: reschedules per event. allocations: Swift heap objects made.
      """)
    let table = TextTable(
      "pending", "moved", "ns/event", "events/s", "binary heap ns/event", "ratio",
      "allocations/event")
    for workload in workloads { measure(workload, into: table) }
  }

  private static let repetitions = 9

  private struct Workload {
    let pending: Int
    let moves: Bool
    /// Simulated seconds. The first tenth warms up and is not measured.
    let duration: Double
    /// What happens in the whole run.
    let eventCount: Int
    let trace: UInt64

    var warmUp: Double { duration / 10 }
  }

  private static let workloads = [
    Workload(
      pending: 64, moves: false, duration: 16_000,
      eventCount: 1_086_602, trace: 0x637f_a16c_afc7_cb75),
    Workload(
      pending: 1_000, moves: false, duration: 1_000,
      eventCount: 1_060_803, trace: 0x1e8b_21fa_5273_d75f),
    Workload(
      pending: 100_000, moves: false, duration: 10,
      eventCount: 1_063_719, trace: 0xb662_5b51_04f3_ebae),
    Workload(
      pending: 64, moves: true, duration: 16_000,
      eventCount: 1_104_303, trace: 0xfe57_2716_a539_90fe),
    Workload(
      pending: 1_000, moves: true, duration: 1_000,
      eventCount: 1_079_154, trace: 0xc8c4_ffa2_8410_6694),
    Workload(
      pending: 100_000, moves: true, duration: 10,
      eventCount: 1_079_825, trace: 0x30b9_17bb_052e_bdce),
  ]

  private static func measure(_ workload: Workload, into table: TextTable) {
    var kernel = Measurement()
    var binaryHeap = Measurement()
    for _ in 0..<repetitions {
      kernel.keepBest(timeKernel(workload))
      binaryHeap.keepBest(timeBinaryHeap(workload))
    }
    let perEvent = kernel.nanosecondsPerEvent
    let allocations = countAllocations(workload).map {
      (Double($0) / Double(kernel.events)).text(places: 3)
    }
    table.printRow([
      "\(workload.pending)", workload.moves ? "1" : "0", perEvent.text(),
      (1e3 / perEvent).text() + " M", binaryHeap.nanosecondsPerEvent.text(),
      (perEvent / binaryHeap.nanosecondsPerEvent).text(places: 2), allocations ?? "unknown",
    ])
  }

  private static func timeKernel(_ workload: Workload) -> Measurement {
    var simulation = warmSimulation(workload)
    let before = simulation.eventCount
    let result = Measurement.of {
      simulation.run(until: Instant(workload.duration))
      return simulation.eventCount - before
    }
    check(workload, simulation.eventCount, simulation.trace)
    return result
  }

  private static func timeBinaryHeap(_ workload: Workload) -> Measurement {
    var loop = BinaryHeapLoop(pending: workload.pending, moves: workload.moves)
    loop.run(until: workload.warmUp)
    let before = loop.eventCount
    let result = Measurement.of {
      loop.run(until: workload.duration)
      return loop.eventCount - before
    }
    check(workload, loop.eventCount, loop.trace)
    return result
  }

  /// Counted apart from the timing, which it would disturb, over the same events.
  private static func countAllocations(_ workload: Workload) -> Int? {
    var simulation = warmSimulation(workload)
    let count = AllocationCount.during { simulation.run(until: Instant(workload.duration)) }
    check(workload, simulation.eventCount, simulation.trace)
    // A count of none means something only if there is a count.
    let whileFilling = AllocationCount.during { _ = warmSimulation(workload) }
    precondition(whileFilling != 0, "allocations are not being counted")
    return count
  }

  private static func warmSimulation(_ workload: Workload) -> Simulation<HoldModel> {
    var simulation = HoldModel.simulation(pending: workload.pending, moves: workload.moves)
    simulation.run(until: Instant(workload.warmUp))
    return simulation
  }

  private static func check(_ workload: Workload, _ eventCount: Int, _ trace: TraceHash) {
    precondition(
      eventCount == workload.eventCount && trace.value == workload.trace,
      "another run than recorded: \(eventCount) events, trace \(trace)")
  }
}
