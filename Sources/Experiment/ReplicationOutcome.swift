import Datacenter
import Kernel
import Orchestration
import Quantities

/// What one replication of one arm came to.
struct ReplicationOutcome: Sendable {
  /// The record of each request; `nil` where the run ended before the request was due.
  let records: [MigrationRecord?]
  /// How every link was used, where the scenario asks for it.
  let links: [World.DirectionUsage]
  /// What every guest felt, where the scenario asks for it.
  let guests: [GuestView]
  /// For each fault whether it happened.
  let struckFaults: [Bool]
  /// How many VMs were lost with a host, whether a request named them or not.
  let lostVMs: Int
  let eventCount: Int
  let trace: TraceHash

  /// Runs one replication.
  init(_ plan: Plan, arm: Plan.Arm, replication: Int) {
    var simulation = Simulation(of: plan.fleet(arm: arm, replication: replication))
    let end = simulation.runToTheEnd(until: Instant(plan.scenario.until.value))
    records = plan.requests.indices.map { simulation.model.record(of: $0) }
    links = simulation.model.linkUsage(at: end)
    guests = simulation.model.guestViews(at: end)
    struckFaults = simulation.model.world.struckFaults
    lostVMs = simulation.model.lostVMs
    eventCount = simulation.eventCount
    trace = simulation.trace
  }

  /// From the first request until the last migration ended; `nil` unless every VM was moved.
  func makespan(of requests: [Plan.Request]) -> Seconds? {
    let ends = records.compactMap { $0?.outcome == .migrated ? $0?.ended : nil }
    guard ends.count == records.count, let last = ends.max(),
      let first = requests.map(\.at).min()
    else { return nil }
    return last - Instant(first.value)
  }
}

/// How one request ended, in the words of the results.
enum Verdict: String, CaseIterable {
  case finished, refused, failed, unfinished
  case failedBadly = "failed-badly"

  init(_ record: MigrationRecord?) {
    self =
      switch record?.outcome {
      case .migrated: .finished
      case .refused: .refused
      case .failed: .failed
      case .failedBadly: .failedBadly
      case nil: .unfinished
      }
  }
}

extension MigrationRecord {
  /// Why the migration did not come about; `nil` if it did.
  var reason: String? {
    switch outcome {
    case .refused(let refusal): refusal.rawValue
    case .failed(let failure), .failedBadly(let failure): failure.rawValue
    case .migrated, nil: nil
    }
  }
}
