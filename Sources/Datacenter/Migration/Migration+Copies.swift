import Kernel
import Quantities

/// Which copy of the VM counts, and what state it is in.
extension Migration {
  // MARK: Stage 3: the VM stands still

  mutating func stop(
    poweringOff: Bool, on ground: inout Infrastructure, at now: Instant
  ) {
    settle(on: &ground, at: now)
    ground.change(plan.vm) { $0.primary.state = poweringOff ? .off : .suspended }
    guest.stopLogging()
    record.beginPause(at: now)
    if record.stoppedAt == nil { record.stoppedAt = now }
  }

  /// What arrives while the VM stands still makes the destination's copy a consistent one, unless
  /// some memory is left behind.
  func completeCopy(on ground: inout Infrastructure) {
    if !ground.guests[plan.vm].isRunning, memory.pending == 0,
      ground.guests[plan.vm].secondary?.state == .incomplete
    {
      ground.guests[plan.vm].secondary?.state = .suspended
    }
  }

  // MARK: Stage 4: the point of no return

  mutating func makeDestinationPrimary(on ground: inout Infrastructure) {
    let old = ground.guests[plan.vm].primary
    // Where memory is left behind, the destination's copy is good for nothing yet.
    let state = memory.pending > 0 ? .incomplete : old.state
    holdings.isHandedOver = true
    ground.change(plan.vm) {
      $0.primary = .init(host: plan.destination, state: state)
      $0.secondary = old
    }
  }

  /// Whether the destination's copy is the primary, even where the VM stays on its host.
  func isAtDestination(on ground: borrowing Infrastructure) -> Bool {
    ground.guests[plan.vm].primary.host == plan.destination
      && (holdings.isHandedOver || !plan.staysOnItsHost)
  }

  /// The destination destroys its copy, and the source's counts again.
  mutating func makeSourcePrimary(on ground: inout Infrastructure) {
    guard isAtDestination(on: ground), let old = ground.guests[plan.vm].secondary else { return }
    holdings.isHandedOver = false
    ground.change(plan.vm) {
      $0.secondary = $0.primary
      $0.primary = old
    }
  }

  // MARK: Stage 5: the VM runs again

  mutating func start(
    on side: Side, announcement: Seconds, on ground: inout Infrastructure, at now: Instant
  ) {
    settle(on: &ground, at: now)
    let isSplit = side == .destination && memory.pending > 0
    ground.change(plan.vm) {
      $0.primary.state = isSplit ? .split : .running
      if isSplit { $0.secondary?.state = .incomplete }
    }
    guard let pause = record.endPause(at: now) else { return }
    record.resumedAt = now
    if side == .destination {
      record.downtime = pause
      record.unreachable = pause + announcement + plan.route.latency
    }
  }

  /// The moment of a snapshot is over.
  mutating func endStun(on ground: inout Infrastructure, at now: Instant) {
    settle(on: &ground, at: now)
    guard record.endPause(at: now) != nil else { return }
    record.stuns += 1
    ground.change(plan.vm) {
      if $0.primary.state == .suspended { $0.primary.state = .running }
    }
  }
}
