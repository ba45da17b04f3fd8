import Kernel
import Quantities

/// Running out of space.
extension World {
  /// Brings all that takes space as time goes by up to the present.
  mutating func settleSpace(at now: Instant) {
    ground.space.settleGrowth(at: now)
    guard ground.space.isClaimed else { return }
    for id in migrations.underWay { migrations[id].settleClaims(on: &ground, at: now) }
  }

  /// The datastores that copies fill as they go: the calendar holds the instant at which the first of
  /// them will be full.
  mutating func followSpace(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    ground.space.cancelNextFull(&calendar)
    guard ground.space.isClaimed else { return }
    settleSpace(at: now)
    var next: (store: DatastoreID, at: Seconds)?
    for (index, store) in datastores.enumerated() where store.capacity.isFinite {
      guard let time = timeUntilFull(DatastoreID(index)), time < next?.at ?? Seconds(1e9) else {
        continue
      }
      next = (DatastoreID(index), time)
    }
    if let next { ground.space.expectFull(next.store, at: now + next.at, &calendar) }
  }

  /// When what is under way will have filled a datastore, as fast as it goes at present.
  private func timeUntilFull(_ store: DatastoreID) -> Seconds? {
    guard firstGrowing(on: store) != nil else { return nil }
    let free = ground.space.free(on: store)
    func lacks(after time: Seconds) -> Bool {
      var more = datastores[store.index].load.growth * time
      for id in migrations.underWay {
        migrations[id].addSpace(taken: time, on: store, ground, to: &more)
      }
      return more > free
    }
    var (low, high) = (0.0, 1.0)
    while !lacks(after: Seconds(high)) {
      low = high
      high *= 2
      if high > 1e9 { return nil }
    }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if lacks(after: Seconds(middle)) { high = middle } else { low = middle }
    }
    return Seconds(high)
  }

  /// The migration, first begun, whose copies or logs grow on a datastore.
  private func firstGrowing(on store: DatastoreID) -> MigrationID? {
    migrations.underWay.first { migrations[$0].grows(on: store, ground) }
  }

  /// A datastore is full. The first of the migrations that write to it cannot go on; the others have
  /// the space that its partial copy leaves.
  mutating func storageIsFull(
    _ store: DatastoreID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    ground.space.forgetNextFull()
    settleSpace(at: now)
    guard let id = firstGrowing(on: store) else { return }
    // A VM that has gone cannot go back to what it left: it stands still until somebody makes room.
    let hasGone = migrations[id].hasGone(on: ground, at: now)
    let isStuck = hasGone && !migrations[id].plan.staysOnItsHost
    breakOff(id, isStuck ? .reportLost(because: .storageFull) : .storageFull, at: now, &calendar)
  }
}
