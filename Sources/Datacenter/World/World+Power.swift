public import Quantities

/// VMs that are switched off.
extension World {
  /// Switches a VM off at once: its host has its memory back, its files stay where they are. A VM that moves,
  /// or is not running, stays as it is.
  ///
  /// - Returns: whether it was switched off.
  @discardableResult
  public mutating func switchOff(_ vm: VMID, at now: Instant) -> Bool {
    let machine = vms[vm.index]
    guard machine.migration == nil, machine.primary.state == .running else { return false }
    settleGuest(vm, at: now)
    ground.release(machine.memory.bytes, on: machine.primary.host)
    ground.change(vm) { $0.primary.state = .off }
    shareCores(at: now)
    return true
  }
}
