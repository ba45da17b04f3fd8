public import Quantities

/// What a manager may say to a running migration.
public enum Command: Hashable, Sendable {
  /// Stop the VM when what is left can be sent within this time.
  case setDowntimeLimit(Seconds)
  /// Send no faster than this from now on.
  case setRateCap(BytesPerSecond)
  /// From the next time on, slow the guest down in steps of so many per cent while it dirties too much:
  /// QEMU's auto-converge and its increment. Whether a guest may be slowed down at all is settled before
  /// the first byte.
  case throttle(step: Int)
  /// Move the VM now and its memory afterwards.
  case startPostCopy
  /// Suspend the VM now and let stop-and-copy finish, however long that takes: nova's force-complete,
  /// `virsh suspend` during a live migration.
  case pause
  /// Break the migration off; the VM goes on at the source.
  case cancel
}

/// How a migration answers a command.
public enum CommandAnswer: String, Hashable, Sendable, CaseIterable {
  /// It is obeyed.
  case heard
  /// The migration has come too far for it.
  case tooLate = "too-late"
  /// The engine knows no such command.
  case notUnderstood = "not-understood"
}
