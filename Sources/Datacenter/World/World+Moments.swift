import Kernel
import Quantities

/// Faults that strike at the start, in the middle or at the end of a migration's stage.
extension World {
  /// The strategy has answered with an action: if that takes it into another stage, faults strike at
  /// the end of the stage it leaves and at the start of the one it enters, before the action begins.
  ///
  /// - Returns: what the strategy is told instead of having its action carried out.
  mutating func faultsOnTheWay(
    _ id: MigrationID, to action: Action, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    guard !faults.isEmpty else { return nil }
    if case .finish = action { return nil }
    let left = migrations[id.index].stageSeen
    let entered = migrations[id.index].strategy.stage.kind
    guard left != entered else { return nil }
    migrations[id.index].stageSeen = entered
    var cause: Cause?
    for (number, fault) in faults.enumerated() {
      guard case .during(migrations[id.index].vm, let stage, let part) = fault.moment,
        (stage == left && part != .start) || (stage == entered && part == .start)
      else { continue }
      cancelExpected(number, &calendar)
      let heard = strike(number, listener: id, at: now, &calendar)
      cause = cause ?? heard
    }
    return cause
  }

  /// A migration is over: what was to strike at the end of its last stage strikes the world as it
  /// now is.
  mutating func faultsAtTheEnd(
    of id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard !faults.isEmpty, let left = migrations[id.index].stageSeen else { return }
    migrations[id.index].stageSeen = nil
    for (number, fault) in faults.enumerated() {
      guard case .during(migrations[id.index].vm, left, let part) = fault.moment, part != .start
      else { continue }
      cancelExpected(number, &calendar)
      _ = strike(number, at: now, &calendar)
    }
  }

  /// A transfer or a wait begins: faults due in the middle of the stage go on the calendar, half-way
  /// through it as fast as it goes at present.
  mutating func expectMiddle(
    of id: MigrationID, ofWait wait: Seconds? = nil, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard !faults.isEmpty else { return }
    let stage = migrations[id.index].strategy.stage.kind
    let transfers = stage == .iterativePreCopy || stage == .stopAndCopy
    guard transfers == (wait == nil), let time = wait ?? timeToSend(id, at: now) else { return }
    for (number, fault) in faults.enumerated() {
      guard case .ahead = faultStates[number],
        case .during(migrations[id.index].vm, stage, .middle) = fault.moment
      else { continue }
      faultStates[number] = .expected(calendar.schedule(.fault(number), at: now + time / 2))
    }
  }

  /// How long the transfer under way has still to go at its present rate.
  private func timeToSend(_ id: MigrationID, at now: Instant) -> Seconds? {
    if case .copyDisks = migrations[id.index].action { return timeToCopy(id) }
    guard let flow = migrations[id.index].flow else { return nil }
    // An order with turns is followed to its end from the start.
    if following.contains(id), let end = migrations[id.index].turns?.end {
      return end < .never ? end - now : nil
    }
    var left = network.remaining(flow, at: now)
    if case .send(let order) = migrations[id.index].action, order.selection != .none {
      // The flow of batches knows only one of them.
      left = max(left, migrations[id.index].memory.costOfPending(as: order.wire))
    }
    return left.isFinite ? left / network.rate(of: flow) : nil
  }

  private mutating func cancelExpected(
    _ number: Int, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard case .expected(let event) = faultStates[number] else { return }
    _ = calendar.cancel(event)
    faultStates[number] = .ahead
  }
}
