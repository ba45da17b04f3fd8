public import Quantities
public import Seam

/// The first generation of Storage vMotion (ESX 3.5): snapshots.
///
/// A snapshot is taken, so that the guest writes to a redo log and its disk stands still; the disk is
/// copied. Then, as long as the log is too long to be copied within the downtime goal, another snapshot
/// is taken and the log before it is copied. At last the VM stands still for the rest. Every snapshot
/// stuns the VM, the logs take space on both sides, and they have to be merged into the disk at the
/// destination. (Mashtizadeh et al., USENIX ATC 2011, section 3.1.)
public struct Snapshots: DiskMover {
  /// What is left may take this long to copy.
  public var downtimeGoal: Seconds
  /// Snapshots at most.
  public var maximumSnapshots: Int
  /// How long the VM stands still for a snapshot.
  public var stun: RandomQuantity<Seconds>
  /// The copies' parameters.
  public var copy: DiskCopy
  private var taken = 0
  private var isStunned = false
  private var left = Bytes(.infinity)

  /// A migration that has not begun; goal and stun are assumptions.
  public init(
    downtimeGoal: Seconds = Seconds(1), maximumSnapshots: Int = 32,
    stun: RandomQuantity<Seconds> = .constant(.milliseconds(500)),
    speed: BytesPerSecond = .unlimited, granularity: Bytes = .kibibytes(64),
    isParallel: Bool = false
  ) {
    self.downtimeGoal = downtimeGoal
    self.maximumSnapshots = maximumSnapshots
    self.stun = stun
    copy = DiskCopy(
      writes: .logged, until: .pass, granularity: granularity, speed: speed,
      isParallel: isParallel)
  }

  public var name: String { "snapshots" }
  public var leavesLogs: Bool { true }

  public mutating func begin() -> DiskStep { takeSnapshot() }

  public mutating func next(after report: Report) -> DiskStep {
    if isStunned {
      isStunned = false
      return .copy(copy)
    }
    let log = report.disks.remaining
    if log == .zero || log <= report.disks.bandwidth * downtimeGoal {
      return .switchOver(because: .withinDowntimeGoal)
    }
    guard log < left * 0.99, taken < maximumSnapshots else { return .giveUp }
    left = log
    return takeSnapshot()
  }

  private mutating func takeSnapshot() -> DiskStep {
    taken += 1
    isStunned = true
    return .stun(stun)
  }

  public var lastCopy: DiskCopy { copy.drain }
}

extension Snapshots {
  static var descriptor: DiskMoverDescriptor {
    DiskMoverDescriptor(
      Self(),
      summary: "ESX 3.5: the guest writes to redo logs, which are copied one after the other",
      source: "Mashtizadeh et al., USENIX ATC 2011, section 3.1",
      parameters: Parameter.copy(\.copy) + [
        .parallel(\.copy.isParallel), .downtimeGoal(\.downtimeGoal),
        Parameter("maximumSnapshots", \.maximumSnapshots, .count(1...1000), "The most snapshots."),
        Parameter(
          "stun", \.stun, .randomTime, "How long each snapshot pauses the VM."),
      ])
  }
}
