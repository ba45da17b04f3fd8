import Datacenter
import Kernel
import Quantities
import Strategies
import Testing

@testable import Orchestration

@Suite("A manager is told how far a migration is, and answers")
struct ManagerTests {
  static let progress = Progress(elapsed: Seconds(30), stage: .iterativePreCopy(round: 3))

  @Test("one without rules never looks")
  func nobody() {
    var manager = ScheduledManager(ManagerRules())
    #expect(manager.begin(ManagedMove(memory: .mebibytes(64))) == .none)
    #expect(manager.next(after: Self.progress, heard: []) == .none)
    #expect(manager.ended(.failed(.cancelled)) == .asTheRulesSay)
  }

  @Test("one with a time-out looks when it is over, cancels, and gives up")
  func cancelAfter() {
    var manager = ScheduledManager(.cancelling(after: Seconds(30)))
    #expect(
      manager.begin(ManagedMove(memory: .mebibytes(64))) == Intervention(nextLook: Seconds(30)))
    let deeds = manager.next(after: Self.progress, heard: []).deeds
    #expect(deeds == [Deed(.say(.cancel), because: "it has taken 30 s")])
    #expect(manager.ended(.failed(.cancelled)) == .asTheRulesSay)
  }

  /// The fleet of a VM that moves under a manager.
  private func run(_ strategy: any Strategy, _ manager: any Manager, cold: Bool = false) -> Fleet {
    var move = FaultyMove(strategy: strategy)
    move.hasLocalDisks = cold
    let plain = move.fleet
    let fleet = Fleet(
      world: plain.world, requests: plain.requests.map(\.schedule),
      policy: FleetPolicy(manager: manager, rules: .none))
    var simulation = Simulation(of: fleet)
    simulation.runToTheEnd(until: Instant(1000))
    return simulation.model
  }

  @Test(
    "a cancel reaches every strategy, and leaves the VM at its source",
    arguments: FaultyMove.strategies.indices)
  func cancelled(number: Int) {
    let (name, strategy, isCold) = FaultyMove.strategies[number]
    let fleet = run(
      strategy, ScheduledManager(.cancelling(after: .milliseconds(300))), cold: isCold)
    let record = fleet.record(of: 0)!
    if name == "post-copy" {
      // It runs at the destination by then, and nobody breaks that off.
      #expect(record.commands.isEmpty)
      #expect(record.outcome == .migrated)
    } else {
      #expect(record.commands.map(\.answer) == [.heard], "\(name)")
      #expect(record.outcome == .failed(.cancelled), "\(name)")
      #expect(fleet.world.vms[0].primary.host == FaultyMove.a)
    }
    #expect(fleet.isDone)
  }

  @Test("what comes after the end is not said at all")
  func late() {
    let fleet = run(StopAndCopy(), ScheduledManager(.cancelling(after: Seconds(500))))
    #expect(fleet.record(of: 0)?.commands.isEmpty == true)
    #expect(fleet.record(of: 0)?.outcome == .migrated)
  }

  @Test("without a manager and with one that does nothing, a run is the same")
  func nothing() {
    func trace(_ manager: (any Manager)?) -> TraceHash {
      let plain = FaultyMove(strategy: PreCopy(XenModern(), costs: StageCosts())).fleet
      var simulation = Simulation(
        of: Fleet(
          world: plain.world, requests: plain.requests.map(\.schedule),
          policy: FleetPolicy(manager: manager, rules: .none)))
      simulation.runToTheEnd(until: .never)
      return simulation.trace
    }
    #expect(trace(nil) == trace(ScheduledManager(ManagerRules())))
  }
}
