public import Quantities
public import Seam

/// Post-copy between hosts that share no storage: the disks are copied and kept in step, then post-copy
/// moves the VM ahead of its memory.
///
/// Only memory may follow later: a guest waits for a missing page, not for a missing disk. So the VM's
/// disks are drained when it stands still, before its state is sent, and what that takes is downtime:
///
///     downtime = dirty chunks / bandwidth + downtime of the post-copy
///
/// (libvirt: `--postcopy` with `--copy-storage-all`; mirrors are READY before memory begins, and are
/// ended at the pause before the switch-over.)
public struct MirroredPostCopy<Mover: DiskMover>: Strategy {
  /// How the disks are copied.
  public private(set) var mover: Mover
  /// How the memory is.
  public private(set) var memory: PostCopy
  /// Where and how the disks lie at the destination.
  public let options: StorageOptions
  private var phase = Phase.asking

  /// How far the disks are.
  private enum Phase: Equatable, Sendable {
    /// Nothing has been copied.
    case asking
    /// They are copied; then the memory's part is told of its reservation.
    case copying(before: Report)
    /// They are kept in step while the memory's part goes on.
    case following
    /// What is left is copied of a VM that stands still; then the memory's part goes on.
    case draining(then: Action)
    /// The destination has all of them.
    case drained
  }

  /// A migration that has not begun.
  public init(
    _ mover: Mover, then memory: PostCopy, options: StorageOptions = StorageOptions()
  ) {
    self.mover = mover
    self.memory = memory
    self.options = options
  }

  public var stage: Stage {
    if case .copying = phase { .iterativePreCopy(round: 0) } else { memory.stage }
  }
  public var engine: String { "\(mover.name)+\(memory.engine)" }
  public var firmware: [PageClass] { memory.firmware }
  public var downtimeLimit: Seconds? { memory.downtimeLimit }
  public var ceiling: BytesPerSecond { memory.ceiling }
  public var connections: Int { memory.connections }

  /// A VM whose disks have not been copied yet cannot be moved until they have.
  public mutating func hear(_ command: Command) -> CommandAnswer { memory.hear(command) }

  public mutating func next(after report: Report) -> Action {
    switch phase {
    case .asking where memory.stage == .reservation && report.cause == .done:
      return carryOut(mover.begin(), before: report)
    case .copying(let held) where report.cause == .done:
      return carryOut(mover.next(after: report), before: held)
    case .draining(let action) where report.cause == .done:
      phase = .drained
      return action
    case .draining:
      phase = .drained
      return along(memory.next(after: report))
    case .asking, .copying, .following, .drained:
      return along(memory.next(after: report))
    }
  }

  /// What the memory's part orders, with the disks' part of it.
  private mutating func along(_ action: Action) -> Action {
    switch action {
    case .check: return .check([.compatibleCPU, .running])
    case .reserve: return options.reserve(memory: true, memory.costs)
    // The VM has just been stopped: this is the first that it stands still for.
    case .startLogging where memory.isSuspended && phase == .following,
      .readBitmap where memory.isSuspended && phase == .following:
      phase = .draining(then: action)
      return .copyDisks(mover.lastCopy)
    case .startLogging, .readBitmap, .send, .throttle, .suspend, .copyFiles, .copyDisks, .stun,
      .consolidate, .handOver, .resume, .serve, .finish:
      return action
    }
  }

  /// A step of the disks' part, before what the memory's part is told next.
  private mutating func carryOut(_ step: DiskStep, before held: Report) -> Action {
    phase = .copying(before: held)
    switch step {
    case .copy(let copy): return .copyDisks(copy)
    case .stun(let time): return .stun(time)
    case .giveUp: return .finish(.failed(.notConverging))
    case .switchOver:
      phase = .following
      return along(memory.next(after: held))
    }
  }
}
