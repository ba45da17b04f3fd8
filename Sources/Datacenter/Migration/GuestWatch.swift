import Quantities

/// Until when a migrating guest has been accounted for, and what is known of its writes.
struct GuestWatch {
  /// Until when its writes and its lost work have been accounted for.
  private(set) var settledAt: Instant
  /// What first writes cost it, while its writes are logged and that costs anything.
  private(set) var firstWrites: FirstWrites?
  /// Pages that the last bitmap read found dirty.
  var dirtied = 0.0
  /// Whether it has stopped reacting to a request to suspend.
  var hangs = false

  init(from now: Instant) { settledAt = now }

  /// The time since it was last accounted for.
  mutating func elapse(to now: Instant) -> Seconds {
    defer { settledAt = now }
    return now - settledAt
  }

  /// Its writes are logged from now on, and the bitmap has been reset.
  mutating func startLogging(_ classes: [PageClass], of vm: VirtualMachine) {
    guard vm.firstWriteCost > .zero, vm.isRunning else { return }
    if firstWrites == nil {
      firstWrites = FirstWrites(classes, cost: vm.firstWriteCost, vcpus: vm.vcpus)
    } else {
      firstWrites?.reset()
    }
  }

  mutating func stopLogging() { firstWrites = nil }

  /// The bitmap has been reset.
  mutating func bitmapWasRead(finding pages: Double) {
    dirtied = pages
    firstWrites?.reset()
  }

  /// The guest has so much time to run in a stretch while its writes are logged.
  ///
  /// - Returns: the work that it does; `nil` if nothing is logged.
  mutating func work(
    in time: Seconds, from start: Instant, to end: Instant, following activities: [Activity]
  ) -> Seconds? {
    firstWrites?.run(for: time, from: start, to: end, following: activities)
  }
}

extension Migration {
  /// Pages that the last bitmap read found dirty.
  var dirtied: Double { guest.dirtied }
  /// Until when the guest has been accounted for.
  var settledAt: Instant { guest.settledAt }
  /// Whether it has stopped reacting to a request to suspend.
  var guestHangs: Bool { guest.hangs }
  mutating func noteHang() { guest.hangs = true }
  /// What first writes cost the guest, while they cost anything.
  var firstWrites: FirstWrites? { guest.firstWrites }
}
