public import Quantities
public import Seam

/// The third generation of Storage vMotion (ESX 5.0): I/O mirroring.
///
/// One pass. Where the copy has been, the guest's writes go to both sides, and the guest waits for the
/// slower; where it has not, to the source alone, since they will be copied anyway. So the copy takes
/// size / rate whatever the guest writes, nothing is left at its end, and the VM stands still only for
/// the switch. A destination that is slower than the guest's writes slows the guest down.
/// (Mashtizadeh et al., USENIX ATC 2011, section 3.3.)
public struct IOMirroring: DiskMover {
  /// The copy's parameters.
  public var copy: DiskCopy

  public init(
    speed: BytesPerSecond = .unlimited, granularity: Bytes = .kibibytes(64),
    isParallel: Bool = false
  ) {
    copy = DiskCopy(
      writes: .mirrored, until: .pass, granularity: granularity, speed: speed,
      isParallel: isParallel)
  }

  public var name: String { "io-mirroring" }

  public mutating func begin() -> DiskStep { .copy(copy) }

  public mutating func next(after report: Report) -> DiskStep {
    .switchOver(because: .disksReady)
  }

  public var lastCopy: DiskCopy { copy.drain }
}

extension IOMirroring {
  static var descriptor: DiskMoverDescriptor {
    DiskMoverDescriptor(
      Self(),
      summary: "ESX 5.0: one pass; what the guest writes behind the copy goes to both sides",
      source: "Mashtizadeh et al., USENIX ATC 2011, section 3.3",
      parameters: Parameter.copy(\.copy) + [.parallel(\.copy.isParallel)])
  }
}
