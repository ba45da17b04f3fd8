public import Kernel
public import Quantities

/// VMs that are switched off where they are.
extension World {
  /// A VM that no migration moves is switched off: its host no longer holds its memory.
  ///
  /// - Returns: whether it was: a VM that moves, is off already or is lost stays as it is.
  @discardableResult
  public mutating func switchOff(
    _ vm: VMID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    let copy = ground.guests[vm].primary
    guard ground.guests[vm].migration == nil, copy.state == .running || copy.state == .suspended
    else { return false }
    settleGuest(vm, at: now)
    ground.change(vm) { $0.primary.state = .off }
    ground.release(ground.guests[vm].memory.bytes, on: copy.host)
    settleEffects(at: now, &calendar)
    followChanges(at: now, &calendar)
    return true
  }
}
