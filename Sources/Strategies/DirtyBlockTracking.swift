public import Quantities
public import Seam

/// The second generation of Storage vMotion (ESX 4.0 and 4.1): dirty block tracking.
///
/// A bitmap in the kernel collects the blocks that the guest writes. The whole disk is copied, then pass
/// after pass what was written during the one before, D(k+1) = distinct blocks written in D(k) / b: the
/// geometric series, on blocks. Blocks that are written often are left for the end of a pass, so that
/// they are copied less often. The VM is stopped when the rest is predicted to take no longer than the
/// downtime goal; a pass that leaves no less than the one before did proves that this will never be.
/// (Mashtizadeh et al., "The Design and Evolution of Live Storage Migration in VMware ESX", USENIX ATC
/// 2011, section 3.2.)
public struct DirtyBlockTracking: DiskMover {
  /// What is left may take this long to copy.
  public var downtimeGoal: Seconds
  /// Passes at most.
  public var maximumPasses: Int
  /// The copies' parameters.
  public var copy: DiskCopy
  private var left = Bytes(.infinity)
  private var passes = 0

  /// A migration that has not begun; the goal is an assumption.
  public init(
    downtimeGoal: Seconds = Seconds(1), maximumPasses: Int = 1000, hotBlocksLate: Bool = true,
    speed: BytesPerSecond = .unlimited, granularity: Bytes = .kibibytes(64),
    isParallel: Bool = false
  ) {
    self.downtimeGoal = downtimeGoal
    self.maximumPasses = maximumPasses
    copy = DiskCopy(
      writes: .tracked(hotLast: hotBlocksLate), until: .pass, granularity: granularity,
      speed: speed, isParallel: isParallel)
  }

  public var name: String { "dirty-block-tracking" }

  public mutating func begin() -> DiskStep {
    passes = 1
    return .copy(copy)
  }

  public mutating func next(after report: Report) -> DiskStep {
    let remaining = report.disks.remaining
    // No bandwidth was measured where there was nothing to copy.
    if remaining == .zero || remaining <= report.disks.bandwidth * downtimeGoal {
      return .switchOver(because: .withinDowntimeGoal)
    }
    guard remaining < left * 0.99, passes < maximumPasses else { return .giveUp }
    left = remaining
    passes += 1
    return .copy(copy)
  }

  public var lastCopy: DiskCopy { copy.drain }
}

extension DirtyBlockTracking {
  static var descriptor: DiskMoverDescriptor {
    DiskMoverDescriptor(
      Self(),
      summary:
        "ESX 4: pass after pass over what was written during the one before; may not converge",
      source: "Mashtizadeh et al., USENIX ATC 2011, section 3.2",
      parameters: Parameter.copy(\.copy) + [
        .parallel(\.copy.isParallel), .downtimeGoal(\.downtimeGoal),
        Parameter("maximumPasses", \.maximumPasses, .count(1...10_000), "The most passes."),
        Parameter(
          "hotBlocksLate", \.hotBlocksLate, .flag,
          "Whether blocks that are written often are copied at the end of a pass."),
      ])
  }

  private var hotBlocksLate: Bool {
    get { copy.writes == .tracked(hotLast: true) }
    set { copy.writes = .tracked(hotLast: newValue) }
  }
}

extension StopReason {
  /// What is left of the disks can be copied within the downtime goal.
  public static let withinDowntimeGoal = StopReason(
    "within-downtime-goal", "what was left of the disks could be copied within the goal")
}
