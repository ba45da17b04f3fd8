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
  /// How the disks are copied.
  public private(set) var mover: Mover
  private var memory: MemoryCopy<Engine>
  /// Where and how the disks lie at the destination.
  public let options: StorageOptions
  /// What the other stages cost.
  public let costs: StageCosts
  private var frame: Frame
  private var live = Live.disks

  /// The two parts of stage 2.
  private enum Live: Sendable { case disks, memory }

  /// A migration that has not begun.
  public init(
    _ mover: Mover, then policy: Engine, options: StorageOptions = StorageOptions(),
    costs: StageCosts = StageCosts()
  ) {
    self.mover = mover
    memory = MemoryCopy(by: policy)
    self.options = options
    self.costs = costs
    frame = Frame(restart: costs.activation)
  }

  /// How the memory's stage 2 is run.
  public var policy: Engine { memory.engine }
  public var stage: Stage { frame.stage }
  public var engine: String { "\(mover.name)+\(policy.name)" }
  public var preferredFidelity: MemoryFidelity { policy.preferredFidelity }
  public var readsCommandsInStopAndCopy: Bool { policy.readsCommandsInStopAndCopy }
  public var firmware: [PageClass] { policy.firmware }
  public var translatedPages: Pages { policy.translatedPages }
  public var downtimeLimit: Seconds? { policy.allowedDowntime }
  public var usesLinksTogether: Bool { policy.usesLinksTogether }
  public var ceiling: BytesPerSecond { costs.ceiling(channels: policy.channels) }
  public var connections: Int { costs.streams * policy.channels }

  /// A VM whose disks have not been copied yet cannot be paused until they have.
  public mutating func hear(_ command: Command) -> CommandAnswer {
    memory.hear(command, in: stage)
  }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: storage need not be shared.
    case .preMigration where report.cause == .requested:
      return .check([.compatibleCPU, .running])
    case .preMigration:
      return frame.enter(.reservation, options.reserve(memory: true, costs))

    // Stage 2: the disks, then the memory while they are kept in step.
    case .reservation:
      return carryOut(mover.begin(), report)
    case .iterativePreCopy where live == .disks:
      return carryOut(mover.next(after: report), report)
    case .iterativePreCopy:
      return carryOut(memory.next(after: report), report)

    // Stage 3: the VM is paused before the switch-over.
    case .stopAndCopy where report.cause == .read:
      return memory.lastRound(deviceState: costs.stateWithPages)
    case .stopAndCopy where report.cause == .sent:
      return frame.commit(after: report, costs)
    case .stopAndCopy where frame.isSuspended:
      return memory.lastRead(of: report.memory, costs)
    case .stopAndCopy:
      return frame.stoodStill(.copyDisks(mover.lastCopy))

    // Stages 4 and 5: B owns the VM and its disks.
    case .commitment:
      return frame.enter(.activation, costs.activate(afterPause: memory.isForced))
    case .activation, .postCopy:
      return frame.end(mergingLogs: mover.leavesLogs)
    }
  }

  private mutating func carryOut(_ step: DiskStep, _ report: Report) -> Action {
    guard case .switchOver = step else { return frame.carryOut(step, costs) }
    live = .memory
    return carryOut(memory.begin(report), report)
  }

  private mutating func carryOut(_ step: PreCopyStep, _ report: Report) -> Action {
    frame.carryOut(step, by: policy, of: report.memory, costs)
  }
}

extension StrategyDescriptor {
  public static let sharedNothing = StrategyDescriptor(
    key: "sharedNothing", title: "SharedNothing",
    summary: "live without shared storage: disks first, then memory, by pre-copy or post-copy",
    text: "Live migration without shared storage: disks first, then memory.",
    details:
      "Live migration without shared storage: disks first, then memory by a pre-copy engine or by post-copy, with one switch-over for both.",
    disks: .move,
    ingredients: .disksAndMemory(
      make: { strategy($0, $1, options: $2, costs: $3) },
      postCopy: { mirrored($0, then: PostCopy.Plan.form.value($1).strategy(costs: $3), $2) }),
    examples: {
      let memory = Engines.preCopy[0]
      return Engines.disks.map {
        strategy(
          $0.engine(), memory.engine(), options: StorageOptions(), costs: memory.costs)
      } + [mirrored(Engines.disks[0].engine(), then: PostCopy(), StorageOptions())]
    })

  private static func mirrored(
    _ mover: some DiskMover, then memory: PostCopy, _ options: StorageOptions
  ) -> any Strategy {
    MirroredPostCopy(mover, then: memory, options: options)
  }

  private static func strategy(
    _ mover: some DiskMover, _ engine: some PreCopyEngine, options: StorageOptions,
    costs: StageCosts
  ) -> any Strategy {
    SharedNothing(mover, then: engine, options: options, costs: costs)
  }
}
