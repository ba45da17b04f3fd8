public import Quantities

/// How an action ended, and what the engine may know at that moment.
public struct Report: Equatable, Sendable {
  public var cause: Cause
  /// How long the action took.
  public var elapsed: Seconds
  /// Pages that the action sent.
  public var sent: Pages
  /// Pages that the action passed over because they had been written again.
  public var skipped: Pages
  /// Bytes that the action put on the wire.
  public var bytes: Bytes
  /// Pages known dirty and not yet sent.
  public var remaining: Pages
  /// Pages that became pending at the last bitmap read.
  public var dirtied: Pages
  /// The bandwidth that the last window measured.
  public var bandwidth: BytesPerSecond
  /// What was little enough to be left when that window closed, for engines that work in windows.
  public var threshold: Bytes?
  /// The VM's memory, as the engine sees it.
  public var memory: Pages
  /// Whether the VM was on when the migration began.
  public var wasRunning: Bool
  /// Whether it was suspended to disk then.
  public var wasSuspended = false
  /// How far the VM's disks are.
  public var disks = DiskProgress()
  /// What the VM's devices hold, to be sent after its last page.
  public var devices = DeviceState()

  public init(
    _ cause: Cause, elapsed: Seconds = .zero, sent: Pages = .zero, skipped: Pages = .zero,
    bytes: Bytes = .zero, remaining: Pages = .zero, dirtied: Pages = .zero,
    bandwidth: BytesPerSecond = .zero, memory: Pages = .zero, wasRunning: Bool = true
  ) {
    self.cause = cause
    self.elapsed = elapsed
    self.sent = sent
    self.skipped = skipped
    self.bytes = bytes
    self.remaining = remaining
    self.dirtied = dirtied
    self.bandwidth = bandwidth
    self.memory = memory
    self.wasRunning = wasRunning
  }
}

/// What devices hold beside the state that every machine has.
public struct DeviceState: Hashable, Sendable {
  public var bytes: Bytes
  /// How fast it is read out of the device and written into another, whatever the network carries.
  public var rate: BytesPerSecond

  public init(bytes: Bytes = .zero, rate: BytesPerSecond = .unlimited) {
    self.bytes = bytes
    self.rate = rate
  }
}

/// Why a report is given.
public enum Cause: Hashable, Sendable {
  /// The migration was asked for; nothing has been done yet.
  case requested
  /// The action was carried out.
  case done
  /// The pages of an order have been sent.
  case sent
  /// The dirty bitmap has been read.
  case read
  /// The destination refused.
  case refused(Refusal)
  /// The guest did not stop in time, and goes on running.
  case suspendTimedOut
  /// The VM has stood still for longer than the engine lets it.
  case switchOverTimedOut
  /// The path between the hosts broke during the action.
  case linkLost
  /// A host died during the action.
  case hostLost(Side)
  /// The destination has been told to go ahead, and nothing more is heard of it.
  case reportLost(because: Failure)
  /// There is no space left on storage that the migration writes to.
  case storageFull
  /// A manager wants something else, which the strategy has heard; the action under way was broken off.
  case command(Command)
}

/// Why a destination does not take a VM.
public enum Refusal: String, Hashable, Sendable, CaseIterable {
  /// No path between the two hosts.
  case noRoute = "no-route"
  /// Not enough free memory at the destination.
  case noRoom = "no-room"
  /// Not enough free space on the destination's storage.
  case noSpace = "no-space"
  /// A disk that the destination cannot reach.
  case storageNotShared = "storage-not-shared"
  /// Nowhere at the destination to put the VM's files.
  case noStorage = "no-storage"
  /// Another CPU vendor.
  case cpuVendor = "cpu-vendor"
  /// A CPU feature that the VM uses is missing.
  case cpuFeatures = "cpu-features"
  /// The VM is powered off, so there is nothing to move live.
  case poweredOff = "powered-off"
  /// The VM is at the destination already.
  case alreadyThere = "already-there"
  /// Only the VM's storage was to move, but another host was named.
  case anotherHost = "another-host"
  /// The VM is already being migrated.
  case alreadyMigrating = "already-migrating"
  /// One of the two hosts is down.
  case hostDown = "host-down"
  /// The destination would not or could not go on.
  case declined = "declined"
}

/// How a migration ended.
public enum Outcome: Hashable, Sendable {
  /// The destination owns the VM.
  case migrated
  /// The destination would not take it; the VM never noticed.
  case refused(Refusal)
  /// Something failed; the VM runs (or stays off) at the source, unless that is what was lost.
  case failed(Failure)
  /// Contact was lost after the go-ahead: nobody knows which host owns the VM, so it stands still on
  /// both until somebody decides (xl: "migration failed badly"). It never runs twice.
  case failedBadly(Failure)
}

/// What made a migration fail.
public enum Failure: String, Hashable, Sendable {
  case linkLost = "link-lost"
  case sourceLost = "source-lost"
  case destinationLost = "destination-lost"
  case suspendTimedOut = "suspend-timed-out"
  /// The VM would have stood still for longer than the engine lets it.
  case switchOverTimedOut = "switch-over-timed-out"
  case cancelled = "cancelled"
  case destinationRefused = "destination-refused"
  case reportLost = "report-lost"
  /// The engine's own time was over.
  case timedOut = "timed-out"
  /// The destination's storage, or that of a redo log, was full.
  case storageFull = "storage-full"
  /// What was left to copy would not become less.
  case notConverging = "not-converging"
}
