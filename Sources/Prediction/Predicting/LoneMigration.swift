import Datacenter
import Kernel
import Quantities
import Seam

/// One migration in a world of its own. Nobody waits and nobody decides, so that it needs no fleet.
struct LoneMigration: Model {
  private var world: World
  private var hasEnded = false

  private init(_ world: consuming World) { self.world = world }

  mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    world.handle(event, at: now, &calendar)
    noteEnd()
  }

  mutating func checkInvariants(at now: Instant) { world.checkInvariants(at: now) }

  private mutating func noteEnd() {
    for notice in world.takeNotices() {
      if case .ended = notice { hasEnded = true }
    }
  }

  /// Moves the world's first VM to its second host, from the start until that has ended or until a limit.
  ///
  /// - Returns: what came of it.
  static func record(
    in world: consuming World, with strategy: any Strategy, fidelity: MemoryFidelity?,
    until limit: Instant
  ) -> MigrationRecord {
    var simulation = Simulation(model: LoneMigration(world))
    let migration = simulation.model.begin(strategy, fidelity, &simulation.calendar)
    precondition(limit < .never, "a migration that goes on for ever has no record")
    while !simulation.model.hasEnded, simulation.calendar.nextInstant <= limit {
      simulation.step()
    }
    if !simulation.model.hasEnded {
      simulation.model.world.stop(at: limit, &simulation.calendar)
    }
    return simulation.model.world.record(of: migration)
  }

  private mutating func begin(
    _ strategy: any Strategy, _ fidelity: MemoryFidelity?,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> MigrationID {
    world.start(at: .start, &calendar)
    defer { noteEnd() }
    return world.migrate(
      VMID(0), to: HostID(1), with: strategy, fidelity: fidelity, requestedAt: .start,
      at: .start, &calendar)
  }
}
