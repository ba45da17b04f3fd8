import Quantities
public import Seam

/// Moving the disks of a VM that runs from one datastore to another; the VM stays on its host.
///
/// How the disks are copied is the mover's: QEMU's mirror, or one of the three generations of Storage
/// vMotion. Around it, the stages are those of any migration; in stages 4 and 5 the VM goes on where it
/// was, on its new disks.
public struct LiveStorage<Mover: DiskMover>: Strategy {
  public private(set) var stage = Stage.preMigration
  /// How the disks are copied.
  public private(set) var mover: Mover
  /// Where and how they lie at the destination.
  public let options: StorageOptions
  /// What the other stages cost.
  public let costs: StageCosts
  private var transaction: Transaction
  private var isMerging = false

  /// A migration that has not begun.
  public init(
    _ mover: Mover, options: StorageOptions = StorageOptions(), costs: StageCosts = StageCosts()
  ) {
    self.mover = mover
    self.options = options
    self.costs = costs
    transaction = Transaction(restart: costs.activation)
  }

  public var engine: String { mover.name }

  public mutating func next(after report: Report) -> Action {
    if let undone = transaction.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs, and stays where it is.
    case .preMigration where report.cause == .requested:
      return .check([.running, .sameHost])
    case .preMigration:
      return enter(.reservation, options.reserve(memory: false, costs))

    // Stages 1 and 2: the disks have a place, and are copied.
    case .reservation:
      return carryOut(mover.begin())
    case .iterativePreCopy:
      return carryOut(mover.next(after: report))

    // Stage 3: the VM stands still for what is left.
    case .stopAndCopy where !transaction.isSuspended:
      transaction.isSuspended = true
      return .copyDisks(mover.lastCopy)
    case .stopAndCopy:
      return enter(.commitment, costs.handOver)

    // Stages 4 and 5: the new disks are the VM's, and it runs on them.
    case .commitment:
      return enter(.activation, costs.activate)
    case .activation where mover.leavesLogs && !isMerging:
      isMerging = true
      return .consolidate
    case .activation, .postCopy:
      return .finish(.migrated)
    }
  }

  private mutating func carryOut(_ step: DiskStep) -> Action {
    switch step {
    case .copy(let copy): enter(.iterativePreCopy(round: 0), .copyDisks(copy))
    case .stun(let time): enter(.iterativePreCopy(round: 0), .stun(time))
    case .switchOver(let reason): enter(.stopAndCopy, costs.suspend(because: reason))
    case .giveUp: .finish(.failed(.notConverging))
    }
  }

  private mutating func enter(_ stage: Stage, _ action: Action) -> Action {
    self.stage = stage
    return action
  }
}

extension StrategyDescriptor {
  public static let liveStorage = StrategyDescriptor(
    key: "storage", title: "LiveStorage",
    summary: "live storage migration: the VM runs on where it is while its disks move",
    text:
      "Live storage migration: the VM runs on where it is while its disks go to another datastore.",
    details:
      "Live storage migration: a VM that runs stays on its host, and its disks go to the request's datastore.",
    disks: .moveAlone, ingredients: .disks { $0.liveStorage(options: $1, costs: $2) },
    examples: {
      Engines.disks.map { $0.engine().liveStorage(options: StorageOptions(), costs: $0.costs) }
    })
}

extension DiskMover {
  /// Live storage migration by this engine.
  func liveStorage(options: StorageOptions, costs: StageCosts) -> any Strategy {
    LiveStorage(self, options: options, costs: costs)
  }
}
