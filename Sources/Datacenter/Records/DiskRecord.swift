public import Quantities

/// What became of one disk in a migration that copies it live: rows of `disks.csv`.
public struct DiskRecord: Sendable {
  /// The disk's place among the VM's.
  public let disk: Int
  /// Where it lay.
  public let source: DatastoreID
  /// Where it was to go.
  public let destination: DatastoreID
  /// The passes over it, in order.
  public var passes: [DiskPass] = []
  /// When nothing was dirty for the first time (QEMU's READY).
  public var readyAt: Instant?
  /// Copied by passes and drain.
  public var copied = Bytes.zero
  /// Writes of the guest that went to both sides.
  public var mirrored = Bytes.zero
  /// What of the disk's size was left out as holes.
  public var holes = Bytes.zero
  /// The most space taken beside the disk and its copy, by redo logs on the source's storage.
  public var extraSpace = Bytes.zero
  /// Σ over time of what the guest's writes waited longer, by share of the writes: latency x time.
  var waited = 0.0
  /// How long the guest wrote while the disk was copied or kept in step.
  public internal(set) var watched = Seconds.zero
  /// What the guest wanted to write and could not.
  public internal(set) var lostWrites = Bytes.zero

  init(disk: Int, source: DatastoreID, destination: DatastoreID) {
    self.disk = disk
    self.source = source
    self.destination = destination
  }

  /// What a write of the guest took longer than without the migration, on average.
  public var addedWriteLatency: Seconds {
    watched > .zero ? Seconds(waited / watched.value) : .zero
  }
}

/// One pass over one disk.
public struct DiskPass: Sendable {
  /// What kind of pass.
  public enum Kind: String, Hashable, Sendable {
    /// While the guest runs.
    case copy
    /// After READY, for as long as both sides are kept in step.
    case sync
    /// While the guest stands still.
    case drain
    /// Redo logs are merged into their base at the destination.
    case consolidation
  }
  public let kind: Kind
  /// Its number among those of the disk, from 1.
  public let number: Int
  /// When it began.
  public let started: Instant
  /// How long it took.
  public var duration = Seconds.zero
  /// What it copied.
  public var copied = Bytes.zero
  /// Dirty at its end.
  public var remaining = Bytes.zero
}
