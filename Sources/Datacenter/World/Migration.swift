import Kernel
import Quantities
import Randomness

/// A migration under way: a strategy, the memory it moves, and the action it waits for.
struct Migration {
  let vm: VMID
  let source: HostID
  let destination: HostID
  var strategy: any Strategy
  var memory: Memory
  let draws: RandomSource
  let route: Route
  var record: MigrationRecord

  /// Where the strategy stood when it last gave an answer.
  private(set) var stage = Stage.preMigration
  /// What the strategy waits for.
  var action: Action?
  var actionStarted: Instant
  var timer = EventID.none
  /// The transfer under way, or standing by for a next round at the same instant.
  var flow: FlowID?
  /// Until when the guest's writes and lost work have been accounted for.
  var settledAt: Instant
  /// Memory held at the destination.
  var reservation = Bytes.zero
  /// Files still to be copied, the next one last.
  var files: [FileTransfer] = []
  var filesCopied = 0
  /// Bytes of files that have moved.
  var fileBytes = Bytes.zero
  /// Where the request wants copied files to go.
  let wantedStore: DatastoreID?
  /// Where each disk will lie, and the home of the small files.
  var newDisks: [Disk] = []
  var newHome: DatastoreID
  /// Whether the two have been chosen, and the space for them is held.
  var isPlaced = false
  var holdsSpace = true
  /// Whether the destination's copy has become the primary.
  var isHandedOver = false
  /// Why the reservation under way will be refused.
  var pendingRefusal: Refusal?
  /// Whether the suspension under way will come before its time-out.
  var suspendsInTime = true
  /// Whether the guest has stopped reacting to a request to suspend.
  var guestHangs = false
  /// When the hand-over under way sends the destination its go-ahead.
  var goAhead = Instant.start
  /// Whether the destination's report will not arrive.
  var reportIsLost = false
  /// The stage in which faults have been looked for last.
  var stageSeen: Stage.Kind?
  /// How far an order that peeks has come.
  var batches = World.BatchSending()
  /// The guest and its missing memory, in post-copy.
  var paging: DemandPaging?
  var service = ServiceProgress()
  /// What the transfers measured last.
  var bandwidth = BytesPerSecond.zero
  /// What the last bitmap read found.
  var dirtied = 0.0
  /// The windows and turns of an engine that sends in such.
  var turns: TurnSending?
  /// How fast their order is taken to send.
  var turnSpeed = BytesPerSecond.zero
  /// What a manager has said while the strategy was being spoken to; it takes effect once the action
  /// has begun.
  var heardOnTheWay: Command?
  /// What first writes cost the guest, while its writes are logged and that costs anything.
  var firstWrites: FirstWrites?
  /// Whether it keeps cores of both hosts busy.
  var isWorking = false
  /// Time spent behind each capacity of the route (the last entry: behind the engine's own cap).
  var waits: [Wait] = []
  /// Whether the cap of its transfers is the transport's window, not the engine's.
  var isHeldByWindow = false

  struct Wait {
    let capacity: CapacityID?
    var time: Seconds
  }

  /// One file on its way.
  struct FileTransfer {
    let size: Bytes
    let path: [CapacityID]
  }

  /// The record's stage list follows the strategy.
  mutating func noteStage(at now: Instant) {
    let stage = strategy.stage
    self.stage = stage
    if case .iterativePreCopy(let round) = stage { record.precopyRounds = round }
    if let last = record.stages.indices.last {
      if record.stages[last].stage.number == stage.number { return }
      record.stages[last].duration = now - record.stages[last].started
    }
    record.stages.append(StageRecord(stage: stage, started: now))
  }

  /// The VM runs again, or the migration is over.
  mutating func notePause(endingAt now: Instant) {
    guard let paused = record.pausedAt else { return }
    record.paused += now - paused
    record.longestPause = max(record.longestPause, now - paused)
    record.pausedAt = nil
  }

  /// The number under which a transfer of pages is recorded.
  var roundNumber: Int {
    if case .iterativePreCopy(let round) = stage { return round }
    return record.rounds.isEmpty ? 1 : record.precopyRounds + 1
  }
}

/// A random stream that several values may hold a reference to; each migration has one of its own.
final class RandomSource: @unchecked Sendable {
  // A simulation never leaves its task, so its streams are never shared between threads.
  var stream: RandomStream
  init(_ stream: consuming RandomStream) { self.stream = stream }
}
