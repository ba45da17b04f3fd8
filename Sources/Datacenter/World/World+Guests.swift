public import Quantities

/// What becomes of the guests' time.
extension World {
  /// Brings a migrating guest's writes, and its books, up to the present.
  ///
  /// - Parameter waiting: how much of the time it has spent waiting for missing pages.
  mutating func settle(_ id: MigrationID, at now: Instant, waiting: Seconds = .zero) {
    let start = migrations[id.index].settledAt
    let elapsed = now - start
    guard elapsed > .zero else { return }
    migrations[id.index].settledAt = now
    let vm = migrations[id.index].vm
    let pace = vms[vm.index].pace
    var books = GuestBooks(elapsed, at: pace, waiting: waiting)
    var speed = waiting > .zero ? books.work / elapsed : pace.share
    if pace.isRunning, migrations[id.index].firstWrites != nil {
      let before = sampling == nil ? nil : migrations[id.index].firstWrites
      let work = migrations[id.index].firstWrites!.run(
        for: books.work, from: start, to: now, following: vms[vm.index].activities)
      sample(vm, from: start, to: now, at: pace, waiting: waiting, logging: before)
      books.take(books.work - work)
      speed = work / elapsed
    } else {
      sample(vm, from: start, to: now, at: pace, waiting: waiting, logging: nil)
    }
    // What a guest that is served writes at the destination is nothing that the source has to send.
    if migrations[id.index].paging == nil {
      // Most guests are steady, and lending the list to each settlement has its price too.
      let activities = migrations[id.index].memory.isSteady ? [] : vms[vm.index].activities
      migrations[id.index].memory.run(from: start, to: now, speed: speed, following: activities)
    }
    if !diskWork.isEmpty { settleDisks(of: id, for: elapsed, speed: speed, at: now) }
    guard migrations[id.index].record.wasRunning else { return }
    migrations[id.index].record.guest += books
    vms[vm.index].books += books
  }

  /// Brings any guest's books up to the present.
  mutating func settleGuest(_ vm: VMID, at now: Instant) {
    if let id = vms[vm.index].migration {
      settleService(id, at: now)
      settle(id, at: now)
      return
    }
    let start = vms[vm.index].settledAt
    vms[vm.index].settledAt = now
    let pace = vms[vm.index].pace
    // At full speed, or off, nothing is worth an entry.
    guard pace.isRunning, pace.share < 1, now > start else { return }
    vms[vm.index].books += GuestBooks(now - start, at: pace, waiting: .zero)
    sample(vm, from: start, to: now, at: pace, waiting: .zero, logging: nil)
  }

  /// Writes are logged from now on, and the bitmap has been reset.
  mutating func startLogging(for id: MigrationID) {
    let vm = vms[migrations[id.index].vm.index]
    guard vm.firstWriteCost > .zero, vm.isRunning else { return }
    if migrations[id.index].firstWrites == nil {
      migrations[id.index].firstWrites = FirstWrites(
        migrations[id.index].memory.classes, cost: vm.firstWriteCost, vcpus: vm.vcpus)
    } else {
      migrations[id.index].firstWrites?.reset()
    }
  }

  // MARK: Samples

  /// Begins to record what guests feel.
  public mutating func recordGuests(every interval: Seconds) {
    sampling = GuestSampling(every: interval, vms: vms.count)
  }

  /// What every guest felt until `now`; empty if nothing was recorded.
  public mutating func guestViews(at now: Instant) -> [GuestView] {
    guard sampling != nil else { return [] }
    for vm in vms.indices {
      // A migration that is over has closed its books.
      if let id = vms[vm].migration, migrations[id.index].record.ended != nil { continue }
      settleGuest(VMID(vm), at: now)
    }
    return sampling!.spans.enumerated().map { GuestView(vm: VMID($0), spans: $1) }
  }

  /// Whether a guest that stands still does so because it is moved.
  private func isToRun(_ vm: VMID) -> Bool {
    guard let id = vms[vm.index].migration else { return false }
    return migrations[id.index].record.wasRunning
  }

  private mutating func sample(
    _ vm: VMID, from start: Instant, to end: Instant, at pace: GuestPace, waiting: Seconds,
    logging: FirstWrites?
  ) {
    guard sampling != nil, pace.isRunning || isToRun(vm) else { return }
    let share = waiting / (end - start)
    let activities = vms[vm.index].activities
    var logging = logging
    sampling!.enter(vm, from: start, to: end) { low, high in
      var books = GuestBooks(high - low, at: pace, waiting: (high - low) * share)
      if let work = logging?.run(for: books.work, from: low, to: high, following: activities) {
        books.take(books.work - work)
      }
      return books
    }
  }
}
