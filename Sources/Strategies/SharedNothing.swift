public import Datacenter
import Quantities

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
  private var transaction = Transaction()
  private var live = Live.disks
  private var dark = Dark.suspending
  private var isMerging = false

  /// The two parts of stage 2.
  private enum Live: Sendable { case disks, memory }
  /// The steps of stage 3.
  private enum Dark: Sendable { case suspending, draining, reading, sending }

  /// A migration that has not begun.
  public init(
    _ mover: Mover, then policy: Engine, options: StorageOptions = StorageOptions(),
    costs: StageCosts = StageCosts()
  ) {
    self.mover = mover
    self.policy = policy
    self.options = options
    self.costs = costs
    transaction.restart = costs.activation
  }

  public var engine: String { "\(mover.name)+\(policy.name)" }
  public var preferredFidelity: MemoryFidelity { policy.preferredFidelity }
  public var firmware: [PageClass] { policy.firmware }

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
    case .iterativePreCopy:
      return carryOut(policy.next(after: report), report)

    // Stage 3: the VM is paused before the switch-over.
    case .stopAndCopy:
      switch dark {
      case .suspending:
        transaction.isSuspended = true
        dark = .draining
        return .copyDisks(mover.lastCopy)
      case .draining:
        dark = .reading
        return .readBitmap(taking: policy.readingTime(of: report.memory))
      case .reading:
        dark = .sending
        return .send(policy.lastOrder(deviceState: costs.deviceState))
      case .sending:
        return enter(.commitment, costs.handOver)
      }

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
    case .switchOver:
      live = .memory
      return carryOut(policy.begin(report), report)
    case .giveUp: return .finish(.failed(.notConverging))
    }
  }

  private mutating func carryOut(_ step: PreCopyStep, _ report: Report) -> Action {
    switch step {
    case .send(let order, let round): enter(.iterativePreCopy(round: round), .send(order))
    case .readBitmap: .readBitmap(taking: policy.readingTime(of: report.memory))
    case .throttle(let share): .throttle(share, sleep: policy.throttleSleep)
    case .stopAndCopy(let reason): enter(.stopAndCopy, costs.suspend(because: reason))
    case .giveUp(let failure): .finish(.failed(failure))
    }
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
