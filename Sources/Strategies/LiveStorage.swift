import Quantities
public import Seam

/// Moving the disks of a VM that runs from one datastore to another; the VM stays on its host.
///
/// How the disks are copied is the mover's: QEMU's mirror, or one of the three generations of Storage
/// vMotion. Around it, the stages are those of any migration; in stages 4 and 5 the VM goes on where it
/// was, on its new disks.
public struct LiveStorage<Mover: DiskMover>: Strategy {
  /// How the disks are copied.
  public private(set) var mover: Mover
  /// Where and how they lie at the destination.
  public let options: StorageOptions
  /// What the other stages cost.
  public let costs: StageCosts
  private var frame: Frame

  /// A migration that has not begun.
  public init(
    _ mover: Mover, options: StorageOptions = StorageOptions(), costs: StageCosts = StageCosts()
  ) {
    self.mover = mover
    self.options = options
    self.costs = costs
    frame = Frame(restart: costs.activation)
  }

  public var stage: Stage { frame.stage }
  public var engine: String { mover.name }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs, and stays where it is.
    case .preMigration where report.cause == .requested:
      return .check([.running, .sameHost])
    case .preMigration:
      return frame.enter(.reservation, options.reserve(memory: false, costs))

    // Stages 1 and 2: the disks have a place, and are copied.
    case .reservation:
      return frame.carryOut(mover.begin(), costs)
    case .iterativePreCopy:
      return frame.carryOut(mover.next(after: report), costs)

    // Stage 3: the VM stands still for what is left.
    case .stopAndCopy where !frame.isSuspended:
      return frame.stoodStill(.copyDisks(mover.lastCopy))
    case .stopAndCopy:
      return frame.enter(.commitment, costs.handOver)

    // Stages 4 and 5: the new disks are the VM's, and it runs on them.
    case .commitment:
      return frame.enter(.activation, costs.activate)
    case .activation, .postCopy:
      return frame.end(mergingLogs: mover.leavesLogs)
    }
  }
}

extension StrategyDescriptor {
  public static let liveStorage = StrategyDescriptor(
    key: "storage", title: "LiveStorage",
    summary: "live storage migration: the VM runs on where it is while its disks move",
    text:
      "Live storage migration: the VM runs on where it is while its disks go to another datastore.",
    details:
      "Live storage migration: a running VM stays on its host, and its disks move to the datastore that the request names.",
    disks: .moveAlone,
    ingredients: .disks(costs: StageCosts()) { $0.liveStorage(options: $1, costs: $2) },
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
