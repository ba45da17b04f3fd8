import Datacenter
import Kernel
import Quantities

/// Managers that look at migrations, say something, and hear how it was answered. The migration's
/// record keeps both.
extension Fleet {
  /// A move's migration has begun.
  mutating func beginManager(
    of id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if moves[id.index].manager == nil { moves[id.index].manager = policy.manager }
    moves[id.index].answers = []
    let facts = view[moves[id.index].order.vm]
    guard let intervention = moves[id.index].manager?.begin(facts) else { return }
    carryOut(intervention, for: id, at: now, &calendar)
  }

  /// A manager looks at a migration.
  mutating func look(
    at id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    moves[id.index].look = nil
    guard let migration = moves[id.index].attempts.last?.migration,
      let progress = world.progress(of: migration, at: now)
    else { return }
    let answers = moves[id.index].answers
    moves[id.index].answers = []
    guard let intervention = moves[id.index].manager?.next(after: progress, heard: answers) else {
      return
    }
    carryOut(intervention, for: id, at: now, &calendar)
  }

  private mutating func carryOut(
    _ intervention: Intervention, for id: MoveID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let migration = moves[id.index].attempts.last?.migration else { return }
    for command in intervention.commands {
      moves[id.index].answers.append(world.command(command, migration, at: now, &calendar))
    }
    if let time = intervention.nextLook, world.record(of: migration).ended == nil {
      moves[id.index].look = agenda.add(.look(id), at: now + time, &calendar)
    }
  }

  /// A move's migration has ended: its manager does not look at it again.
  mutating func endManager(of id: MoveID, _ calendar: inout EventCalendar<WorldEvent>) {
    if let look = moves[id.index].look { agenda.cancel(look, &calendar) }
    moves[id.index].look = nil
  }
}
