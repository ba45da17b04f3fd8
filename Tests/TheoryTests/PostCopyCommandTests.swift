import Datacenter
import Kernel
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("A manager moves a VM that does not converge")
struct PostCopyCommandTests {
  /// One VM that begins to move at once, and is spoken to at an instant.
  struct Session: Model {
    var world: World
    let strategy: PostCopy
    let command: Command

    mutating func handle(
      _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
    ) {
      world.handle(event, at: now, &calendar)
      while case let notices = world.takeNotices(), !notices.isEmpty {
        for notice in notices {
          switch notice {
          case .appointment(0):
            _ = world.migrate(
              VMID(0), to: HostID(1), with: strategy, requestedAt: now, at: now, &calendar)
          case .appointment: world.command(command, MigrationID(0), at: now, &calendar)
          default: break
          }
        }
      }
    }

    mutating func checkInvariants(at now: Instant) { world.checkInvariants(at: now) }
  }

  func record(commandAt instant: Double) -> MigrationRecord {
    let world = SmallWorld.pair(vms: [.busy(writes: 1e6)]).world
    let strategy = PostCopy(switchOver: .onCommand, costs: .free)
    var simulation = Simulation(
      model: Session(world: world, strategy: strategy, command: .startPostCopy))
    simulation.calendar.schedule(.appointment(0), at: .start)
    simulation.calendar.schedule(.appointment(1), at: Instant(instant))
    while simulation.calendar.nextInstant <= Instant(60), simulation.step() {}
    return simulation.model.world.records[0]
  }

  @Test("at once, in the middle of a pass; without a word it would go on for ever")
  func command() throws {
    let never = record(commandAt: 3600)
    #expect(never.ended == nil)
    #expect(never.precopyRounds > 5)

    let told = record(commandAt: 20)
    // Everything has been written since it was sent, so that all of it follows.
    let whole = 262_144 * 4104 / 125e6
    #expect(told.stages.contains { $0.stage == .postCopy && $0.started < Instant(20.1) })
    #expect(abs(try #require(told.totalTime).value - 20 - whole) < 0.1)
    #expect(told.outcome == .migrated)
    #expect(told.downtime! < .milliseconds(1))
  }
}
