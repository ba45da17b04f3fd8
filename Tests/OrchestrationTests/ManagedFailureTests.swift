import Datacenter
import Kernel
import Quantities
import Strategies
import Testing

@testable import Orchestration

@Suite("Every fault in every stage, by every strategy, under every manager")
struct ManagedFailureTests {
  /// One cell: a fault half-way through a stage.
  private static func run(
    _ preset: Preset, _ strategy: any Strategy, movesDisks: Bool, _ event: Fault.Event,
    _ stage: Stage.Kind
  ) -> Fleet {
    var move = FaultyMove(strategy: strategy)
    move.hasLocalDisks = movesDisks
    move.writes = PagesPerSecond(100)
    move.faults = [FaultyMove.fault(event, stage, .middle)]
    let plain = move.fleet
    var rules = AdmissionRules.none
    rules.onFailure = preset.admission.onFailure
    let manager = preset.rules == ManagerRules() ? nil : ScheduledManager(preset.rules)
    var simulation = Simulation(
      of: Fleet(
        world: plain.world, requests: plain.requests.map(\.schedule),
        policy: FleetPolicy(manager: manager, rules: rules)))
    while !simulation.model.isDone, simulation.calendar.nextInstant <= Instant(3600),
      simulation.step()
    {
      if let violation = simulation.model.world.violation { fatalError(violation) }
    }
    return simulation.model
  }

  @Test(
    "a VM that no dead host held alone is lost in post-copy only, whoever manages it",
    arguments: ManagerTable.managers.map { $0.names[0] })
  func lost(manager: String) throws {
    let preset = try #require(ManagerTable.managers.first { $0.names[0] == manager }).preset
    for (name, strategy, movesDisks) in FaultyMove.strategies {
      let stages = FailureTable.stages + (strategy is PostCopy ? [.postCopy] : [])
      for stage in stages {
        for fault in FailureTable.faults {
          let fleet = Self.run(preset, strategy, movesDisks: movesDisks, fault.event, stage)
          let vm = fleet.world.vms[0]
          guard vm.primary.state == .lost else {
            // What is not lost is somewhere, and runs on one host at most.
            #expect([vm.primary, vm.secondary].compactMap(\.self).count(where: \.executes) <= 1)
            continue
          }
          let dead = fleet.world.hosts.indices.filter { !fleet.world.hosts[$0].isUp }
          let heldAlone = dead.contains(vm.primary.host.index)
          #expect(
            heldAlone || strategy is PostCopy, "\(name): \(fault.name) in \(stage) under \(manager)"
          )
        }
      }
    }
  }
}
