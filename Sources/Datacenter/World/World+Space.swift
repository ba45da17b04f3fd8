import Kernel
import Quantities

/// Space on datastores: what disks take, what reservations hold, what copies claim as they go, and what
/// others write.
///
/// All of it is booked in whole bytes, so that the books balance exactly. Copies that were given a
/// reservation cannot run out of space; those that were not, and redo logs, may, and then their
/// migration fails.
extension World {
  // MARK: Reserved space

  /// What a migration's reservation holds, datastore by datastore.
  func forEachHold(of migration: Migration, _ body: (DatastoreID, Bytes) -> Void) {
    let vm = vms[migration.vm.index]
    guard migration.holdsSpace, migration.isPlaced else { return }
    if migration.newHome != vm.home { body(migration.newHome, vm.suspendImage) }
    for (disk, new) in zip(vm.disks, migration.newDisks) where disk.datastore != new.datastore {
      body(new.datastore, new.space)
    }
  }

  /// The reservation ends: its space is free again.
  mutating func releaseSpace(of migration: Migration) {
    var held: [(DatastoreID, Bytes)] = []
    forEachHold(of: migration) { held.append(($0, $1)) }
    for (store, bytes) in held { datastores[store.index].used -= bytes }
  }

  /// The VM's files are those at the destination; the old ones are deleted.
  mutating func moveFiles(of migration: Migration) {
    guard migration.isPlaced else { return }
    let vm = migration.vm.index
    for (disk, new) in zip(vms[vm].disks, migration.newDisks) where disk.datastore != new.datastore
    {
      datastores[disk.datastore.index].used -= disk.space
      if !migration.holdsSpace { datastores[new.datastore.index].used += new.space }
    }
    if migration.newHome != vms[vm].home {
      datastores[vms[vm].home.index].used -= vms[vm].suspendImage
      if !migration.holdsSpace { datastores[migration.newHome.index].used += vms[vm].suspendImage }
    }
    vms[vm].disks = migration.newDisks
    vms[vm].home = migration.newHome
  }

  // MARK: Space taken on the way

  /// What a copy's claims come to if the next so many seconds go on like this.
  private func claims(
    of mirror: DiskMirror, after time: Seconds, speed: Double
  ) -> (copy: Bytes, log: Bytes, logCopy: Bytes) {
    var copied = mirror.record.copied
    if let flow = mirror.flow {
      let left = mirror.cellBytes
      let rate = network.rate(of: flow)
      // Up to the last booking the transfer has moved what its remainder does not show.
      copied += min(left, max(.zero, left - network.remaining(flow, at: spaceSettledAt)))
      copied = min(copied + rate * time, mirror.record.copied + left)
    }
    let base = mirror.map.granularity * mirror.map.cells.reduce(0) { $0 + $1.chunks }
    let log =
      mirror.record.passes.isEmpty
      ? .zero : mirror.logs + mirror.map.written(upTo: time * speed)
    return (min(copied, base), log, max(.zero, copied - base))
  }

  /// Brings all that takes space as time goes by up to the present.
  mutating func settleSpace(at now: Instant) {
    spaceSettledAt = now
    settleGrowth(at: now)
    guard claimants > 0 else { return }
    for index in diskWork.keys.sorted() where migrations[index].record.ended == nil {
      settle(MigrationID(index), at: now)
      for disk in diskWork[index]!.mirrors.indices {
        let mirror = diskWork[index]!.mirrors[disk]
        guard mirror.copyClaim != nil || mirror.logClaim != nil else { continue }
        let (copy, log, logCopy) = claims(of: mirror, after: .zero, speed: 0)
        var changed = mirror
        enter(copy, in: &changed.copyClaim)
        enter(log, in: &changed.logClaim)
        enter(logCopy, in: &changed.logCopyClaim)
        if let held = changed.logClaim?.held {
          changed.record.extraSpace = max(changed.record.extraSpace, held)
        }
        diskWork[index]!.mirrors[disk] = changed
      }
    }
  }

  /// A claim has grown; no more than there is room for.
  private mutating func enter(_ amount: Bytes, in claim: inout SpaceClaim?) {
    guard let old = claim else { return }
    let store = old.store.index
    let room = datastores[store].capacity - datastores[store].used + old.held
    let new = max(old.held, Bytes(min(amount, old.most, room).value.rounded(.down)))
    datastores[store].used += new - old.held
    claim?.held = new
  }

  /// What others have written by now.
  mutating func settleGrowth(at now: Instant) {
    for index in datastores.indices where datastores[index].load.growth > .zero {
      let wanted = datastores[index].load.growth * (now - .start)
      let room = datastores[index].capacity - datastores[index].used + datastores[index].grown
      let grown = max(
        datastores[index].grown, Bytes(min(wanted, room).value.rounded(.down)))
      datastores[index].used += grown - datastores[index].grown
      datastores[index].grown = grown
    }
  }

  /// The copies are gone, and what they took with them.
  mutating func releaseClaims(of id: MigrationID) {
    if diskWork[id.index]!.claimsSpace { claimants -= 1 }
    for disk in diskWork[id.index]!.mirrors.indices {
      let mirror = diskWork[id.index]!.mirrors[disk]
      for claim in [mirror.copyClaim, mirror.logClaim, mirror.logCopyClaim].compactMap(\.self) {
        datastores[claim.store.index].used -= claim.held
      }
      change(disk, of: id) {
        $0.copyClaim = nil
        $0.logClaim = nil
        $0.logCopyClaim = nil
      }
    }
  }

  // MARK: Running out of it

  /// The datastores that copies fill as they go: the calendar holds the instant at which the first of
  /// them will be full.
  mutating func followSpace(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    guard claimants > 0 || spaceEvent != .none else { return }
    if spaceEvent != .none { calendar.cancel(spaceEvent) }
    spaceEvent = .none
    guard claimants > 0 else { return }
    settleSpace(at: now)
    var next: (store: Int, at: Seconds)?
    for store in datastores.indices where datastores[store].capacity.isFinite {
      guard let time = timeUntilFull(store, at: now), time < next?.at ?? Seconds(1e9) else {
        continue
      }
      next = (store, time)
    }
    if let next {
      spaceEvent = calendar.schedule(.storageFull(DatastoreID(next.store)), at: now + next.at)
    }
  }

  /// When what is under way will have filled a datastore, as fast as it goes at present.
  private func timeUntilFull(_ store: Int, at now: Instant) -> Seconds? {
    guard !growing(on: store).isEmpty else { return nil }
    let free = datastores[store].capacity - datastores[store].used
    func lacks(after time: Seconds) -> Bool {
      var more = datastores[store].load.growth * time
      for (index, work) in diskWork where migrations[index].record.ended == nil {
        let speed = speedOfGuest(index)
        for mirror in work.mirrors {
          let later = claims(of: mirror, after: time, speed: speed)
          for (claim, amount) in [
            (mirror.copyClaim, later.copy), (mirror.logClaim, later.log),
            (mirror.logCopyClaim, later.logCopy),
          ] {
            guard let claim, claim.store.index == store else { continue }
            more += max(.zero, min(amount, claim.most) - claim.held)
          }
        }
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

  private func speedOfGuest(_ migration: Int) -> Double {
    let vm = vms[migrations[migration].vm.index]
    return vm.isRunning ? vm.speed : 0
  }

  /// The migrations whose copies or logs grow on a datastore, the first begun first.
  private func growing(on store: Int) -> [MigrationID] {
    diskWork.keys.sorted().filter { index in
      migrations[index].record.ended == nil
        && diskWork[index]!.mirrors.contains { mirror in
          let copies = [mirror.copyClaim, mirror.logCopyClaim].contains { $0?.store.index == store }
          let logs = mirror.logClaim?.store.index == store && speedOfGuest(index) > 0
          return copies && mirror.flow != nil || logs && !mirror.record.passes.isEmpty
        }
    }.map { MigrationID($0) }
  }

  /// A datastore is full. The first of the migrations that write to it cannot go on; the others have
  /// the space that its partial copy leaves.
  mutating func storageIsFull(
    _ store: DatastoreID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    spaceEvent = .none
    settleSpace(at: now)
    guard let id = growing(on: store.index).first else { return }
    let report = breakOff(id, .storageFull, at: now, &calendar)
    proceed(id, after: report, at: now, &calendar)
  }
}

extension DiskWork {
  /// Whether anything takes space as it goes.
  var claimsSpace: Bool {
    mirrors.contains { $0.copyClaim != nil || $0.logClaim != nil }
  }
}

extension BlockMap {
  /// What has been written since the bitmap was last read, and will have been after some time more:
  /// the size of a redo log.
  func written(upTo time: Seconds) -> Bytes {
    granularity
      * cells.indices.reduce(0) { sum, index in
        sum + (cells[index].region == nil ? 0 : dirty(index, after: time))
      }
  }
}
