import Datacenter
import Kernel
import Orchestration
package import Quantities

/// What one replication of one arm came to.
package struct ReplicationOutcome: Sendable {
  /// Every migration that was asked for.
  package let asked: [AskedMigration]
  /// What became of requests, hosts and VMs, where the scenario is about a fleet.
  let fleet: FleetOutcome?
  /// How the hosts' cores were loaded, where the scenario is about that.
  let loads: LoadOutcome?
  /// Which VMs broke which of their objectives.
  let objectives: ObjectivesOutcome
  /// How every link was used, where the scenario asks for it.
  let links: [World.DirectionUsage]
  /// What every guest felt, where the scenario asks for it.
  let guests: [GuestView]
  /// How much memory every host held, where the scenario asks for it.
  let memory: [HostMemoryRow]
  /// For each fault whether it happened.
  let struckFaults: [Bool]
  /// Every outage of a host, link or datastore, in the order of time.
  let outages: [OutageRecord]
  /// The entries of "network": "links" that carried nothing, by their places.
  let unusedLinks: [Int]
  /// How many VMs were lost with a host, whether a request named them or not.
  let lostVMs: Int
  /// What a day of consolidation came to, where the scenario is about one.
  let consolidation: ConsolidationOutcome?
  /// Why the run ended before its time, if it did.
  let cutShort: CutShortError?
  let eventCount: Int
  let trace: TraceHash

  /// Runs one replication.
  package init(_ plan: __shared Plan, arm: __shared Plan.Arm, replication: Int) {
    if let day = arm.consolidation {
      self.init(ConsolidationOutcome(plan, day, replication: replication))
    } else {
      self.init(migrating: plan, arm: arm, replication: replication)
    }
  }

  private init(migrating plan: __shared Plan, arm: __shared Plan.Arm, replication: Int) {
    consolidation = nil
    var simulation = Simulation(of: plan.fleet(arm: arm, replication: replication))
    let (end, usedUp) = simulation.runToTheEnd(
      until: Instant(plan.scenario.until.value), within: plan.scenario.budget)
    loads =
      plan.scenario.whole.hasLoads ? LoadOutcome(&simulation.model, until: end) : nil
    if plan.scenario.whole.isFleet {
      let fleet = simulation.model
      asked = fleet.moveRecords.flatMap { AskedMigration.attempts($0, in: fleet) }
      let parts = plan.scenario.whole.parts
      self.fleet = FleetOutcome(
        fleet, requests: parts.requests, until: end,
        wereOn: plan.scenario.whole.hasOutages ? parts.vms.map { $0.power == .on } : nil)
    } else {
      asked = plan.requests.enumerated().map { place, request in
        AskedMigration(request, simulation.model.keptRecord(of: place))
      }
      fleet = nil
    }
    objectives = ObjectivesOutcome(asked, plan.scenario.whole.parts.vms)
    links = simulation.model.linkUsage(at: end)
    guests = simulation.model.guestViews(at: end)
    memory = HostMemoryRow.rows(
      of: simulation.model.view, every: plan.scenario.whole.parts.hostView, until: end)
    struckFaults = simulation.model.world.struckFaults
    outages = simulation.model.world.outageRecords
    unusedLinks = plan.unusedLinks(simulation.model.world.haveCarried(at: end))
    lostVMs = simulation.model.lostVMs
    let cause = CutShortError.Cause(simulation.model, usedUp: usedUp)
    cutShort = cause.map { [asked, end, count = simulation.eventCount] cause in
      CutShortError(
        cause: cause, at: end - .start, arm: arm.name, replication: replication,
        ended: asked.count { $0.record?.outcome != nil }, asked: asked.count, events: count)
    }
    eventCount = simulation.eventCount
    trace = simulation.trace
  }

  /// A day of consolidation, of which no single migration is told.
  private init(_ day: ConsolidationOutcome) {
    consolidation = day
    (asked, links, guests, memory, struckFaults, unusedLinks) = ([], [], [], [], [], [])
    outages = []
    fleet = nil
    loads = nil
    objectives = ObjectivesOutcome([], [])
    lostVMs = 0
    cutShort = day.cutShort
    eventCount = day.eventCount
    trace = day.trace
  }

  /// From the first request until the last migration ended; `nil` unless every VM was moved, and where
  /// none had to move. In a fleet a VM may need several attempts.
  package var makespan: Seconds? {
    let ends = asked.compactMap { $0.record?.outcome == .migrated ? $0.record?.ended : nil }
    guard fleet != nil || ends.count == asked.count, let last = ends.max(),
      let first = asked.map(\.at).min()
    else { return nil }
    return last - Instant(first.value)
  }
}

/// How one request ended, in the words of the results.
enum Verdict: String, CaseIterable, Codable {
  case finished, refused, failed, unfinished
  case failedBadly = "failed-badly"

  init(of kept: KeptRecord?) { self.init(outcome: kept.flatMap { $0.record.outcome }) }

  init(outcome: Outcome?) {
    self =
      switch outcome {
      case .migrated: .finished
      case .refused: .refused
      case .failed: .failed
      case .failedBadly: .failedBadly
      case nil: .unfinished
      }
  }
}

extension MigrationRecord {
  /// Why the migration did not come about, or not by the end of the run; `nil` if it did.
  var reason: String? {
    switch outcome {
    case .refused(let refusal): refusal.rawValue
    case .failed(let failure), .failedBadly(let failure): failure.rawValue
    case .migrated: nil
    case nil: UnfinishedReason(self).rawValue
    }
  }
}
