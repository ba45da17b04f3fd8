import Kernel
import Quantities

/// The transfers of disks: the copy of each, and beside it what the guest writes to both sides.
extension World {
  /// What a transfer on storage belongs to.
  struct DiskFlow {
    let migration: MigrationID
    let disk: Int
  }

  /// Bytes of a copy begin to move, over the disk's transfer if it has one.
  mutating func move(
    _ bytes: Bytes, of disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let mirror = diskWork[id.index]!.mirrors[disk]
    let cap = mirror.isBursting ? mirror.burst : mirror.pace
    if let flow = mirror.flow {
      network.reload(flow, bytes: bytes, at: now, &calendar)
      network.setCap(flow, cap, at: now, &calendar)
    } else {
      let flow = network.open(
        mirror.path, cap: cap, weight: Double(transport.streams), bytes: bytes, at: now, &calendar)
      diskFlows[flow.index] = DiskFlow(migration: id, disk: disk)
      change(disk, of: id) { $0.flow = flow }
    }
    change(disk, of: id) { $0.cellBytes = bytes }
  }

  /// So much of a disk has been copied.
  mutating func note(_ bytes: Bytes, of disk: Int, of id: MigrationID) {
    change(disk, of: id) { mirror in
      mirror.passBytes += bytes
      mirror.record.copied += bytes
      mirror.record.passes[mirror.record.passes.count - 1].copied += bytes
      mirror.cellBytes = .zero
    }
    book(bytes, of: id)
  }

  /// So much has crossed the network for a disk.
  private mutating func book(_ bytes: Bytes, of id: MigrationID) {
    diskWork[id.index]!.bytes += bytes
    migrations[id.index].fileBytes += bytes
    migrations[id.index].record.sent += bytes
  }

  /// The copy gives its share back; what of a cell has moved counts.
  mutating func closeCopy(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = diskWork[id.index]!.mirrors[disk].flow else { return }
    let left = diskWork[id.index]!.mirrors[disk].cellBytes
    if left > .zero {
      note(max(.zero, left - network.remaining(flow, at: now)), of: disk, of: id)
    }
    close(flow, of: id, at: now, &calendar)
    change(disk, of: id) { $0.flow = nil }
  }

  private mutating func close(
    _ flow: FlowID, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    noteWaits(behind: flow, of: id, at: now)
    network.close(flow, at: now, &calendar)
    diskFlows[flow.index] = nil
  }

  // MARK: The guest's writes

  /// The guest's writes to both sides, as many as there are at present.
  mutating func followCompanion(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let mirror = diskWork[id.index]!.mirrors[disk]
    guard mirror.map.keepsInStep else { return }
    setCompanion(
      disk, of: id, to: mirror.map.mirroredRate(current: mirror.currentCell), at: now, &calendar)
  }

  /// Nothing is dirty: from now on both sides are kept in step.
  mutating func keepInStep(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let slice = diskWork[id.index]!.order.slice
    change(disk, of: id) { mirror in
      mirror.record.readyAt = mirror.record.readyAt ?? now
      mirror.isBursting = false
      mirror.residue = mirror.map.written(in: slice / 2)
      mirror.record.passes.append(
        DiskPass(kind: .sync, number: mirror.record.passes.count + 1, started: now))
    }
    let mirror = diskWork[id.index]!.mirrors[disk]
    // Between two looks a chunk that is written again costs nothing more.
    let rate =
      mirror.map.keepsInStep
      ? mirror.map.mirroredRate(current: nil) : mirror.map.written(in: slice) / slice
    setCompanion(disk, of: id, to: rate, at: now, &calendar)
  }

  private mutating func setCompanion(
    _ disk: Int, of id: MigrationID, to rate: BytesPerSecond, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let mirror = diskWork[id.index]!.mirrors[disk]
    guard rate > .zero else { return }
    change(disk, of: id) { $0.companionWants = rate }
    let cap = min(rate, mirror.map.keepsInStep ? mirror.burst : mirror.pace)
    if let flow = mirror.companion {
      network.setCap(flow, cap, at: now, &calendar)
    } else {
      let flow = network.open(
        mirror.map.keepsInStep ? mirror.writePath : mirror.path, cap: cap,
        bytes: Bytes(.infinity), at: now, &calendar)
      change(disk, of: id) {
        $0.companion = flow
        $0.companionMoved = 0
      }
    }
  }

  mutating func closeCompanion(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = diskWork[id.index]!.mirrors[disk].companion else { return }
    close(flow, of: id, at: now, &calendar)
    change(disk, of: id) {
      $0.companion = nil
      $0.companionWants = .zero
    }
  }

  // MARK: As time goes by

  /// The guest has run on: what it has written to its disks, and what that cost it.
  mutating func settleDisks(
    of id: MigrationID, for time: Seconds, speed: Double, at now: Instant
  ) {
    guard let count = diskWork[id.index]?.mirrors.count, time > .zero else { return }
    for disk in 0..<count {
      var moved = 0.0
      if let flow = diskWork[id.index]!.mirrors[disk].companion {
        moved = network.bytesMoved(flow.index, at: now)
      }
      let new = change(disk, of: id) { mirror -> Bytes in
        mirror.map.run(for: time, speed: speed)
        let new = Bytes(moved > 0 ? max(0, moved - mirror.companionMoved) : 0)
        mirror.companionMoved = moved
        let wanted = mirror.companionWants * time * speed
        // What rounding leaves of nothing is nothing.
        let missing = wanted - new > wanted * 1e-9 ? wanted - new : .zero
        let isWriting = speed > 0 && !mirror.map.regions.isEmpty
        if isWriting {
          mirror.record.watched += time * speed
          mirror.record.waited +=
            mirror.mirrorLatency.value * mirror.mirroredShare
            * time.value * speed
        }
        if mirror.map.keepsInStep {
          mirror.record.mirrored += new
          mirror.record.lostWrites += missing
        } else if mirror.companion != nil {
          mirror.record.copied += new
          mirror.backlog += missing
        }
        if mirror.companion != nil, let last = mirror.record.passes.indices.last,
          mirror.record.passes[last].kind == .sync
        {
          mirror.record.passes[last].copied += new
        }
        return new
      }
      if new > .zero { book(new, of: id) }
    }
  }

  /// The migration is over: the transfers of its disks end, and their records are kept. What the copies
  /// take of space is free again, unless nobody knows which of the two counts.
  mutating func endDisks(
    of id: MigrationID, inDoubt: Bool, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let count = diskWork[id.index]?.mirrors.count else { return }
    settle(id, at: now)
    for disk in 0..<count {
      closeCopy(disk, of: id, at: now, &calendar)
      closeCompanion(disk, of: id, at: now, &calendar)
      change(disk, of: id) { $0.closePass(at: now, remaining: $0.dirty) }
    }
    migrations[id.index].record.disks = diskWork[id.index]!.mirrors.map(\.record)
    if inDoubt { return }
    releaseClaims(of: id)
    diskWork[id.index] = nil
  }

  /// The copies are broken off where they stand.
  mutating func breakOffDisks(
    _ id: MigrationID, _ cause: Cause, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report {
    for disk in diskWork[id.index]!.mirrors.indices {
      closeCopy(disk, of: id, at: now, &calendar)
    }
    return diskReport(id, cause, at: now)
  }

  /// How long the copies under way have still to go at their present rates.
  func timeToCopy(_ id: MigrationID) -> Seconds? {
    guard let work = diskWork[id.index] else { return nil }
    return work.mirrors.compactMap { mirror -> Seconds? in
      guard let flow = mirror.flow, mirror.state == .copying else { return nil }
      let left = max(mirror.cellBytes, mirror.map.dirtyBytes())
      let rate = network.rate(of: flow)
      return rate > .zero ? left / rate : nil
    }.max()
  }
}
