public import Quantities
public import Seam

/// Live migration between hosts that share no storage: disks first, then memory, one switch-over.
///
/// The disks are copied until they are READY, and kept in step while the memory follows by any pre-copy
/// engine; both streams share the network. When the memory is near enough the VM is paused before the
/// switch-over, the disks are drained (which counts as downtime), and the last of the memory is sent.
/// This is libvirt's order (`qemuMigrationSrcRun`: mirrors READY, then `migrate` with
/// pause-before-switchover, then the mirrors are cancelled gracefully), and XvMotion's (ESX 5.1).
public struct SharedNothing<Mover: DiskMover, Engine: PreCopyEngine>: Strategy {
  public private(set) var stage = Stage.preMigration
  /// How the disks are copied.
  public private(set) var mover: Mover
  /// How the memory's stage 2 is run.
  public private(set) var policy: Engine
  /// Where and how the disks lie at the destination.
  public let options: StorageOptions
  /// What the other stages cost.
  public let costs: StageCosts
  private var transaction: Transaction
  private var live = Live.disks
  private var isMerging = false
  /// Whether a manager wants the VM to stand still now.
  private var isForced = false
  /// Whether the memory's stage 2 has been left out, so that the last round sends everything.
  private var sendsAll = false

  /// The two parts of stage 2.
  private enum Live: Sendable { case disks, memory }

  /// A migration that has not begun.
  public init(
    _ mover: Mover, then policy: Engine, options: StorageOptions = StorageOptions(),
    costs: StageCosts = StageCosts()
  ) {
    self.mover = mover
    self.policy = policy
    self.options = options
    self.costs = costs
    transaction = Transaction(restart: costs.activation)
  }

  public var engine: String { "\(mover.name)+\(policy.name)" }
  public var preferredFidelity: MemoryFidelity { policy.preferredFidelity }
  public var firmware: [PageClass] { policy.firmware }
  public var downtimeLimit: Seconds? { policy.allowedDowntime }

  /// A VM whose disks have not been copied yet cannot be paused until they have.
  public mutating func hear(_ command: Command) -> CommandAnswer {
    guard stage.number < 3 else { return .tooLate }
    guard command == .pause else { return policy.hear(command) }
    isForced = true
    return .heard
  }

  public mutating func next(after report: Report) -> Action {
    if let undone = transaction.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: storage need not be shared.
    case .preMigration where report.cause == .requested:
      return .check([.compatibleCPU, .running])
    case .preMigration:
      return enter(.reservation, options.reserve(memory: true, costs))

    // Stage 2: the disks, then the memory while they are kept in step.
    case .reservation:
      return carryOut(mover.begin(), report)
    case .iterativePreCopy where live == .disks:
      return carryOut(mover.next(after: report), report)
    case .iterativePreCopy where isForced:
      return enter(.stopAndCopy, costs.suspend(because: .paused))
    case .iterativePreCopy:
      return carryOut(policy.next(after: report), report)

    // Stage 3: the VM is paused before the switch-over.
    case .stopAndCopy where report.cause == .read:
      var order = policy.lastOrder(deviceState: costs.deviceState)
      if sendsAll { order.selection = .all }
      return .send(order)
    case .stopAndCopy where report.cause == .sent:
      return enter(.commitment, costs.handOver)
    case .stopAndCopy where transaction.isSuspended:
      return .readBitmap(taking: policy.readingTime(of: report.memory))
    case .stopAndCopy:
      transaction.isSuspended = true
      return .copyDisks(mover.lastCopy)

    // Stages 4 and 5: B owns the VM and its disks.
    case .commitment:
      return enter(.activation, costs.activate)
    case .activation where mover.leavesLogs && !isMerging:
      isMerging = true
      return .consolidate
    case .activation, .postCopy:
      return .finish(.migrated)
    }
  }

  private mutating func carryOut(_ step: DiskStep, _ report: Report) -> Action {
    switch step {
    case .copy(let copy): return enter(.iterativePreCopy(round: 0), .copyDisks(copy))
    case .stun(let time): return enter(.iterativePreCopy(round: 0), .stun(time))
    case .switchOver where isForced:
      sendsAll = true
      return enter(.stopAndCopy, costs.suspend(because: .paused))
    case .switchOver:
      live = .memory
      return carryOut(policy.begin(report), report)
    case .giveUp: return .finish(.failed(.notConverging))
    }
  }

  private mutating func carryOut(_ step: PreCopyStep, _ report: Report) -> Action {
    if let stage = step.stage { self.stage = stage }
    return policy.action(for: step, memory: report.memory, costs: costs)
  }

  private mutating func enter(_ stage: Stage, _ action: Action) -> Action {
    self.stage = stage
    return action
  }
}

extension StrategyDescriptor {
  public static let sharedNothing = StrategyDescriptor(
    key: "sharedNothing", title: "SharedNothing",
    summary: "live without shared storage: disks first, then memory, one switch-over",
    text: "Live migration without shared storage: disks first, then memory.",
    details:
      "Live migration without shared storage: disks first, then memory by a pre-copy engine, one switch-over.",
    disks: .move, ingredients: .disksAndMemory { strategy($0, $1, options: $2, costs: $3) },
    examples: {
      let memory = Engines.preCopy[0]
      return Engines.disks.map {
        strategy(
          $0.engine(), memory.engine(), options: StorageOptions(), costs: memory.costs)
      }
    })

  private static func strategy(
    _ mover: some DiskMover, _ engine: some PreCopyEngine, options: StorageOptions,
    costs: StageCosts
  ) -> any Strategy {
    SharedNothing(mover, then: engine, options: options, costs: costs)
  }
}
