public import Quantities

/// What one migration did: one row of `migrations.csv`, with its stages and rounds.
public struct MigrationRecord: Sendable {
  /// How it stands, in the end: an outcome, or nothing where the run ended first.
  public var outcome: Outcome?
  /// The VM that was to move.
  public let vm: VMID
  /// Where it was to move from.
  public let source: HostID
  /// Where it was to move to.
  public let destination: HostID
  /// The engine that moved it.
  public let engine: String
  /// When it was asked for.
  public let requested: Instant
  /// When stage 0 began.
  public let started: Instant
  /// When it ended, whatever way.
  public var ended: Instant?
  /// When the run ended, for a migration that had not ended by then.
  public var followedUntil: Instant?
  /// How it stood then.
  public internal(set) var standing: Standing?
  /// Why the live part was left.
  public var stopReason: StopReason?
  /// When the VM last stopped executing.
  public var pausedAt: Instant?
  /// When the VM first stopped executing.
  public var stoppedAt: Instant?
  /// When it ran again.
  public var resumedAt: Instant?
  /// How long no CPU of the VM ran anywhere.
  public var paused = Seconds.zero
  /// From the VM stopping until it ran at the destination; `nil` unless it did both.
  public var downtime: Seconds?
  /// From the VM stopping until its new place was announced.
  public var unreachable: Seconds?
  /// How often it stood still for a snapshot.
  public var stuns = 0
  /// The number of the last pre-copy round, as the engine counts; 0 without any.
  public var precopyRounds = 0
  /// Bytes that the migration put on the wire.
  public var sent = Bytes.zero
  /// Pages that the migration sent, each as often as it was sent.
  public var pagesSent = 0.0
  /// What became of the guest's time, from the start until the migration ended.
  public var guest = GuestBooks()
  /// The smallest share of its full speed to which the migration throttled the guest.
  public var slowestShare = 1.0
  /// The longest that no CPU of the VM ran at a time.
  public var longestPause = Seconds.zero
  /// The longest that a throttled guest slept at a time.
  public var longestSleep = Seconds.zero
  /// Post-copy: how often the guest had to wait for a page that was missing at the destination.
  public var faults = 0
  /// Post-copy: how long the guest waited for pages, all together.
  public var blocked = Seconds.zero
  /// Post-copy: the longest that the guest waited for one page.
  public var longestPageWait = Seconds.zero
  /// Whether the VM was on when the migration began.
  public var wasRunning: Bool
  /// Whether the VM was lost, with a host.
  public var isVMLost = false
  /// Whether it was suspended to disk then.
  public var wasSuspended = false
  /// The stages, in order.
  public var stages: [StageRecord] = []
  /// The rounds of stages 2 and 3, in order.
  public var rounds: [RoundRecord] = []
  /// What was found dirty in each of them, class by class.
  public var dirtied = DirtiedPages()
  /// What managers said, and how it was answered.
  public internal(set) var commands: [CommandRecord] = []
  /// The disks that were copied while the VM lived, or several at a time.
  public var disks: [DiskRecord] = []
  /// How long the path was silent while the migration was under way: its transfers stood still.
  public var waitedForLink = Seconds.zero
  /// Pages of memory of the VM.
  public let memory: Pages
  /// What held the transfer back longest: a link or datastore by name, `"rate-cap"` or `"window"`.
  public var bottleneck: String? { heldBy?.name }
  /// The same where it was none of these but a limit of its own: a link's name is put together each time.
  public var ownLimit: String? { if case .cap(let cap) = heldBy { cap.rawValue } else { nil } }
  /// The same before it has a name.
  var heldBy: Bottleneck?

  /// The strategy stands in a stage, which lasts until the next.
  mutating func enter(_ stage: Stage, at now: Instant) {
    if case .iterativePreCopy(let round) = stage { precopyRounds = round }
    if stages.last?.stage.number == stage.number { return }
    endStage(at: now)
    stages.append(StageRecord(stage: stage, started: now))
  }

  /// The last stage has lasted until now.
  mutating func endStage(at now: Instant) {
    guard let last = stages.indices.last else { return }
    stages[last].duration = now - stages[last].started
  }

  /// The VM stands still from now on.
  mutating func beginPause(at now: Instant) { pausedAt = now }

  /// The VM runs again, or the migration is over.
  ///
  /// - Returns: how long it stood still; `nil` if it did not.
  @discardableResult
  mutating func endPause(at now: Instant) -> Seconds? {
    guard let began = pausedAt else { return nil }
    let pause = now - began
    paused += pause
    longestPause = max(longestPause, pause)
    pausedAt = nil
    return pause
  }

  /// A transfer of pages is over. What the engine sends within one round, because it looked at the guest,
  /// a manager spoke or devices hold state behind the last pages, is one row.
  mutating func add(_ round: RoundRecord, during stage: Stage) {
    sent += round.sent
    pagesSent += round.pages
    let isLive = stage.kind == .iterativePreCopy || stage.kind == .stopAndCopy
    if isLive, rounds.last?.round == round.round {
      rounds[rounds.count - 1].extend(with: round)
    } else {
      if rounds.isEmpty { rounds.reserveCapacity(8) }
      rounds.append(round)
    }
  }

  /// Gives back the room for rounds that there were not: most migrations have few, and all are kept.
  mutating func giveRoomBack() {
    if rounds.capacity > 2 * rounds.count { rounds = rounds.map { $0 } }
  }

  /// Seconds of full-speed work that the guest could not do.
  public var lostWork: Seconds { guest.lost }
  /// The longest that the guest got nowhere at a time: paused, waiting for a page, or made to sleep.
  public var longestStall: Seconds { max(longestPause, longestPageWait, longestSleep) }
  /// Whether the VM has run while some of its memory was missing.
  public var wasServed: Bool { stages.last?.stage == .postCopy }
  /// Data sent that had been sent before: the pages sent beyond one copy of the memory, whole and without
  /// their headers, but no more than what their round carried, which is less where pages were compressed
  /// or were zero.
  ///
  /// - Complexity: O(rounds)
  public var resent: Bytes {
    let copy = Double(memory.count)
    var (before, saved) = (0.0, 0.0)
    for round in rounds where round.pages > 0 {
      let again = max(0, before + round.pages - max(before, copy))
      let excess = again * Pages.size.value - (round.sent - round.state).value
      // Less than a byte is rounding.
      if excess >= 1 { saved += excess }
      before += round.pages
    }
    return Bytes(max(0, (pagesSent - copy) * Pages.size.value - saved))
  }
  /// What was put on the wire for nothing: everything, unless the VM moved.
  public var wasted: Bytes { outcome == .migrated || ended == nil ? .zero : sent }
  /// Pages that were passed over because they had been written again, each as often as it was.
  public var pagesSkipped: Double { rounds.reduce(0) { $0 + $1.skipped } }
  /// From the start until the migration ended.
  public var totalTime: Seconds? { ended.map { $0 - started } }
}

/// Something that a manager said to a migration.
public struct CommandRecord: Hashable, Sendable {
  /// What was said.
  public let command: Command
  /// When.
  public let at: Instant
  /// How it was answered.
  public let answer: CommandAnswer
}

/// One stage of one migration.
public struct StageRecord: Sendable {
  /// Which of the six.
  public let stage: Stage
  /// When it began.
  public let started: Instant
  /// How long it lasted.
  public var duration = Seconds.zero
}

/// One transfer of pages: a pre-copy round, or the last one in stop-and-copy.
public struct RoundRecord: Sendable {
  /// Its number, as the engine's literature counts.
  public let round: Int
  /// When it began.
  public let started: Instant
  /// How long it took.
  public private(set) var duration: Seconds
  /// What it put on the wire.
  public private(set) var sent: Bytes
  /// Pages found dirty by the bitmap reads in it and after it; `nil` where there was none.
  public var dirtied: Double?
  /// Pages known dirty and not sent at its end.
  public private(set) var remaining: Double
  /// Pages that it sent.
  public var pages = 0.0
  /// Pages that it passed over because they had been written again.
  public var skipped = 0.0
  /// What it sent beside pages: headers, CPU and device state.
  public var state = Bytes.zero

  /// The round goes on with another order.
  mutating func extend(with order: RoundRecord) {
    duration = order.started + order.duration - started
    sent += order.sent
    remaining = order.remaining
    pages += order.pages
    skipped += order.skipped
    state += order.state
  }
}
