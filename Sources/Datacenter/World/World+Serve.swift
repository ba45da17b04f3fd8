import Kernel
import Quantities

/// Post-copy: the VM runs at the destination, and what is missing there follows.
///
/// What is missing moves in equal portions over the migration's flow. When a portion has arrived, the
/// bandwidth that it had is known, and what the guest did meanwhile is worked out: which pages it
/// touched, how long it waited for them, and so how fast it ran. Demanded pages are part of the
/// portions, so that faults change the order in which pages come but not how many bytes there are.
///
/// While the link is down nothing arrives: the guest runs until it touches what is missing, and waits.
extension World {
  /// How many portions the missing memory comes in.
  private static let portions = 128.0

  /// Starts to serve the VM, or goes on with what is still missing.
  mutating func serve(
    _ service: Service, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    if migrations[id.index].paging == nil {
      guard migrations[id.index].leavesMemoryBehind else { return report(id, .done, at: now) }
      let vm = vms[migrations[id.index].vm.index]
      let paging = DemandPaging(
        service, memory: migrations[id.index].memory, speed: vm.pace.share,
        roundTrip: migrations[id.index].route.roundTrip,
        drawing: &migrations[id.index].draws.stream)
      let bytes = paging.missing.bytes
      migrations[id.index].paging = paging
      migrations[id.index].service = ServiceProgress(
        left: bytes, portion: Bytes(bytes.value / Self.portions), noted: bytes,
        pages: paging.missing.pages, settledAt: now)
    }
    pushNext(for: id, at: now, &calendar)
    if let flow = migrations[id.index].flow {
      let time = migrations[id.index].service.left / network.rate(of: flow)
      expectMiddle(of: id, ofWait: time, at: now, &calendar)
    }
    return nil
  }

  /// The next portion begins to move, if the link carries anything.
  mutating func pushNext(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let push = migrations[id.index].paging?.service.push else {
      preconditionFailure("a push without a service")
    }
    guard isUp(migrations[id.index].route) else {
      migrations[id.index].service.isCutOff = true
      return
    }
    if let goesOnAt = migrations[id.index].service.goesOnAt, goesOnAt > now {
      migrations[id.index].timer = calendar.schedule(.timer(id), at: goesOnAt)
      return
    }
    let isTail = migrations[id.index].service.left <= push.uncappedTail
    let portion = migrations[id.index].service.begin()
    transfer(
      portion, along: migrations[id.index].route.capacities,
      cap: isTail ? .unlimited : push.rateCap, for: id, at: now, &calendar)
  }

  private func isUp(_ route: Route) -> Bool {
    links.allSatisfy { link in
      link.isUp
        || !route.capacities.contains { $0 == link.directions.0 || $0 == link.directions.1 }
    }
  }

  /// A portion has arrived.
  mutating func pushEnded(
    _ service: Service, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let faultsBefore = migrations[id.index].record.faults
    account(for: migrations[id.index].service.moving, of: id, at: now)
    guard migrations[id.index].service.left > .zero else {
      proceed(id, after: served(id, at: now), at: now, &calendar)
      return
    }
    let requests = Double(migrations[id.index].record.faults - faultsBefore)
    let pause = service.demand.perRequest * requests
    if pause > .zero {
      migrations[id.index].timer = calendar.schedule(.timer(id), at: now + pause)
    } else {
      pushNext(for: id, at: now, &calendar)
    }
  }

  /// A link carries again: services that waited for it go on once both ends know what is missing.
  mutating func resumeServices(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    for index in migrations.indices where migrations[index].isServing {
      let id = MigrationID(index)
      guard migrations[index].service.isCutOff, isUp(migrations[index].route) else { continue }
      account(for: .zero, of: id, at: now)
      migrations[index].service.isCutOff = false
      migrations[index].service.goesOnAt = now + recoveryTime(of: id)
      pushNext(for: id, at: now, &calendar)
    }
  }

  /// What it takes to go on after the link was lost, as if nothing else used it.
  private func recoveryTime(of id: MigrationID) -> Seconds {
    guard let recovery = migrations[id.index].paging?.service.recovery else { return .zero }
    let route = migrations[id.index].route
    let bandwidth = route.capacities.reduce(transport.cap(over: route.roundTrip)) {
      min($0, network.capacities[$1.index].rate)
    }
    return recovery.reconnection + route.roundTrip * recovery.roundTrips
      + Service.Recovery.bitmap(of: migrations[id.index].record.memory) / bandwidth
  }

  /// A pause of the push is over.
  mutating func serviceTimerEnded(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    // Nothing has come since the link was lost.
    if migrations[id.index].service.goesOnAt != nil { account(for: .zero, of: id, at: now) }
    migrations[id.index].service.goesOnAt = nil
    pushNext(for: id, at: now, &calendar)
  }

  /// Brings a service's books up to the present, in the middle of a portion.
  mutating func settleService(_ id: MigrationID, at now: Instant) {
    guard migrations[id.index].isServing else { return }
    let portion = migrations[id.index].service.moving
    let moved = moved(of: portion, by: id, at: now)
    account(for: moved, leaving: portion - moved, of: id, at: now)
  }

  /// Breaks a service off, and keeps what is missing for another.
  mutating func breakOffService(
    _ id: MigrationID, _ cause: Cause, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report {
    _ = calendar.cancel(migrations[id.index].timer)
    settleService(id, at: now)
    standDown(id, at: now, &calendar)
    return note(id, cause, at: now)
  }

  /// What the guest did while bytes arrived.
  private mutating func account(
    for bytes: Bytes, leaving rest: Bytes = .zero, of id: MigrationID, at now: Instant
  ) {
    let start = migrations[id.index].service.settledAt
    let time = now - start
    migrations[id.index].service.settle(bytes, leaving: rest, at: now)
    guard time > .zero, migrations[id.index].paging != nil else { return }
    let vm = migrations[id.index].vm.index
    for place in vms[vm].activities.indices {
      let full = vms[vm].activities[place].fullTime(from: start, to: now)
      migrations[id.index].paging!.setActivity(place, to: full / time)
    }
    let faultsBefore = migrations[id.index].paging!.faults
    let waited = migrations[id.index].paging!.receive(
      bytes, in: time, drawing: &migrations[id.index].draws.stream)
    if bytes > .zero { migrations[id.index].bandwidth = bytes / time }
    migrations[id.index].record.faults += migrations[id.index].paging!.faults - faultsBefore
    migrations[id.index].record.blocked += waited
    migrations[id.index].record.longestPageWait = migrations[id.index].paging!.longestWait
    settle(id, at: now, waiting: waited)
  }

  /// Nothing is missing any more.
  private mutating func served(_ id: MigrationID, at now: Instant) -> Report {
    let vm = migrations[id.index].vm.index
    migrations[id.index].paging?.end()
    let report = note(id, .done, at: now)
    migrations[id.index].paging = nil
    if vms[vm].primary.state == .split { vms[vm].primary.state = .running }
    return report
  }

  /// A service is over or broken off: what the record keeps of it.
  private mutating func note(_ id: MigrationID, _ cause: Cause, at now: Instant) -> Report {
    let missing = migrations[id.index].paging?.missing.pages ?? 0
    let sent = migrations[id.index].service.pages - missing
    let bytes = migrations[id.index].service.noted - migrations[id.index].service.left
    migrations[id.index].service.pages = missing
    migrations[id.index].service.noted = migrations[id.index].service.left
    migrations[id.index].memory.send(max(0, migrations[id.index].memory.pending - missing))
    migrations[id.index].record.sent += bytes
    migrations[id.index].record.pagesSent += sent
    migrations[id.index].record.rounds.append(
      RoundRecord(
        round: migrations[id.index].roundNumber, started: migrations[id.index].actionStarted,
        duration: now - migrations[id.index].actionStarted, sent: bytes, dirtied: nil,
        remaining: missing, pages: sent))
    return report(id, cause, at: now, sent: sent, bytes: bytes)
  }
}

/// How far a service has come.
struct ServiceProgress {
  /// Bytes still to come.
  var left = Bytes.zero
  /// How many come at a time.
  var portion = Bytes.zero
  /// The portion under way; none in a pause.
  private(set) var moving = Bytes.zero
  /// Bytes that were still to come when the record was last written.
  var noted = Bytes.zero
  /// Pages of 4 KiB that were missing then.
  var pages = 0.0
  /// Until when the guest's waiting has been accounted for.
  var settledAt = Instant.start
  /// Whether it waits for a link.
  var isCutOff = false
  /// When it goes on after the link was lost.
  var goesOnAt: Instant?

  /// The next portion; the last one takes what rounding leaves.
  mutating func begin() -> Bytes {
    moving = left < portion * 1.5 ? left : portion
    return moving
  }

  /// So many bytes of the portion have arrived, and others have not.
  mutating func settle(_ bytes: Bytes, leaving rest: Bytes, at now: Instant) {
    left = left - bytes
    moving = rest
    settledAt = now
  }
}

extension Migration {
  /// Whether the VM is being served.
  var isServing: Bool {
    if case .serve = action { paging != nil } else { false }
  }
}

extension Migration {
  /// Whether pages are known to be outdated at the destination. The fluid memory's fractions of a page
  /// that rounding leaves are none.
  var leavesMemoryBehind: Bool { memory.pending >= 0.5 }
}
