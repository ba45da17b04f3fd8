public import Datacenter
public import Quantities

/// Pre-copy live migration, stage by stage as in Clark et al. (NSDI 2005, section 3.2).
///
/// What stage 2 sends, and when it is left, is the engine's: Xen's generations, QEMU's, the textbook.
/// Everything around it is the same for all of them. A strategy hears of the end of what it ordered:
/// each case below stands for the stage that has just been carried out, and orders the next one.
public struct PreCopy<Engine: PreCopyEngine>: Strategy {
  public private(set) var stage = Stage.preMigration
  /// How stage 2 is run.
  public private(set) var policy: Engine
  /// What the other stages cost.
  public let costs: StageCosts
  private var transaction = Transaction()
  private var lastRound = LastRound.suspending

  /// The steps of stage 3.
  private enum LastRound: Sendable {
    case suspending, reading, sending
  }

  /// A migration that has not begun.
  public init(_ policy: Engine, costs: StageCosts) {
    self.policy = policy
    self.costs = costs
    transaction.restart = costs.activation
  }

  public var engine: String { policy.name }
  public var preferredFidelity: MemoryFidelity { policy.preferredFidelity }
  public var firmware: [PageClass] { policy.firmware }

  public mutating func next(after report: Report) -> Action {
    if let undone = transaction.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs on A, and B has been chosen.
    case .preMigration where report.cause == .requested:
      return .check(.live)
    case .preMigration:
      return enter(.reservation, costs.reserve())

    // Stage 1 is done: B holds a container of the VM's size.
    case .reservation:
      return carryOut(policy.begin(report), report)

    // Stage 2: send, look at what was written meanwhile, send again.
    case .iterativePreCopy:
      return carryOut(policy.next(after: report), report)

    // Stage 3: the VM stands still; only now is the dirty bitmap read for the last time.
    case .stopAndCopy:
      switch lastRound {
      case .suspending:
        transaction.isSuspended = true
        lastRound = .reading
        return .readBitmap(taking: policy.readingTime(of: report.memory))
      case .reading:
        lastRound = .sending
        return .send(policy.lastOrder(deviceState: costs.deviceState))
      case .sending:
        return enter(.commitment, costs.handOver)
      }

    // Stage 4 is done: B has a consistent image and has become the primary.
    case .commitment:
      return enter(.activation, costs.activate)

    // Stage 5 is done: the VM runs on B.
    case .activation, .postCopy:
      return .finish(.migrated)
    }
  }

  private mutating func carryOut(_ step: consuming PreCopyStep, _ report: Report) -> Action {
    switch step {
    case .send(let order, let round): enter(.iterativePreCopy(round: round), .send(order))
    case .readBitmap: .readBitmap(taking: policy.readingTime(of: report.memory))
    case .throttle(let share): .throttle(share, sleep: policy.throttleSleep)
    case .stopAndCopy(let reason): enter(.stopAndCopy, costs.suspend(because: reason))
    case .giveUp(let failure): .finish(.failed(failure))
    }
  }

  private mutating func enter(_ stage: Stage, _ action: consuming Action) -> Action {
    self.stage = stage
    return action
  }
}

extension StrategyDescriptor {
  public static let preCopy = StrategyDescriptor(
    key: "preCopy", title: "PreCopy",
    summary: "live: memory is sent while the VM runs, then what it has rewritten",
    text: "Live migration: memory is sent while the VM runs, then what it has rewritten.",
    details: "Pre-copy live migration by the algorithm of one hypervisor.", disks: .stay,
    ingredients: .memory { $0.preCopy(costs: $1) },
    examples: { Engines.preCopy.map { $0.strategy() } })
}

/// How an engine runs stage 2: its own part of the conversation.
public protocol PreCopyEngine: Equatable, Sendable {
  /// The name by which results know it.
  var name: String { get }
  /// How closely it wants memory modelled where the user does not say.
  var preferredFidelity: MemoryFidelity { get }
  /// What it sends beside the VM's memory.
  var firmware: [PageClass] { get }
  /// How long a guest that it throttles sleeps at a time.
  var throttleSleep: Seconds { get }
  /// How long reading the dirty bitmap of a VM of this size takes.
  func readingTime(of memory: Pages) -> Seconds
  /// The first step, when the destination holds its container; `report.memory` is the VM's size.
  mutating func begin(_ report: Report) -> PreCopyStep
  /// The next step, after a round was sent, the bitmap was read, or a manager said something.
  mutating func next(after report: Report) -> PreCopyStep
  /// The last transfer, of a VM that stands still.
  func lastOrder(deviceState: Bytes) -> Order
}

extension PreCopyEngine {
  public var preferredFidelity: MemoryFidelity { .statistical }
  public var firmware: [PageClass] { [] }
  public var throttleSleep: Seconds { .zero }
  public func readingTime(of memory: Pages) -> Seconds { .zero }
}

/// What an engine may do in stage 2.
public enum PreCopyStep: Equatable, Sendable {
  /// Send a round, under the number that the engine's literature gives it.
  case send(Order, round: Int)
  /// Read and reset the dirty bitmap.
  case readBitmap
  /// Let the guest run only this share of the time.
  case throttle(Double)
  /// Leave for stage 3.
  case stopAndCopy(because: StopReason)
  /// End the migration; the VM runs on at the source.
  case giveUp(Failure)
}
