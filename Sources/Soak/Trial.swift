import FleetSupport
import Kernel
import Orchestration
import Parallel
import Quantities

/// What became of one seed.
struct Trial: Sendable {
  let events: Int
  let trace: TraceHash
  /// What was impossible, with the seed; `nil` if nothing was.
  let violation: String?

  /// A fleet: every request ends.
  init(fleet seed: UInt64) {
    self.init(
      SmallFleet(drawnFrom: seed).fleet, until: Instant(400_000),
      name: "SmallFleet(drawnFrom: \(seed))", ends: true)
  }

  /// Migrations in a small world. One in post-copy may wait for a link for ever.
  init(scenario seed: UInt64) {
    let scenario = RandomScenario(seed: seed)
    self.init(
      Fleet(world: scenario.world, requests: scenario.requests), until: Instant(10_000),
      name: "RandomScenario(seed: \(seed))", ends: false)
  }

  private init(_ fleet: Fleet, until limit: Instant, name: String, ends: Bool) {
    var simulation = Simulation(of: fleet)
    let violation =
      simulation.watch(until: limit)
      ?? (ends && !simulation.model.isDone ? "a request waits for ever" : nil)
    self.violation = violation.map { "\(name): \($0)" }
    (events, trace) = (simulation.eventCount, simulation.trace)
  }
}
