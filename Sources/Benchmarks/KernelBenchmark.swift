import Kernel
import Quantities
import Reference

/// The event loop, with as many events pending as a small, a usual and a very large run has.
enum KernelBenchmark {
  static func run() {
    print(
      """
      kernel: CPU time per event, best of \(repetitions), in turns with two event queues in C++ that run
      the same model with the same draws. moved: reschedules per event. allocations: Swift heap
      objects made.
      """)
    let table = TextTable(
      "model", "pending", "moved", "ns/event", "fused 4-ary heap", "ratio", "std::priority_queue",
      "ratio", "allocations/event")
    for workload in workloads { measure(workload, into: table) }
  }

  private static let repetitions = 7

  private enum Model {
    case hold(pending: Int, moves: Bool)
    case singleServer(load: Double)
  }

  private struct Workload {
    let model: Model
    /// Simulated seconds. The first tenth warms up and is not measured.
    let duration: Double

    var warmUp: Double { duration / 10 }
  }

  private static let workloads =
    [(100, 20_000.0), (10_000, 200), (1_000_000, 3)].flatMap { pending, duration in
      [false, true].map { moves in
        Workload(model: .hold(pending: pending, moves: moves), duration: duration)
      }
    } + [Workload(model: .singleServer(load: 0.7), duration: 2_000_000)]

  private static func measure(_ workload: Workload, into table: TextTable) {
    var (kernel, heap, queue) = (Measurement(), Measurement(), Measurement())
    for _ in 0..<repetitions {
      let run = timeKernel(workload)
      kernel.keepBest(run.measurement)
      for (kind, best) in [(ReferenceFusedHeap, 0), (ReferencePriorityQueue, 1)] {
        let other = timeReference(kind, workload)
        precondition(
          other.events == run.events && other.trace == run.trace, "the two ran another history")
        let measurement = Measurement(
          nanoseconds: other.nanoseconds, events: Int(other.measured_events))
        if best == 0 { heap.keepBest(measurement) } else { queue.keepBest(measurement) }
      }
    }
    let time = kernel.nanosecondsPerEvent
    let allocations = countAllocations(workload).map {
      (Double($0) / Double(kernel.events)).text(places: 3)
    }
    let (name, pending, moves) =
      switch workload.model {
      case .hold(let pending, let moves): ("hold", "\(pending)", moves ? "1" : "0")
      case .singleServer: ("M/M/1", "1-2", "0")
      }
    table.printRow([
      name, pending, moves, time.text(), heap.nanosecondsPerEvent.text(),
      (time / heap.nanosecondsPerEvent).text(places: 2), queue.nanosecondsPerEvent.text(),
      (time / queue.nanosecondsPerEvent).text(places: 2), allocations ?? "unknown",
    ])
  }

  private static func timeKernel(
    _ workload: Workload
  ) -> (measurement: Measurement, events: UInt64, trace: UInt64) {
    switch workload.model {
    case .hold(let pending, let moves):
      var simulation = HoldModel.simulation(pending: pending, moves: moves)
      return time(&simulation, workload)
    case .singleServer(let load):
      var simulation = SingleServer.simulation(load: load)
      return time(&simulation, workload)
    }
  }

  @inline(__always)
  private static func time<M>(
    _ simulation: inout Simulation<M>, _ workload: Workload
  ) -> (measurement: Measurement, events: UInt64, trace: UInt64) {
    simulation.run(until: Instant(workload.warmUp))
    let before = simulation.eventCount
    let start = Measurement.threadTime()
    simulation.run(until: Instant(workload.duration))
    let measurement = Measurement(
      nanoseconds: Measurement.threadTime() - start, events: simulation.eventCount - before)
    return (measurement, UInt64(simulation.eventCount), simulation.trace.value)
  }

  private static func timeReference(
    _ queue: ReferenceQueue, _ workload: Workload
  ) -> ReferenceRun {
    HoldDraws().increments.withUnsafeBufferPointer { increments in
      switch workload.model {
      case .hold(let pending, let moves):
        reference_hold(
          queue, UInt32(pending), moves, workload.warmUp, workload.duration,
          increments.baseAddress)
      case .singleServer(let load):
        reference_single_server(
          queue, load, workload.warmUp, workload.duration, increments.baseAddress)
      }
    }
  }

  /// Counted apart from the timing, which it would disturb, over the same events.
  private static func countAllocations(_ workload: Workload) -> Int? {
    switch workload.model {
    case .hold(let pending, let moves):
      count(workload) { HoldModel.simulation(pending: pending, moves: moves) }
    case .singleServer(let load): count(workload) { SingleServer.simulation(load: load) }
    }
  }

  private static func count<M>(
    _ workload: Workload, _ make: () -> Simulation<M>
  ) -> Int? {
    var simulation = make()
    simulation.run(until: Instant(workload.warmUp))
    let count = AllocationCount.during { simulation.run(until: Instant(workload.duration)) }
    // A count of none means something only if there is a count.
    let whileFilling = AllocationCount.during { _ = make() }
    precondition(whileFilling != 0, "allocations are not being counted")
    return count
  }
}
