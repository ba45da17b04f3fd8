public import Quantities
public import Seam

/// Pure stop-and-copy: stage 2 is left out, and the VM stands still while all its memory is sent
/// (Clark et al., NSDI 2005, section 2.1: "simple, but downtime is proportional to memory").
public struct StopAndCopy: Strategy {
  /// What the other stages cost.
  public let costs: StageCosts
  /// Whose stream it is.
  public let stream: Stream
  private var frame: Frame

  /// Whose stream the memory goes in.
  public enum Stream: String, CaseIterable, Sendable {
    /// Pages of zeroes are sent like any others.
    case xen
    /// Pages of zeroes are looked for, and sent as their headers.
    case qemu

    fileprivate func order(_ state: Bytes) -> Order {
      switch self {
      case .xen:
        Order(
          .all, scan: .fromStart, wire: XenStream.wire,
          state: XenStream.headers + state + XenStream.end)
      case .qemu:
        Order(
          .all, scan: .fromStart, wire: QemuStream.single,
          costs: SenderCosts(zeroPage: QemuSettings.Costs().zeroPage), state: state)
      }
    }
  }

  /// What the stages cost where nobody says.
  public static let usualCosts = StageCosts(perStream: QemuStream.ceiling)

  /// A migration that has not begun.
  public init(costs: StageCosts = StageCosts(), stream: Stream = .xen) {
    self.costs = costs
    self.stream = stream
    frame = Frame(restart: costs.activation)
  }

  public var stage: Stage { frame.stage }
  public var engine: String { "stop-and-copy" }
  public var ceiling: BytesPerSecond { costs.ceiling() }
  public var connections: Int { costs.streams }

  public mutating func next(after report: Report) -> Action {
    if let undone = frame.undo(report.cause) { return undone }

    switch stage {
    // Stage 0: the VM runs on A, and B has been chosen.
    case .preMigration where report.cause == .requested:
      return .check(.live)
    case .preMigration:
      return frame.enter(.reservation, costs.reserve())

    // Stage 1 is done, and there is no stage 2.
    case .reservation:
      return frame.enter(.stopAndCopy, costs.suspend(because: .notLive))
    case .iterativePreCopy:
      preconditionFailure("stop-and-copy has no pre-copy")

    // Stage 3: the VM stands still.
    case .stopAndCopy where !frame.isSuspended:
      return frame.stoodStill(.send(stream.order(costs.stateWithPages)))
    case .stopAndCopy:
      return frame.commit(after: report, costs)

    // Stages 4 and 5: B is the primary, and the VM runs there.
    case .commitment:
      return frame.enter(.activation, costs.activate)
    case .activation, .postCopy:
      return frame.end()
    }
  }
}

extension StrategyDescriptor {
  public static let stopAndCopy = StrategyDescriptor(
    key: "stopAndCopy", title: "StopAndCopy",
    summary: "the VM stands still while all its memory is sent",
    text: "The VM stands still while all its memory is sent.",
    details: "Pure stop-and-copy: there is no live part.", disks: .stay,
    ingredients: .settings(StopAndCopy.Stream.form.description, costs: StopAndCopy.usualCosts) {
      given, costs in
      StopAndCopy(costs: costs, stream: StopAndCopy.Stream.form.value(given).stream)
    },
    examples: { [StopAndCopy()] })
}

extension StopAndCopy.Stream {
  /// A stream that somebody chooses.
  fileprivate struct Choice {
    var stream = StopAndCopy.Stream.xen
  }

  fileprivate static let form = Form(
    Choice(),
    [
      Parameter(
        "stream", \.stream, .choice("a stream"),
        "Whose stream the memory goes in: xen sends pages of zeroes like any others, qemu as their headers of 9 bytes."
      )
    ])
}
