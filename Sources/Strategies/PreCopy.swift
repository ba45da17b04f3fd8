public import Quantities
public import Seam

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
  private var transaction: Transaction
  /// Whether a manager wants the VM to stand still now.
  private var isForced = false
  /// Whether stage 2 has been left out, so that the last round sends everything.
  private var sendsAll = false

  /// A migration that has not begun.
  public init(_ policy: Engine, costs: StageCosts) {
    self.policy = policy
    self.costs = costs
    transaction = Transaction(restart: costs.activation)
  }

  public var engine: String { policy.name }
  public var preferredFidelity: MemoryFidelity { policy.preferredFidelity }
  public var firmware: [PageClass] { policy.firmware }
  public var downtimeLimit: Seconds? { policy.allowedDowntime }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    guard stage.number < 3 else { return .tooLate }
    guard command == .pause else { return policy.hear(command) }
    isForced = true
    return .heard
  }

  public mutating func next(after report: Report) -> Action {
    if let undone = transaction.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs on A, and B has been chosen.
    case .preMigration where report.cause == .requested:
      return .check(.live)
    case .preMigration:
      return enter(.reservation, costs.reserve())

    // Stage 1 is done: B holds a container of the VM's size.
    case .reservation where isForced:
      sendsAll = true
      return enter(.stopAndCopy, costs.suspend(because: .paused))
    case .reservation:
      return carryOut(policy.begin(report), report)

    // Stage 2: send, look at what was written meanwhile, send again.
    case .iterativePreCopy where isForced:
      return enter(.stopAndCopy, costs.suspend(because: .paused))
    case .iterativePreCopy:
      return carryOut(policy.next(after: report), report)

    // Stage 3: the VM stands still; only now is the dirty bitmap read for the last time.
    case .stopAndCopy where report.cause == .read:
      var order = policy.lastOrder(deviceState: costs.deviceState)
      if sendsAll { order.selection = .all }
      return .send(order)
    case .stopAndCopy where report.cause == .sent:
      return enter(.commitment, costs.handOver)
    case .stopAndCopy:
      transaction.isSuspended = true
      return .readBitmap(taking: policy.readingTime(of: report.memory))

    // Stage 4 is done: B has a consistent image and has become the primary.
    case .commitment:
      return enter(.activation, costs.activate)

    // Stage 5 is done: the VM runs on B.
    case .activation, .postCopy:
      return .finish(.migrated)
    }
  }

  private mutating func carryOut(_ step: consuming PreCopyStep, _ report: Report) -> Action {
    if let stage = step.stage { self.stage = stage }
    return policy.action(for: step, memory: report.memory, costs: costs)
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
