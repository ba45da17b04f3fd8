import Kernel
import Quantities

extension Migration {
  /// What the migration hears of a fault; `nil` if nothing, or not yet.
  mutating func effect(
    of event: Fault.Event, on ground: borrowing Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    let hasGone = hasGone(on: ground, at: now)
    let isSplit = ground.guests[plan.vm].primary.state == .split
    // From the go-ahead on, what is left behind at the source is needed.
    let needsSource = isSplit || leavesMemoryBehind
    switch event {
    case .linkDown(_, _, .silent), .slowed: return nil
    case .linkDown(let link, _, .closed):
      return ground.wires.leads(plan.route, over: link) ? connectionLost(on: ground, at: now) : nil
    case .yanked(let vm): return vm == plan.vm ? connectionLost(on: ground, at: now) : nil
    case .hostLost(let host) where host == plan.source:
      // A VM that stays on its host needs it whatever has been handed over.
      return hasGone && !needsSource && !plan.staysOnItsHost ? nil : .hostLost(.source)
    case .hostLost(let host) where host == plan.destination:
      if isUndoing { return nil }
      return hasGone && !isSplit
        ? .reportLost(because: .destinationLost) : .hostLost(.destination)
    case .hostLost: return nil
    case .destinationRefuses(let vm):
      guard vm == plan.vm, !isUndoing else { return nil }
      return ground.hosts[plan.source.index].isUp ? .refused(.declined) : .hostLost(.source)
    case .cancelled(let vm):
      guard vm == plan.vm else { return nil }
      return answer(.cancel, on: ground, at: now) == .heard ? .command(.cancel) : nil
    case .guestHangs(let vm):
      if vm == plan.vm { hang(on: ground, &calendar) }
      return nil
    case .postCopyWanted: return nil
    case .reportLost(let vm):
      guard vm == plan.vm, !isUndoing else { return nil }
      loseReport()
      return hasGone ? .reportLost(because: .reportLost) : nil
    }
  }

  /// What the migration hears when its connection is closed; `nil` where it no longer needs one.
  func connectionLost(on ground: borrowing Infrastructure, at now: Instant) -> Cause? {
    if isUndoing { return nil }
    let isSplit = ground.guests[plan.vm].primary.state == .split
    return hasGone(on: ground, at: now) && !isSplit
      ? .reportLost(because: .linkLost) : .linkLost
  }
}
