import Kernel
import Quantities

/// A migration whose path is silent: its transfers stand still by themselves, its messages are held.
extension Migration {
  /// Since when it has waited for a silent link.
  var silentSince: Instant? {
    get { channel.silentSince }
    set { channel.silentSince = newValue }
  }

  /// Its path may have fallen silent, or carry again.
  mutating func followSilence(
    on ground: borrowing Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let since = silentSince else {
      guard ground.wires.silentSince(plan.route) != nil else { return }
      silentSince = now
      holdMessages(at: now, &calendar)
      return
    }
    guard ground.wires.silentSince(plan.route) == nil else { return }
    record.waitedForLink += now - since
    silentSince = nil
    sendMessages(at: now, &calendar)
  }

  /// The migration ends, or its connection does.
  mutating func endSilence(at now: Instant) {
    guard let since = silentSince else { return }
    record.waitedForLink += now - since
    silentSince = nil
  }

  private mutating func holdMessages(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard case .waiting(var wait) = work, wait.crossesNetwork else { return }
    wait.hold(at: now)
    work = .waiting(wait)
    clock.cancel(&calendar)
  }

  private mutating func sendMessages(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard case .waiting(var wait) = work, let length = wait.release(at: now) else { return }
    work = .waiting(wait)
    clock.set(plan.id, for: actionStarted + length, &calendar)
  }

  /// Whether a cancellation is not read: the engine copies the rest of a VM that stands still, and
  /// attends to nothing else while the copy is stuck.
  func isDeaf(on ground: borrowing Infrastructure) -> Bool {
    guard silentSince != nil, !talk.readsCommandsInStopAndCopy, stage.kind == .stopAndCopy else {
      return false
    }
    return !ground.guests[plan.vm].isRunning
  }
}
