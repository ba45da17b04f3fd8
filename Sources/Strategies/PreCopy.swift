public import Quantities
public import Seam

/// Pre-copy live migration, stage by stage as in Clark et al. (NSDI 2005, section 3.2).
///
/// What stage 2 sends, and when it is left, is the engine's: Xen's generations, QEMU's, the textbook.
/// Everything around it is the same for all of them. A strategy hears of the end of what it ordered:
/// each case below stands for the stage that has just been carried out, and orders the next one.
public struct PreCopy<Engine: PreCopyEngine>: Strategy {
  /// What the other stages cost.
  public let costs: StageCosts
  private var frame: Frame
  /// What the engine says of itself once and for all: whoever asks knows no engine, and asking one of a type
  /// that is not known looks that type up each time.
  private let traits: Traits
  // Last, so that the others lie at the same place whatever the engine.
  private var memory: MemoryCopy<Engine>

  /// A migration that has not begun.
  public init(_ policy: Engine, costs: StageCosts) {
    memory = MemoryCopy(by: policy)
    self.costs = costs
    frame = Frame(restart: costs.activation)
    traits = Traits(
      engine: policy.name, preferredFidelity: policy.preferredFidelity,
      readsCommandsInStopAndCopy: policy.readsCommandsInStopAndCopy, firmware: policy.firmware,
      usesLinksTogether: policy.usesLinksTogether,
      ceiling: costs.ceiling(channels: policy.channels),
      connections: costs.streams * policy.channels)
  }

  private struct Traits {
    let engine: String
    let preferredFidelity: MemoryFidelity
    let readsCommandsInStopAndCopy: Bool
    let firmware: [PageClass]
    let usesLinksTogether: Bool
    let ceiling: BytesPerSecond
    let connections: Int
  }

  /// How stage 2 is run.
  public var policy: Engine { memory.engine }
  public var stage: Stage { frame.stage }
  public var engine: String { traits.engine }
  public var preferredFidelity: MemoryFidelity { traits.preferredFidelity }
  public var readsCommandsInStopAndCopy: Bool { traits.readsCommandsInStopAndCopy }
  public var firmware: [PageClass] { traits.firmware }
  public var translatedPages: Pages { policy.translatedPages }
  public var downtimeLimit: Seconds? { policy.allowedDowntime }
  public var usesLinksTogether: Bool { traits.usesLinksTogether }
  public var ceiling: BytesPerSecond { traits.ceiling }
  public var connections: Int { traits.connections }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    memory.hear(command, in: stage)
  }

  // Asked at every step of every migration, by a caller that knows no engine.
  @_specialize(where Engine == Qemu)
  @_specialize(where Engine == XenModern)
  @_specialize(where Engine == Textbook)
  @_specialize(where Engine == VMwareLike)
  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs on A, and B has been chosen.
    case .preMigration where report.cause == .requested:
      return .check(.live)
    case .preMigration:
      return frame.enter(.reservation, costs.reserve())

    // Stage 1 is done: B holds a container of the VM's size.
    case .reservation:
      return carryOut(memory.begin(report), report)

    // Stage 2: send, look at what was written meanwhile, send again.
    case .iterativePreCopy:
      return carryOut(memory.next(after: report), report)

    // Stage 3: the VM stands still; only now is the dirty bitmap read for the last time.
    case .stopAndCopy where report.cause == .read:
      return memory.lastRound(deviceState: costs.stateWithPages)
    case .stopAndCopy where report.cause == .sent:
      return frame.commit(after: report, costs)
    case .stopAndCopy:
      return frame.stoodStill(memory.lastRead(of: report.memory, costs))

    // Stage 4 is done: B has a consistent image and has become the primary.
    case .commitment:
      return frame.enter(.activation, costs.activate(afterPause: memory.isForced))

    // Stage 5 is done: the VM runs on B.
    case .activation, .postCopy:
      return frame.end()
    }
  }

  private mutating func carryOut(_ step: consuming PreCopyStep, _ report: Report) -> Action {
    frame.carryOut(step, by: memory.engine, of: report.memory, costs)
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
