import Quantities

/// An order under way that has turns: its clock, what it has still to send, and what it has sent.
struct TurnSending {
  /// Windows outlast orders: the clock goes on from one to the next.
  private var clock: TurnClock
  /// What the order has sent.
  private var pages = 0.0
  private var bytes = 0.0
  /// Pages sent that the memory has not yet been told of.
  private var settledPages = 0.0
  private var order: Order
  private var conditions: TurnClock.Conditions
  private var runs: [TurnClock.Run] = []
  private var sources: [Source] = []
  private var cache: DeltaCache?
  /// Whether the scan stood at page 0 when it was last looked at.
  private var stoodAtStart = true
  private let classes: [PageClass]
  /// What the socket may hold of pages sent in turns.
  private let buffer: SendBuffer
  /// What the wire has still to carry when all pages have been sent: what the socket holds, if the
  /// receiver must have all, and what follows the pages; and from when on that is so.
  private var tail: (left: Bytes, since: Instant)?
  /// Whether the order ends only when the receiver has all.
  private var isLast = false
  /// How the order ends if nothing changes.
  private var planned: (clock: TurnClock, progress: TurnClock.Progress)?

  /// Where the pages of a run come from, which only the cache asks.
  private struct Source {
    let pageClass: Int
    /// Whether the scan begins anew at page 0 before it.
    let wraps: Bool
  }

  init(
    _ order: Order, startingAt now: Instant, classes: [PageClass], into buffer: SendBuffer
  ) {
    self.order = order
    self.classes = classes
    self.buffer = buffer
    clock = TurnClock(startingAt: now)
    cache = order.turns?.delta.map { DeltaCache($0, classes: classes) }
    conditions = .init(
      speed: .zero, budget: .zero, batch: 1, turns: Self.one, latestTurn: .never)
  }

  /// An order without windows is one turn, as long as it takes.
  private static let one = Order.Turns(
    window: .zero, busy: Seconds(.infinity), glance: Pages(64))

  /// A new order begins.
  mutating func begin(_ order: Order, at now: Instant) {
    self.order = order
    pages = 0
    bytes = 0
    planned = nil
    tail = nil
    clock.beginTurn(at: now, drainingAt: conditions.speed)
    conditions.batch = Double(order.wire.batch.count)
    conditions.hasChanged = false
    guard let turns = order.turns else {
      conditions.turns = Self.one
      conditions.latestTurn = .never
      conditions.budget = Bytes(.infinity)
      conditions.buffer = .even(.zero)
      isLast = true
      return
    }
    conditions.turns = turns
    conditions.buffer = buffer
    isLast = turns.until == .empty
    conditions.latestTurn = turns.longest.map { now + $0 } ?? .never
    conditions.budget = turns.budget(under: order.rateCap)
    // Where nobody looks at what remains, or at the time, the order is one turn.
    if turns.until == .empty, turns.longest == nil {
      conditions.turns.busy = Seconds(.infinity)
    }
  }

  /// The order ends with its present turn.
  mutating func end(afterTurnAt now: Instant) {
    guard let turns = order.turns else { return }
    conditions.turns.busy = turns.busy
    conditions.latestTurn = min(conditions.latestTurn, now)
  }

  /// What the scan will meet, from where it stands.
  mutating func runs(of memory: borrowing Memory) {
    runs.removeAll(keepingCapacity: true)
    if !sources.isEmpty { sources.removeAll(keepingCapacity: true) }
    // A scan that has come exactly to the end stands at the start.
    var hasComeAround = memory.isAtStart && !stoodAtStart
    var hasBegunAnew = false
    stoodAtStart = memory.isAtStart
    let full = TurnClock.Run(
      pages: 0, bytes: order.wire.perFullPage, processing: order.costs.fullPage.value)
    let zero = TurnClock.Run(
      pages: 0, bytes: order.wire.perZeroPage, processing: order.costs.zeroPage.value)
    guard var ahead = cache else {
      // Runs that cost the same are one, where nobody asks where they come from.
      var runs: [TurnClock.Run] = []
      swap(&runs, &self.runs)
      let areAlike = full.bytes == zero.bytes && full.processing == zero.processing
      var wasZero = false
      memory.runs { run in
        let isZero = classes[run.pageClass].isZero
        if !runs.isEmpty, isZero == wasZero || areAlike {
          runs[runs.count - 1].pages += run.pages
        } else {
          runs.append(isZero ? zero : full)
          runs[runs.count - 1].pages = run.pages
          wasZero = isZero
        }
      }
      swap(&runs, &self.runs)
      return
    }
    memory.runs { run in
      let wraps = hasComeAround || run.beginsAnew && !hasBegunAnew
      hasComeAround = false
      hasBegunAnew = hasBegunAnew || run.beginsAnew
      if wraps { ahead.wrap() }
      var priced = classes[run.pageClass].isZero ? zero : full
      priced.pages = run.pages
      if !classes[run.pageClass].isZero { encode(&priced, hits: ahead.hits(run.pageClass)) }
      runs.append(priced)
      sources.append(Source(pageClass: run.pageClass, wraps: wraps))
      ahead.note(run.pages, of: run.pageClass)
    }
  }

  /// Pages of which such a share is found in the cache go as what has changed in them.
  private func encode(_ run: inout TurnClock.Run, hits: Double) {
    guard let delta = order.turns?.delta else { return }
    run.bytes += hits * (min(delta.page.value, run.bytes) - run.bytes)
    run.processing += hits * delta.encoding.value
  }

  /// The bandwidth of the last window.
  var bandwidth: BytesPerSecond { clock.bandwidth }
  /// What was little enough to be left when it closed.
  var threshold: Bytes { clock.threshold }
  /// Whether the order ends, if nothing changes, only because its time is over.
  var isCut: Bool { planned?.progress.isCut == true }
  /// What follows the order's pages.
  var state: Bytes { order.state }
  /// What the order has sent.
  var sent: (pages: Double, bytes: Bytes) { (pages, Bytes(bytes)) }

  /// Follows the order to its end.
  ///
  /// - Returns: when that is, if nothing changes.
  mutating func follow(at speed: BytesPerSecond) -> Instant {
    conditions.hasChanged = conditions.hasChanged || pages > 0 && speed != conditions.speed
    conditions.speed = speed
    if tail == nil {
      var end = clock
      let progress = end.advance(through: runs, under: conditions, until: .never)
      planned = (end, progress)
    }
    return self.end
  }

  /// When the order ends if nothing changes.
  var end: Instant {
    guard let tail = tail ?? plannedTail else { return .never }
    guard tail.left > .zero else { return tail.since }
    return conditions.speed > .zero ? tail.since + tail.left / conditions.speed : .never
  }

  /// What is left when all pages have been sent as planned.
  private var plannedTail: (left: Bytes, since: Instant)? {
    guard let planned, planned.progress.hasEnded else { return nil }
    return (order.state + (isLast ? planned.clock.buffered : .zero), planned.clock.now)
  }

  /// The order has ended as planned.
  mutating func adopt() {
    if tail == nil { adoptPages() }
    bytes += order.state.value
    tail = nil
  }

  /// All pages have been sent as planned.
  private mutating func adoptPages() {
    guard let planned else { preconditionFailure("an order ended that was not followed") }
    tail = plannedTail
    clock = planned.clock
    note(planned.progress)
    self.planned = nil
  }

  /// Goes on to an instant at which something changes.
  ///
  /// - Returns: false if the order ends no later than that; then nothing has changed.
  mutating func advance(to now: Instant) -> Bool {
    if tail == nil {
      var later = clock
      let progress = later.advance(through: runs, under: conditions, until: now)
      guard progress.hasEnded else {
        clock = later
        note(progress)
        planned = nil
        return true
      }
    }
    guard end > now else { return false }
    if tail == nil { adoptPages() }
    guard let (left, since) = tail, now > since else { return true }
    tail = (left - conditions.speed * (now - since), now)
    return true
  }

  private mutating func note(_ progress: TurnClock.Progress) {
    pages += progress.pages
    bytes += progress.bytes
    settledPages += progress.pages
    guard cache != nil else { return }
    var left = progress.pages
    for (run, source) in zip(runs, sources) where left > 0 {
      if source.wraps { cache?.wrap() }
      let count = min(left, run.pages)
      cache?.note(count, of: source.pageClass)
      left -= count
    }
  }

  /// Pages sent that the memory has not yet been told of; it is told now.
  mutating func takeSettledPages() -> Double {
    defer { settledPages = 0 }
    return settledPages
  }
}

extension Order {
  /// How many pages lie between two looks at the bitmap.
  var peek: Pages? { if case .batches(let peek) = pacing { peek } else { nil } }
  /// Whether the sender is followed page by page, since it may be slower than the wire or sleep.
  var isFollowed: Bool {
    switch pacing {
    case .turns: true
    case .continuous: costs != .none
    case .batches: false
    }
  }
}
