import Seam
import Quantities

/// What every strategy has in common: where it stands in the paper's sequence, and what happens to a
/// failure. Each strategy says which stages it has, and what it does in them.
struct Frame: Equatable, Sendable {
  private(set) var stage = Stage.preMigration
  private var transaction: Transaction
  private var isMerging = false
  private var hasSentDevices = false

  /// A migration that has not begun.
  ///
  /// - Parameter restart: what it takes to start the VM at the source again.
  init(restart: RandomQuantity<Seconds>) { transaction = Transaction(restart: restart) }

  /// Whether the VM stands still at the source.
  var isSuspended: Bool { transaction.isSuspended }

  /// What to do about a report that is no success; `nil` when it is one.
  @inline(__always)
  mutating func undo(_ cause: Cause) -> Action? { transaction.undo(cause) }

  /// The first action of a stage.
  mutating func enter(_ stage: Stage, _ action: consuming Action) -> Action {
    self.stage = stage
    return action
  }

  /// The first action after the VM was suspended, if it ran.
  mutating func stoodStill(wasRunning: Bool = true, _ action: consuming Action) -> Action {
    transaction.isSuspended = wasRunning
    return action
  }

  /// What follows the last pages: the state of devices that have a rate of their own, and then stage 4.
  ///
  /// - Parameter cap: what bounds that state beside its own rate.
  mutating func commit(
    after report: Report, _ costs: StageCosts, atMost cap: BytesPerSecond = .unlimited
  ) -> Action {
    let state = costs.stateBehindPages(of: report.devices)
    guard !hasSentDevices, state.bytes > .zero else { return enter(.commitment, costs.handOver) }
    hasSentDevices = true
    return .send(Order(.none, rateCap: min(state.rate, cap), wire: .bare, state: state.bytes))
  }

  /// The last action: the end, after redo logs have been merged if there are any.
  mutating func end(mergingLogs: Bool = false) -> Action {
    guard mergingLogs, !isMerging else { return .finish(.migrated) }
    isMerging = true
    return .consolidate
  }

  /// What a step of a mover orders.
  mutating func carryOut(_ step: DiskStep, _ costs: StageCosts) -> Action {
    switch step {
    case .copy(let copy): enter(.iterativePreCopy(round: 0), .copyDisks(copy))
    case .stun(let time): enter(.iterativePreCopy(round: 0), .stun(time))
    case .switchOver(let reason): enter(.stopAndCopy, costs.suspend(because: reason))
    case .giveUp: .finish(.failed(.notConverging))
    }
  }

  /// What a step of a pre-copy engine orders.
  ///
  /// - Parameter memory: the VM's memory.
  mutating func carryOut(
    _ step: consuming PreCopyStep, by engine: borrowing some PreCopyEngine, of memory: Pages,
    _ costs: StageCosts
  ) -> Action {
    switch consume step {
    case .send(let order, let round):
      stage = .iterativePreCopy(round: round)
      return .send(order)
    case .readBitmap: return .readBitmap(taking: engine.readingTime(of: memory))
    case .throttle(let share): return .throttle(share, sleep: engine.throttleSleep)
    case .stopAndCopy(let reason): return enter(.stopAndCopy, costs.suspend(because: reason))
    case .giveUp(let failure): return .finish(.failed(failure))
    }
  }
}
