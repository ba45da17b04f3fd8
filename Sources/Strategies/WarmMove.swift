public import Quantities
public import Seam

/// Warm migration: the disks are copied while the VM runs; then it is shut down, what is left of them is
/// copied, and it boots elsewhere.
///
/// For moves between hypervisors, whose machines cannot go on from one another's memory (MTV's warm
/// migration, HCX's bulk migration). The downtime has no memory in it, and of the disks only the last
/// delta:
///
///     downtime = delta / bandwidth + commitment + boot
public struct WarmMove<Mover: DiskMover>: Strategy {
  /// How the disks are copied.
  public private(set) var mover: Mover
  /// Where and how they lie at the destination.
  public let options: StorageOptions
  /// What the other stages cost: "suspendLatency" is the guest's shutdown, "activation" its boot.
  public let costs: StageCosts
  private var frame: Frame

  /// A migration that has not begun.
  public init(
    _ mover: Mover, options: StorageOptions = StorageOptions(),
    costs: StageCosts = StageCosts.warm
  ) {
    self.mover = mover
    self.options = options
    self.costs = costs
    frame = Frame(restart: costs.activation)
  }

  public var stage: Stage { frame.stage }
  public var engine: String { "warm+\(mover.name)" }
  public var ceiling: BytesPerSecond { costs.ceiling() }
  public var connections: Int { costs.streams }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs. Neither shared storage nor a like CPU is needed.
    case .preMigration where report.cause == .requested:
      return .check(.running)
    case .preMigration:
      return frame.enter(.reservation, options.reserve(memory: true, costs))

    // Stages 1 and 2: the disks have a place, and are copied.
    case .reservation:
      return carryOut(mover.begin())
    case .iterativePreCopy:
      return carryOut(mover.next(after: report))

    // Stage 3: the VM is off, and what is left of its disks follows.
    case .stopAndCopy where !frame.isSuspended:
      return frame.stoodStill(costs.copyDisks(mover.lastCopy))
    case .stopAndCopy:
      return frame.enter(.commitment, costs.handOver)

    // Stages 4 and 5: it is registered at the destination, and boots there.
    case .commitment:
      return frame.enter(.activation, costs.activate)
    case .activation, .postCopy:
      return frame.end(mergingLogs: mover.leavesLogs)
    }
  }

  private mutating func carryOut(_ step: DiskStep) -> Action {
    switch step {
    case .copy(let copy):
      return frame.enter(.iterativePreCopy(round: 0), costs.copyDisks(copy))
    case .switchOver(let reason):
      return frame.enter(.stopAndCopy, costs.suspend(because: reason, poweringOff: true))
    case .stun, .giveUp:
      return frame.carryOut(step, costs)
    }
  }
}

extension StageCosts {
  /// What a warm migration's stages cost where nobody says: shutdown, registration and boot as of a cold
  /// migration.
  public static let warm = StageCosts(
    suspendLatency: ColdMigration.Costs().shutdown,
    suspendTimeout: ColdMigration.Costs().shutdownTimeout, deviceState: .zero,
    commitment: ColdMigration.Costs().registration, activation: ColdMigration.Costs().boot)
}

extension StrategyDescriptor {
  public static let warm = StrategyDescriptor(
    key: "warm", title: "WarmMove",
    summary: "the disks move while the VM runs; then it is off for the last delta, and boots",
    text:
      "Warm migration: the disks move while the VM runs; then it is shut down, the last delta follows, and it boots elsewhere.",
    details:
      "Warm migration, as between hypervisors. Disks are copied while the VM runs. Then the VM is shut down (\"suspendLatency\"), the last changes are copied, and it boots elsewhere (\"activation\").",
    disks: .moveOff, ingredients: .disks(costs: .warm) { $0.warm(options: $1, costs: $2) },
    examples: {
      Engines.disks.map { $0.engine().warm(options: StorageOptions(), costs: .warm) }
    })
}

extension DiskMover {
  /// Warm migration by this engine.
  func warm(options: StorageOptions, costs: StageCosts) -> any Strategy {
    WarmMove(self, options: options, costs: costs)
  }
}
