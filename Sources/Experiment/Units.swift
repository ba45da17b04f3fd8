import Dispatch
import Orchestration
import Parallel
import Synchronization

/// The work of an experiment, cut into units that know nothing of each other: a replication of an arm at
/// a point. A unit's number says which it is, so that any of them can be done anywhere, in any order.
struct Units: Sendable {
  /// For each point.
  let plans: [Plan]
  private let replications: Int
  /// Ends them early, if somebody can.
  private let interruption: Interruption?

  init(_ scenario: Scenario) {
    plans = scenario.played.map { Plan($0) }
    replications = scenario.replications
    interruption = scenario.budget.interruption
  }

  private var arms: Int { plans[0].arms.count }

  /// How many there are: replication by replication, arm by arm, point by point.
  var count: Int { plans.count * arms * replications }

  /// Does one.
  ///
  /// - Parameter keepsRows: whether its rows are wanted.
  func play(_ unit: Int, keepsRows: Bool = true) -> FinishedUnit {
    let (place, replication) = unit.quotientAndRemainder(dividingBy: replications)
    let (point, arm) = place.quotientAndRemainder(dividingBy: arms)
    let plan = plans.span[point]
    let outcome = ReplicationOutcome(plan, arm: plan.arms[arm], replication: replication + 1)
    return FinishedUnit(
      unit: unit, isInterrupted: outcome.cutShort?.cause == .interruption,
      isCutShort: outcome.cutShort != nil,
      rows: keepsRows && outcome.cutShort == nil
        ? ReplicationRows(outcome, plan, arm: plan.arms[arm], replication: replication + 1) : .none,
      digest: PackedDigest(
        ReplicationDigest(outcome, requests: plan.scenario.whole.parts.requests)))
  }

  /// Does some of them, several at a time.
  ///
  /// Units share nothing and land in places of their own, and what came of them is handed on in the
  /// order of their numbers, so that the result does not depend on how many are done at a time, nor in
  /// which order they end.
  ///
  /// - Parameters:
  ///   - chosen: which, in ascending order.
  ///   - keepsRows: whether rows are wanted.
  ///   - known: what was done before, and is read instead.
  ///   - endsWhenCutShort: whether no other is begun once one was ended before its time: the whole has no
  ///     results then.
  ///   - write: given what came of one unit after the other; false ends it early.
  /// - Returns: the digests of those that were done: all that were chosen, or the first of them.
  func play(
    _ chosen: [Int], jobs: Int, keepsRows: Bool = true, known: RecordedPart? = nil,
    endsWhenCutShort: Bool = false,
    progress: (@Sendable (Int, Int) -> Void)?,
    write: @escaping @Sendable (FinishedUnit) -> Bool
  ) -> ReplicationDigests {
    let digests = DigestStore()
    let jobs = max(1, min(jobs, chosen.count))
    let delivery = InOrder<FinishedUnit>(ahead: 4 * jobs) { piece in
      digests.append(piece.digest)
      return write(piece)
    }
    let next = Atomic(0)
    let ended = Atomic(0)
    let isOver = Atomic(false)
    DispatchQueue.concurrentPerform(iterations: jobs) { _ in
      while delivery.waitForRoom() {
        guard interruption?.isWanted != true, !isOver.load(ordering: .relaxed) else {
          return delivery.leave()
        }
        let place = next.add(1, ordering: .relaxed).oldValue
        guard place < chosen.count else { return delivery.leave() }
        let piece = known?.piece(chosen[place]) ?? play(chosen[place], keepsRows: keepsRows)
        // What an interruption ended has no results, and what comes after it is not handed on.
        guard !piece.isInterrupted else { return delivery.leave() }
        if endsWhenCutShort, piece.isCutShort { isOver.store(true, ordering: .relaxed) }
        delivery.deliver(piece, at: place)
        progress?(ended.add(1, ordering: .relaxed).newValue, chosen.count)
      }
    }
    return digests.digests
  }
}

/// What came of one unit.
struct FinishedUnit: Sendable {
  let unit: Int
  /// Whether an interruption ended it before its time.
  let isInterrupted: Bool
  /// Whether anything did.
  let isCutShort: Bool
  let rows: ReplicationRows
  let digest: PackedDigest
}
