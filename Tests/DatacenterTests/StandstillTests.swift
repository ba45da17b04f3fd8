import Kernel
import Quantities
import Randomness
import TestSupport
import Testing

@testable import Datacenter

@Suite("A run that would not end is ended, and says which migration is stuck")
struct StandstillTests {
  /// Reads the bitmap again and again, which takes no time.
  struct Restless: Strategy {
    var stage = Stage.preMigration
    var engine: String { "restless" }
    mutating func next(after report: Report) -> Action { .readBitmap() }
  }

  /// Begins to move the second VM at 3 s.
  struct Session: Model {
    var world: World

    mutating func handle(
      _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
    ) {
      world.handle(event, at: now, &calendar)
      while case let notices = world.takeNotices(), !notices.isEmpty {
        for case .appointment(let vm) in notices {
          _ = world.migrate(
            VMID(vm), to: HostID(1), with: Restless(), requestedAt: now, at: now, &calendar)
        }
      }
    }
  }

  @Test("a strategy that orders what takes no time, without end")
  func restless() throws {
    var simulation = Simulation(
      model: Session(world: .small(vms: [.idle("calm"), .idle("restless")])))
    simulation.calendar.schedule(.appointment(1), at: Instant(3))
    simulation.run()
    let endless = try #require(simulation.model.world.endless)
    #expect(endless.at == Instant(3))
    #expect(endless.migration == MigrationID(0))
    guard case .atOneInstant = endless.excess else {
      Issue.record("\(endless.excess)")
      return
    }
    #expect(simulation.model.world.records[0].ended == nil)
  }

  @Test("a migration with a million rounds ends the run, and is named")
  func rounds() {
    var endlessness = EndlessnessGuard(vms: 2)
    let goesOn = [1_000_000, 1_000_001].map { rounds in
      endlessness.note(MigrationID(1), rounds: rounds, at: Instant(Double(rounds)))
    }
    #expect(goesOn == [true, false])
    #expect(
      endlessness.endless
        == EndlessMigration(
          excess: .rounds(1_000_000), at: Instant(1_000_001), migration: MigrationID(1)))
  }

  @Test("a fluid memory in pseudo-random order sends what rounding leaves of its last page")
  func rotated() throws {
    var memory = SegmentMemory(
      classes: [
        PageClass(name: "rest", pages: Pages(14_848), writes: .uniform(PagesPerSecond(93))),
        PageClass(name: "zero", pages: Pages(1536), writes: .never, isZero: true),
      ], fidelity: .fluid)
    var stream = RandomStream(seed: 1, name: "rotated", replication: 0)
    for time in [0.0, 0.37, 1.9, 0.011] {
      memory.markAll()
      memory.scan(.bitRotated)
      var batches = 0
      while memory.pending >= 1, batches < 1000 {
        _ = memory.sendBatch(1024, drawing: &stream)
        memory.run(for: Seconds(time), speed: 1)
        batches += 1
      }
      #expect(batches < 1000)
    }
  }
}
