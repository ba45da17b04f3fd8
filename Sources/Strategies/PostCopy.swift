public import Quantities
public import Seam

/// Post-copy and hybrid migration: the VM moves first, and what is missing of its memory follows.
///
/// Pure post-copy suspends the VM at once; a hybrid sends its memory live for some passes before, so
/// that only what was dirtied in the last of them is missing. Either way the VM stands still for a
/// minimal state and a list of what the destination must not use, not for its memory. The price is
/// paid afterwards, in waiting for pages, and in safety: until the last page has come, only both hosts
/// together hold the VM.
///
/// Sources: Hines and Gopalan, "Post-copy based live virtual machine migration" (VEE 2009); QEMU,
/// docs/devel/migration/postcopy.rst and migration/postcopy-ram.c.
public struct PostCopy: Strategy {
  /// When the VM is moved.
  public enum SwitchOver: Hashable, Sendable {
    /// At once: nothing is sent before.
    case atStart
    /// After so many live passes, or when nothing is dirty any more.
    case afterPasses(Int)
    /// When the live part has gone on for so long, in the middle of a pass, or when nothing is dirty any
    /// more.
    case afterTime(Seconds)
    /// When a manager says so, or when nothing is dirty any more.
    case onCommand
  }

  /// When the VM is moved.
  public let switchOver: SwitchOver
  /// The limit of the live passes, below whatever the network allows.
  public private(set) var liveRateCap: BytesPerSecond
  /// How what is missing follows.
  public let service: Service
  /// What the list of outdated pages costs.
  public let discardList: DiscardList
  /// What the other stages cost.
  public let costs: StageCosts
  private var frame: Frame
  private var pass = 0
  /// The rule by which the live part may end as pre-copy does; `nil` for whole passes without one.
  private var live: MemoryCopy<Qemu>?
  /// Whether it has ended so: the VM moves with all of its memory.
  private var movesWhole = false
  /// Whether a manager wants the VM moved now.
  private var isWanted = false
  /// How long the live passes have gone on.
  private var elapsed = Seconds.zero

  /// A migration that has not begun.
  ///
  /// - Parameter downtimeLimit: the live part ends as QEMU's pre-copy does when what is left can be
  ///   sent within this time. `nil` for live passes that only `switchOver` ends.
  /// - Precondition: passes, where given, are at least one. A downtime limit is for a live part that a
  ///   time or a command ends.
  public init(
    switchOver: SwitchOver = .atStart, downtimeLimit: Seconds? = nil,
    liveRateCap: BytesPerSecond = .unlimited,
    service: Service = Self.service,
    discardList: DiscardList = DiscardList(), costs: StageCosts = StageCosts()
  ) {
    if case .afterPasses(let passes) = switchOver {
      precondition(passes > 0, "a hybrid needs at least one pass")
    }
    if let downtimeLimit {
      precondition(
        switchOver.endsAnywhere, "a downtime limit is for a live part that a time or a command ends"
      )
      live = MemoryCopy(by: Self.live(downtimeLimit: downtimeLimit, rateCap: liveRateCap))
    }
    self.switchOver = switchOver
    self.liveRateCap = liveRateCap
    self.service = service
    self.discardList = discardList
    self.costs = costs
    frame = Frame(restart: costs.activation)
  }

  /// What QEMU's pages cost: 8 bytes of header, and a page of zeroes one byte.
  public static let wire = WireFormat(pageHeader: Bytes(8), zeroPage: Bytes(1))
  /// As QEMU serves: one channel, and the push goes on behind the last fault.
  public static let service = Service(push: .init(prepaging: .fromFault, wire: wire))

  /// What the stages cost where nobody says.
  public static let usualCosts = StageCosts(perStream: QemuStream.ceiling)

  public var stage: Stage { frame.stage }
  /// Whether the VM stands still at the source.
  var isSuspended: Bool { frame.isSuspended }
  public var engine: String { switchOver == .atStart ? "post-copy" : "hybrid" }
  public var firmware: [PageClass] { live?.engine.firmware ?? [] }
  public var translatedPages: Pages { live?.engine.translatedPages ?? .zero }
  public var downtimeLimit: Seconds? { live?.engine.allowedDowntime }
  public var ceiling: BytesPerSecond { costs.ceiling() }
  public var connections: Int { costs.streams }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    guard stage.number < 3 else { return .tooLate }
    if command != .startPostCopy, live != nil { return live!.hear(command, in: stage) }
    switch command {
    case .startPostCopy: isWanted = true
    case .setRateCap(let cap) where switchOver != .atStart: liveRateCap = cap
    case .setRateCap, .setDowntimeLimit, .throttle, .pause, .cancel: return .notUnderstood
    }
    return .heard
  }

  public mutating func next(after report: Report) -> Action {
    if stage == .postCopy { return afterServing(report) }
    if let undone = frame.undo(report.cause) { return undone }
    if stage.kind == .iterativePreCopy { elapsed += report.elapsed }

    switch stage {
    // Stage 0: the VM runs on A, and B has been chosen.
    case .preMigration where report.cause == .requested:
      return .check(.live)
    case .preMigration:
      return frame.enter(.reservation, costs.reserve())

    // Stage 1 is done: B holds a container of the VM's size.
    case .reservation where switchOver == .atStart:
      return suspend()
    case .reservation where live != nil:
      return carryOut(live!.begin(report), report)
    case .reservation:
      return send(.all)

    // Stage 2, in a hybrid: until it is time to move, by QEMU's rule or in whole passes.
    case .iterativePreCopy where isWanted || isLate:
      return suspend()
    case .iterativePreCopy where live != nil:
      return carryOut(live!.next(after: report), report)
    case .iterativePreCopy where report.cause == .sent:
      if case .afterPasses(pass) = switchOver { return suspend() }
      return .readBitmap()
    case .iterativePreCopy where report.cause == .read:
      return report.remaining == .zero ? suspend() : send(.pending)
    case .iterativePreCopy:
      return order(.pending)  // Some other command: the pass goes on.

    // Stage 3, if pre-copy has done: the VM stands still for what is left.
    case .stopAndCopy where movesWhole && report.cause == .read:
      return live!.lastRound(deviceState: costs.stateWithPages)
    case .stopAndCopy where movesWhole && report.cause != .sent:
      return frame.stoodStill(live!.lastRead(of: report.memory, costs))

    // Stage 3: the VM stands still for its state and for the list of what is outdated at B.
    case .stopAndCopy where report.cause == .read:
      let list = discardList.bytes(
        dirty: report.remaining, of: report.memory, hostPage: service.demand.hostPage)
      return .send(Order(.none, wire: service.push.wire, state: costs.stateWithPages + list))
    case .stopAndCopy where report.cause == .sent:
      return frame.commit(after: report, costs)
    case .stopAndCopy:
      return frame.stoodStill(pass == 0 ? .startLogging : .readBitmap())

    // Stage 4: B is the primary; from here on nothing can be undone.
    case .commitment:
      return frame.enter(.activation, costs.activate(afterPause: live?.isForced == true))

    // Stage 5: the VM runs on B, whole.
    case .activation where movesWhole:
      return frame.end()

    // Stage 5: the VM runs on B, without what is pending at A.
    case .activation, .postCopy:
      return frame.enter(.postCopy, .serve(service))
    }
  }

  /// The last stage: the VM is served until nothing is missing, whatever is said meanwhile. A link that
  /// comes back is used for what is still missing; without the other host there is nothing to go on with.
  private func afterServing(_ report: Report) -> Action {
    switch report.cause {
    case .hostLost(.source): .finish(.failed(.sourceLost))
    case .hostLost(.destination): .finish(.failed(.destinationLost))
    case .linkLost where !service.recovery.isPossible: .finish(.failed(.linkLost))
    case .done: .finish(.migrated)
    default: .serve(service)
    }
  }

  private mutating func send(_ selection: Order.Selection) -> Action {
    pass += 1
    return frame.enter(.iterativePreCopy(round: pass), order(selection))
  }

  /// Whether the time of the live passes is over.
  private var isLate: Bool {
    if case .afterTime(let limit) = switchOver { elapsed >= limit } else { false }
  }

  /// A live order. Only an order in turns ends by itself when its time is over.
  private func order(_ selection: Order.Selection) -> Action {
    var turns = Order.Turns.qemu
    if case .afterTime(let limit) = switchOver { turns.longest = limit - elapsed }
    let pacing: Order.Pacing =
      switch switchOver {
      case .onCommand, .afterTime: .turns(turns)
      case .atStart, .afterPasses: .continuous
      }
    return .send(
      Order(selection, rateCap: liveRateCap, pacing: pacing, wire: service.push.wire))
  }

  /// A step of the live part's own rule. Its orders last until it is time to move.
  private mutating func carryOut(_ step: PreCopyStep, _ report: Report) -> Action {
    var step = step
    switch step {
    case .send(var order, let round):
      pass = round
      if case .afterTime(let limit) = switchOver, var turns = order.turns {
        turns.longest = limit - elapsed
        order.pacing = .turns(turns)
      }
      step = .send(order, round: round)
    case .stopAndCopy:
      movesWhole = true
    case .readBitmap, .throttle, .giveUp:
      break
    }
    return frame.carryOut(step, by: live!.engine, of: report.memory, costs)
  }

  private mutating func suspend() -> Action {
    frame.enter(.stopAndCopy, costs.suspend(because: .postCopy))
  }
}

extension PostCopy {
  /// The release of QEMU whose rule ends a live part with a downtime limit.
  static let release = QemuRelease.qemu8_2

  /// Its rule. KubeVirt's `allowPostCopy` works so: pre-copy, and post-copy only at the time-out.
  private static func live(downtimeLimit: Seconds, rateCap: BytesPerSecond) -> Qemu {
    var settings = release.settings
    settings.downtimeLimit = downtimeLimit
    settings.maximumBandwidth = rateCap
    return Qemu(release, settings: settings)
  }
}

extension PostCopy.SwitchOver {
  /// Whether the live part ends where a time or a command finds it, and not after whole passes.
  var endsAnywhere: Bool {
    switch self {
    case .afterTime, .onCommand: true
    case .atStart, .afterPasses: false
    }
  }
}

extension StopReason {
  /// What is left follows after the VM has moved.
  public static let postCopy = StopReason(
    "post-copy", "it was time to move the VM")
}
