import Kernel
import Quantities
import Randomness

/// The guest and its missing memory in post-copy, and how far the service has come.
struct ServiceWork {
  private var paging: DemandPaging
  /// Bytes still to come.
  private(set) var left: Bytes
  /// How many come at a time.
  private let portion: Bytes
  /// The portion under way; none in a pause.
  private(set) var moving = Bytes.zero
  /// Bytes that were still to come when the record was last written.
  private var noted: Bytes
  /// Pages of 4 KiB that were missing then.
  private var pages: Double
  /// Until when the guest's waiting has been accounted for.
  private(set) var settledAt: Instant
  /// Whether it waits for a link.
  var isCutOff = false
  /// When it goes on after the link was lost.
  var goesOnAt: Instant?

  /// How many portions the missing memory comes in.
  private static let portions = 128.0

  init(_ paging: DemandPaging, at now: Instant) {
    self.paging = paging
    left = paging.missing.bytes
    portion = Bytes(left.value / Self.portions)
    noted = left
    pages = paging.missing.pages
    settledAt = now
  }

  /// Its link carries nothing any more.
  mutating func cutOff() { isCutOff = true }

  var push: Service.Push { paging.service.push }
  var recovery: Service.Recovery { paging.service.recovery }
  var faults: Int { paging.faults }
  var longestWait: Seconds { paging.longestWait }
  /// Whether what is left is so little that it is pushed without the engine's limit.
  var isTail: Bool { left <= push.uncappedTail }
  /// Bytes that have come and the record does not know of.
  var unnoted: Bytes { noted - left }

  mutating func setSpeed(_ share: Double) { paging.setSpeed(share) }

  /// The next portion; the last one takes what rounding leaves.
  mutating func beginPortion() -> Bytes {
    moving = left < portion * 1.5 ? left : portion
    return moving
  }

  /// So many bytes of the portion have arrived, and others have not.
  ///
  /// - Returns: since when the guest has been followed no further.
  mutating func settle(_ bytes: Bytes, leaving rest: Bytes, at now: Instant) -> Instant {
    defer { settledAt = now }
    left = left - bytes
    moving = rest
    return settledAt
  }

  /// What the guest did while bytes arrived in a stretch of time.
  ///
  /// - Returns: how long it waited.
  mutating func receive(
    _ bytes: Bytes, from start: Instant, to end: Instant, following activities: [Activity],
    drawing stream: inout RandomStream
  ) -> Seconds {
    let time = end - start
    for place in activities.indices {
      let full = activities[place].fullTime(from: start, to: end)
      paging.setActivity(place, to: full / time)
    }
    return paging.receive(bytes, in: time, drawing: &stream)
  }

  /// The service is over or broken off.
  ///
  /// - Returns: what has come since this was last asked, and what is still missing.
  mutating func note(isOver: Bool) -> (bytes: Bytes, pages: Double, missing: Double) {
    if isOver { paging.end() }
    let missing = paging.missing.pages
    defer {
      pages = missing
      noted = left
    }
    return (noted - left, pages - missing, missing)
  }
}

extension Migration {
  /// Sees to it that what is missing is known.
  ///
  /// - Returns: `false` if nothing is.
  mutating func beginService(
    _ order: Service, on ground: borrowing Infrastructure, at now: Instant
  ) -> Bool {
    if service != nil { return true }
    guard leavesMemoryBehind else { return false }
    var order = order
    order.push.queue = order.push.queue(
      over: ground.wires.bandwidth(
        of: plan.route, by: channel.connections))
    service = ServiceWork(
      DemandPaging(
        order, memory: memory, speed: ground.guests[plan.vm].pace.share,
        roundTrip: plan.route.roundTrip, drawing: &draws.stream), at: now)
    return true
  }

  var missingBytes: Bytes { service?.left ?? .zero }
  var missesBytes: Bool { missingBytes > .zero }

  /// The next portion begins to move, if the link carries anything.
  mutating func pushNext(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard ground.wires.connects(plan.route) else {
      service!.isCutOff = true
      return
    }
    if service!.isCutOff { return reconnect(on: &ground, at: now, &calendar) }
    if let goesOnAt = service!.goesOnAt, goesOnAt > now {
      clock.set(plan.id, for: goesOnAt, &calendar)
      return
    }
    let cap = service!.isTail ? BytesPerSecond.unlimited : service!.push.rateCap
    channel.send(
      service!.beginPortion(), along: plan.path, cap: cap, of: plan,
      on: &ground.wires, at: now, &calendar)
  }

  /// A portion has arrived.
  ///
  /// - Returns: how many pages were asked for meanwhile.
  mutating func portionArrived(on ground: inout Infrastructure, at now: Instant) -> Int {
    let faults = record.faults
    account(for: service!.moving, on: &ground, at: now)
    return record.faults - faults
  }

  /// A pause of the push is over; after a lost link nothing has come meanwhile.
  mutating func endPushPause(on ground: inout Infrastructure, at now: Instant) {
    if service!.goesOnAt != nil { account(for: .zero, on: &ground, at: now) }
    service!.goesOnAt = nil
  }

  /// Brings the guest's waiting up to the present, in the middle of a portion.
  mutating func settleService(on ground: inout Infrastructure, at now: Instant) {
    guard let portion = service?.moving else { return }
    let moved = channel.moved(of: portion, on: ground.wires, at: now)
    account(for: moved, leaving: portion - moved, on: &ground, at: now)
  }

  /// A link carries again: a service that waited for it goes on once both ends know what is missing.
  mutating func resumeService(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard case .serving = work, service!.isCutOff else { return }
    reconnect(on: &ground, at: now, &calendar)
  }

  private mutating func reconnect(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard ground.wires.connects(plan.route), ground.wires.carries(plan.route) else { return }
    account(for: .zero, on: &ground, at: now)
    ground.wires.followLoads(along: plan.path, at: now, &calendar)
    let recovery = service!.recovery
    service!.isCutOff = false
    // As if nothing else used the link.
    service!.goesOnAt =
      now
      + (recovery.reconnection + plan.route.roundTrip * recovery.roundTrips
        + Service.Recovery.bitmap(of: record.memory)
        / ground.wires.bandwidth(
          of: plan.route, by: channel.connections))
    pushNext(on: &ground, at: now, &calendar)
  }

  /// What the guest did while bytes arrived.
  private mutating func account(
    for bytes: Bytes, leaving rest: Bytes = .zero, on ground: inout Infrastructure,
    at now: Instant
  ) {
    let start = service!.settle(bytes, leaving: rest, at: now)
    guard now > start else { return }
    let faults = service!.faults
    let waited = service!.receive(
      bytes, from: start, to: now, following: ground.guests[plan.vm].activities,
      drawing: &draws.stream)
    if bytes > .zero { bandwidth = bytes / (now - start) }
    record.faults += service!.faults - faults
    record.blocked += waited
    record.longestPageWait = service!.longestWait
    settle(on: &ground, at: now, waiting: waited)
  }

  /// A service is over or broken off: what the record keeps of it.
  mutating func closeService(_ cause: Cause, isOver: Bool, at now: Instant) -> ActionEnd {
    let (bytes, pages, missing) = service!.note(isOver: isOver)
    memory.send(max(0, memory.pending - missing))
    record.add(
      RoundRecord(
        round: roundNumber, started: actionStarted, duration: now - actionStarted, sent: bytes,
        dirtied: nil, remaining: missing, pages: pages),
      during: stage)
    if isOver { service = nil }
    return ActionEnd(cause, sent: pages, bytes: bytes)
  }

  /// What has come that the record does not know of yet.
  func servedUnderWay(
    on ground: borrowing Infrastructure, at now: Instant
  ) -> (pages: Double, bytes: Bytes) {
    guard let service else { return (0, .zero) }
    let moved = channel.moved(of: service.moving, on: ground.wires, at: now)
    return (0, service.unnoted + moved)
  }
}
