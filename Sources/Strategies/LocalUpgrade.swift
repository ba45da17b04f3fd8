import Quantities
public import Seam

/// Local live upgrade: a VM goes from one process of the hypervisor to another on the same host.
///
/// Memory is not copied: the new process is given the file descriptors that hold it (QEMU's CPR:
/// cpr-transfer since 10.0, cpr-exec since 10.2; Cloud Hypervisor's local migration). What moves is the
/// devices' state, over a socket of the host, so that the downtime does not depend on memory:
///
///     downtime = state / socket + commitment + activation + switch-over of the devices
public struct LocalUpgrade: Strategy {
  /// What the stages cost.
  public let costs: StageCosts
  private var frame: Frame

  /// What the stages cost where nobody says. A socket of one host moved 3.3 GB/s (QEMU 7.2).
  public static let usualCosts = StageCosts(perStream: BytesPerSecond(3.3e9))

  /// A migration that has not begun.
  public init(costs: StageCosts = Self.usualCosts) {
    self.costs = costs
    frame = Frame(restart: costs.activation)
  }

  public var stage: Stage { frame.stage }
  public var engine: String { "local-upgrade" }
  public var handsMemoryOver: Bool { true }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs, and stays on its host.
    case .preMigration where report.cause == .requested:
      return .check([.running, .sameHost])
    case .preMigration:
      return frame.enter(.reservation, costs.reserve(memory: false))

    // Stage 1 is done: the new process is there, and holds the memory. There is no stage 2.
    case .reservation:
      return frame.enter(.stopAndCopy, costs.suspend(because: .notLive))
    case .iterativePreCopy:
      preconditionFailure("memory that is handed over is not copied")

    // Stage 3: the VM stands still for its devices' state.
    case .stopAndCopy where !frame.isSuspended:
      return frame.stoodStill(
        .send(
          Order(
            .none, rateCap: costs.ceiling(), wire: .bare, state: costs.stateWithPages)))
    case .stopAndCopy:
      return frame.commit(after: report, costs, atMost: costs.ceiling())

    // Stages 4 and 5: the new process is the VM's.
    case .commitment:
      return frame.enter(.activation, costs.activate)
    case .activation, .postCopy:
      return frame.end()
    }
  }
}

extension StrategyDescriptor {
  public static let localUpgrade = StrategyDescriptor(
    key: "localUpgrade", title: "LocalUpgrade",
    summary: "on one host: memory is handed over to a new process, only device state moves",
    text:
      "Local live upgrade: memory is handed over to a new process of the same host by file descriptor, and only device state moves.",
    details:
      "Local live upgrade (QEMU's cpr-transfer, Cloud Hypervisor's local migration): the VM stays on its host, and its memory is not copied.",
    disks: .stayWithVM,
    ingredients: .settings(FormDescription(fields: [], rules: []), costs: LocalUpgrade.usualCosts) {
      LocalUpgrade(costs: $1)
    },
    examples: { [LocalUpgrade()] })
}
