public import Quantities
public import Seam

/// QEMU's mirror job: `drive-mirror`, `blockdev-mirror` (block/mirror.c).
///
/// The job goes round the disk, clearing the mark of each 64 KiB chunk before it reads it, with up to 16
/// requests of up to 1 MiB under way. A `speed` is kept in slices of 100 ms. When nothing is marked any
/// more the job is READY, and goes on copying what the guest writes until it is completed: what is
/// marked then is drained while the guest's I/O stands still.
///
/// In `background` mode it comes to that only if the guest dirties less than is copied, w G < b. In
/// `write-blocking` mode the guest's writes go to both sides, and what is left never grows.
public struct QemuMirror: DiskMover {
  /// What becomes of the guest's writes.
  public enum CopyMode: String, Hashable, Sendable, CaseIterable {
    case background
    case writeBlocking = "write-blocking"
  }

  /// The job's parameters.
  public var copy: DiskCopy

  /// A job that has not begun.
  ///
  /// - Parameters:
  ///   - speed: the job's own limit (QEMU: none).
  ///   - patience: passes in a row that do not become smaller, until somebody gives up; QEMU never does.
  ///   - granularity: the target's cluster size, from 4 to 64 KiB.
  public init(
    mode: CopyMode = .background, speed: BytesPerSecond = .unlimited, patience: Int? = nil,
    granularity: Bytes = .kibibytes(64), inFlight: Int = 16
  ) {
    copy = DiskCopy(
      writes: .marked, until: .ready(stallsAllowed: patience), granularity: granularity,
      speed: speed,
      inFlight: inFlight)
    self.mode = mode
  }

  public var name: String { "qemu-mirror" }

  public mutating func begin() -> DiskStep { .copy(copy) }

  public mutating func next(after report: Report) -> DiskStep {
    report.disks.areReady ? .switchOver(because: .disksReady) : .giveUp
  }

  public var lastCopy: DiskCopy { copy.drain }
}

extension QemuMirror {
  static var descriptor: DiskMoverDescriptor {
    DiskMoverDescriptor(
      Self(),
      summary:
        "QEMU's drive-mirror: pass after pass until nothing is dirty (READY); the last writes are drained while the VM is paused",
      source: "QEMU, block/mirror.c",
      parameters: Parameter.copy(\.copy) + [
        Parameter(
          "copyMode", \.mode, .choice("a copy mode"),
          "What happens to the guest's writes during the copy. background: they are copied later. write-blocking: the guest writes to both sides."
        ),
        Parameter(
          "patience", \.patience, .count(1...10_000),
          "The migration is given up after so many passes in a row that do not become smaller; without it, never."
        ),
        Parameter(
          "inFlight", \.copy.inFlight, .count(1...1024),
          "The number of requests of 1 MiB that are under way for each disk."),
      ])
  }

  private var mode: CopyMode {
    get { copy.writes == .writtenThrough ? .writeBlocking : .background }
    set { copy.writes = newValue == .background ? .marked : .writtenThrough }
  }
  private var patience: Int? {
    get { if case .ready(let stalls) = copy.until { stalls } else { nil } }
    set { copy.until = .ready(stallsAllowed: newValue) }
  }
}
