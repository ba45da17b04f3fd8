import Glibc
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
    /// When live passes have gone on for so long, in the middle of one, or when nothing is dirty any
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
  /// Whether a manager wants the VM moved now.
  private var isWanted = false
  /// How long the live passes have gone on.
  private var elapsed = Seconds.zero

  /// A migration that has not begun.
  ///
  /// - Precondition: passes, where given, are at least one.
  public init(
    switchOver: SwitchOver = .atStart, liveRateCap: BytesPerSecond = .unlimited,
    service: Service = Self.service,
    discardList: DiscardList = DiscardList(), costs: StageCosts = StageCosts()
  ) {
    if case .afterPasses(let passes) = switchOver {
      precondition(passes > 0, "a hybrid needs at least one pass")
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

  public var stage: Stage { frame.stage }
  public var engine: String { switchOver == .atStart ? "post-copy" : "hybrid" }

  public mutating func hear(_ command: Command) -> CommandAnswer {
    guard stage.number < 3 else { return .tooLate }
    switch command {
    case .startPostCopy: isWanted = true
    case .setRateCap(let cap) where switchOver != .atStart: liveRateCap = cap
    case .setRateCap, .setDowntimeLimit, .pause, .cancel: return .notUnderstood
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
    case .reservation:
      return send(.all)

    // Stage 2, in a hybrid: whole passes, until it is time to move.
    case .iterativePreCopy where isWanted || isLate:
      return suspend()
    case .iterativePreCopy where report.cause == .sent:
      if case .afterPasses(pass) = switchOver { return suspend() }
      return .readBitmap()
    case .iterativePreCopy where report.cause == .read:
      return report.remaining == .zero ? suspend() : send(.pending)
    case .iterativePreCopy:
      return order(.pending)  // Some other command: the pass goes on.

    // Stage 3: the VM stands still for its state and for the list of what is outdated at B.
    case .stopAndCopy where report.cause == .read:
      let list = discardList.bytes(
        dirty: report.remaining, of: report.memory, hostPage: service.demand.hostPage)
      return .send(Order(.none, wire: service.push.wire, state: costs.deviceState + list))
    case .stopAndCopy where report.cause == .sent:
      return frame.enter(.commitment, costs.handOver)
    case .stopAndCopy:
      return frame.stoodStill(pass == 0 ? .startLogging : .readBitmap())

    // Stage 4: B is the primary; from here on nothing can be undone.
    case .commitment:
      return frame.enter(.activation, costs.activate)

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

  private mutating func suspend() -> Action {
    frame.enter(.stopAndCopy, costs.suspend(because: .postCopy))
  }
}

/// The list that tells the destination which pages it must not use, because they have been written
/// since they were sent: ranges of host pages, some to a command (QEMU's postcopy-ram-discard).
///
///     bytes = ranges * perRange + ceil(ranges / rangesPerCommand) * perCommand
///
/// Of H host pages, of which a share q holds dirty pages that lie anywhere, q (1 - q) H + 1 ranges
/// are expected: the most there can be, since real dirty pages lie together.
public struct DiscardList: Equatable, Sendable {
  /// An address and a length.
  public var perRange: Bytes
  /// Headers and the name of the memory block.
  public var perCommand: Bytes
  /// How many ranges one command holds at most.
  public var rangesPerCommand: Int

  public init(
    perRange: Bytes = Bytes(16), perCommand: Bytes = Bytes(14), rangesPerCommand: Int = 12
  ) {
    self.perRange = perRange
    self.perCommand = perCommand
    self.rangesPerCommand = rangesPerCommand
  }

  /// What the list costs on the wire.
  public func bytes(dirty: Pages, of memory: Pages, hostPage: HostPage) -> Bytes {
    guard dirty > .zero else { return .zero }
    let size = Double(hostPage.pages.count)
    let clean = 1 - Double(dirty.count) / Double(memory.count)
    let share = 1 - pow(clean, size)
    let ranges = (Double(memory.count) / size * share * (1 - share)).rounded() + 1
    let commands = (ranges / Double(rangesPerCommand)).rounded(.up)
    return Bytes(ranges * perRange.value + commands * perCommand.value)
  }
}

extension StopReason {
  /// What is left follows after the VM has moved.
  public static let postCopy = StopReason(
    "post-copy", "it was time to move the VM")
}
