import Quantities

/// What becomes of a migrating guest's time.
extension Migration {
  /// Brings the guest's writes, and its account, up to the present.
  ///
  /// - Parameter waiting: how much of the time it has spent waiting for missing pages.
  mutating func settle(
    on ground: inout Infrastructure, at now: Instant, waiting: Seconds = .zero
  ) {
    let start = settledAt
    guard guest.elapse(to: now) > .zero else { return }
    let elapsed = now - start
    let pace = ground.guests[plan.vm].pace
    var books = GuestBooks(elapsed, at: pace, waiting: waiting)
    var speed = waiting > .zero ? books.work / elapsed : pace.share
    if pace.isRunning, firstWrites != nil {
      let before = ground.guests.sampling == nil ? nil : firstWrites
      let work = guest.work(
        in: books.work, from: start, to: now, following: ground.guests[plan.vm].activities)!
      ground.guests.sample(
        plan.vm, from: start, to: now, at: pace, waiting: waiting, logging: before,
        isToRun: record.wasRunning)
      books.take(books.work - work)
      speed = work / elapsed
    } else {
      ground.guests.sample(
        plan.vm, from: start, to: now, at: pace, waiting: waiting, logging: nil,
        isToRun: record.wasRunning)
    }
    // What a guest that is served writes at the destination is nothing that the source has to send.
    if service == nil {
      // Most guests are steady, and lending the list to each settlement has its price too.
      let activities = memory.isSteady ? [] : ground.guests[plan.vm].activities
      memory.run(from: start, to: now, speed: speed, following: activities)
    }
    // Nor does a guest that is served write to the disks that it has left.
    if disks != nil, service == nil {
      settleDisks(for: elapsed, speed: speed, on: ground.wires, at: now)
    }
    guard record.wasRunning else { return }
    record.guest += books
    ground.guests[plan.vm].books += books
  }

  /// Brings everything about the guest up to the present, its waiting for missing memory included.
  mutating func settleAll(on ground: inout Infrastructure, at now: Instant) {
    if case .serving = work { settleService(on: &ground, at: now) }
    settle(on: &ground, at: now)
  }

  /// The guest runs at another share of its full speed.
  mutating func setSpeed(_ share: Double) { service?.setSpeed(share) }

  /// Every page becomes pending, and writes are logged from now on.
  mutating func markAll(on ground: borrowing Infrastructure) {
    memory.markAll()
    guest.startLogging(memory.classes, of: ground.guests[plan.vm])
  }

  /// Reads the dirty bitmap; what it finds belongs to the round before, as does what a second read
  /// finds before the next round.
  mutating func readBitmap() {
    guest.bitmapWasRead(finding: memory.readBitmap(drawing: &draws.stream))
    guard let last = record.rounds.indices.last else { return }
    record.rounds[last].dirtied = (record.rounds[last].dirtied ?? 0) + dirtied
    memory.noteFound(in: &record.dirtied, at: last)
  }

  /// Whether pages are known to be outdated at the destination. The fluid memory's fractions of a page
  /// that rounding leaves are none.
  var leavesMemoryBehind: Bool { memory.pending >= 0.5 }
}
