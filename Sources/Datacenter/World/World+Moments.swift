import Kernel
import Quantities

/// Faults that strike at the start, in the middle or at the end of a migration's stage.
extension World {
  /// The strategy has answered: if that takes it into another stage, faults strike at the end of the
  /// stage it leaves and at the start of the one it enters, before the action begins.
  ///
  /// - Returns: what the strategy is told instead of having its action carried out.
  mutating func faultsOnTheWay(
    of id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    guard let (left, entered) = migrations[id].talk.takeStep() else { return nil }
    var cause: Cause?
    for number in faults.due(migrations[id].plan.vm, leaving: left, entering: entered) {
      faults.forget(number, &calendar)
      let heard = strike(number, listener: id, at: now, &calendar)
      cause = Self.graver(cause, heard)
    }
    return cause
  }

  /// Of two things that a strategy hears at one instant, the one that decides: a VM cannot go on at a
  /// source that has died, whatever else is said.
  private static func graver(_ first: Cause?, _ second: Cause?) -> Cause? {
    switch (first, second) {
    case (.hostLost(.source), _): first
    case (_, .hostLost(.source)), (nil, _): second
    case (.hostLost, _): first
    case (_, .hostLost): second
    default: first
    }
  }

  /// A migration is over: what was to strike at the end of its last stage strikes the world as it
  /// now is.
  mutating func faultsAtTheEnd(
    of last: Stage.Kind, _ vm: VMID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for number in faults.due(vm, leaving: last, entering: nil) {
      faults.forget(number, &calendar)
      _ = strike(number, at: now, &calendar)
    }
  }

  /// Something begins that takes its time: faults due in the middle of the stage go on the calendar,
  /// half-way through it as fast as it goes at present. In stages 2 and 3 that is a transfer, in the
  /// others a wait.
  mutating func expectMiddle(
    of id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let kind = migrations[id].work.kind else { return }
    let stage = migrations[id].stage.kind
    let transfers = stage == .iterativePreCopy || stage == .stopAndCopy
    guard transfers == kind.isTransfer,
      let time = kind.timeLeft(of: migrations[id], on: ground, at: now),
      time.isFinite
    else { return }
    faults.expect(migrations[id].plan.vm, in: stage, at: now + time / 2, &calendar)
  }
}
