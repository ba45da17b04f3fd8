import Kernel
import Quantities

/// The copy of each disk: its passes, its transfer, and what has crossed the network.
extension Migration {
  /// Sees to it that the disks that change place are known, and takes an order for them.
  ///
  /// - Returns: how many times files are opened before the first byte moves.
  mutating func prepareDisks(_ order: DiskCopy, on ground: inout Infrastructure) -> Int {
    if disks == nil {
      let work = DiskWork(
        order, of: ground.guests[plan.vm], to: newDisks, over: plan.route, on: ground,
        holdsSpace: holdsSpace)
      filesCopied += work.mirrors.count
      if work.claimsSpace { ground.space.count(true) }
      disks = work
    }
    disks!.begin(order)
    return disks!.openings
  }

  var disksAreDone: Bool { disks?.isDone ?? true }

  /// Starts what the order asks for.
  mutating func beginPasses(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for disk in disks!.mirrors.indices {
      if disks!.order.until == .drained {
        drain(disk, on: &ground, at: now, &calendar)
      } else if disks!.order.isParallel {
        beginPass(over: disk, on: &ground, at: now, &calendar)
      } else {
        disks!.enqueue(disk)
      }
    }
    if !disks!.order.isParallel { beginNext(on: &ground, at: now, &calendar) }
  }

  private mutating func beginNext(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    while let disk = disks!.takeNext() { beginPass(over: disk, on: &ground, at: now, &calendar) }
  }

  // MARK: A pass

  private mutating func beginPass(
    over disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    disks!.beginPass(over: disk, at: now)
    copyCell(disk, on: &ground, at: now, &calendar)
  }

  /// The next dirty cell of the pass is copied; without any, the pass is over.
  private mutating func copyCell(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let bytes = disks!.visitNextCell(of: disk)
    guard bytes > .zero else { return passEnded(disk, on: &ground, at: now, &calendar) }
    move(bytes, of: disk, on: &ground, at: now, &calendar)
    followCompanion(disk, on: &ground, at: now, &calendar)
  }

  /// The transfer of a disk has moved its last byte.
  mutating func cellEnded(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    noteFile(disks!.noteCell(of: disk))
    if disks!.order.until == .drained {
      disks!.drained(disk)
      passEnded(disk, on: &ground, at: now, &calendar)
    } else {
      disks!.cellCopied(of: disk, at: now)
      copyCell(disk, on: &ground, at: now, &calendar)
    }
  }

  private mutating func passEnded(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if disks!.endPass(over: disk, at: now) {
      return beginPass(over: disk, on: &ground, at: now, &calendar)
    }
    closeCopy(disk, on: &ground, at: now, &calendar)
    if disks!.isInStep(disk) { keepInStep(disk, on: &ground, at: now, &calendar) }
    if !disks!.order.isParallel { beginNext(on: &ground, at: now, &calendar) }
  }

  /// What is left of a VM that stands still is copied as fast as it goes.
  private mutating func drain(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    closeCompanion(disk, on: &ground, at: now, &calendar)
    let bytes = disks!.beginDrain(of: disk, at: now)
    if bytes >= Bytes(1) {
      move(bytes, of: disk, on: &ground, at: now, &calendar)
    } else {
      passEnded(disk, on: &ground, at: now, &calendar)
    }
  }

  // MARK: Transfers

  /// Bytes of a copy begin to move, over the disk's transfer if it has one.
  private mutating func move(
    _ bytes: Bytes, of disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let cap = disks!.cap(of: disk)
    if let flow = disks!.flow(of: disk) {
      ground.wires.reload(flow, bytes, cap: cap, at: now, &calendar)
      disks!.move(bytes, of: disk, over: flow)
    } else {
      let flow = ground.wires.open(
        bytes, along: disks!.path(of: disk), cap: cap,
        weight: Double(ground.transport.streams),
        for: FlowOwner(migration: plan.id, vm: plan.vm, disk: disk), at: now, &calendar)
      disks!.move(bytes, of: disk, over: flow)
    }
  }

  /// The copy gives its share back; what of a cell has moved counts.
  mutating func closeCopy(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = disks!.flow(of: disk) else { return }
    let left = disks!.cell(of: disk)
    if left > .zero {
      noteFile(
        disks!.noteCell(of: disk, only: ground.wires.moved(of: left, by: flow, at: now)))
    }
    channel.noteWaits(
      behind: flow, cappedBy: disks!.limit(of: disk), on: &ground.wires, at: now)
    ground.wires.close(flow, at: now, &calendar)
    disks!.dropFlow(of: disk)
  }

  mutating func closeCopies(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for disk in disks?.mirrors.indices ?? 0..<0 {
      closeCopy(disk, on: &ground, at: now, &calendar)
    }
  }

  // MARK: The guest's writes to both sides

  /// The guest's writes to both sides, as many as there are at present.
  private mutating func followCompanion(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let rate = disks!.mirroredRate(of: disk) else { return }
    setCompanion(disk, to: rate, on: &ground, at: now, &calendar)
  }

  /// Nothing is dirty: from now on both sides are kept in step.
  private mutating func keepInStep(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let rate = disks!.keepInStep(disk, at: now)
    setCompanion(disk, to: rate, on: &ground, at: now, &calendar)
  }

  private mutating func setCompanion(
    _ disk: Int, to rate: BytesPerSecond, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard rate > .zero else { return }
    let (path, cap) = disks!.setCompanion(of: disk, to: rate)
    if let flow = disks!.companion(of: disk) {
      ground.wires.setCap(flow, cap, at: now, &calendar)
    } else {
      disks!.openCompanion(
        of: disk,
        over: ground.wires.open(
          Bytes(.infinity), along: path, cap: cap, weight: 1, for: nil, at: now, &calendar))
    }
  }

  private mutating func closeCompanion(
    _ disk: Int, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = disks!.companion(of: disk) else { return }
    // What holds the guest's own writes back is not what the copy waits for.
    ground.wires.close(flow, at: now, &calendar)
    disks!.dropCompanion(of: disk)
  }

  // MARK: As time goes by

  /// The guest has run on: what it has written to its disks, and what that cost it.
  mutating func settleDisks(
    for time: Seconds, speed: Double, on wires: borrowing Wires, at now: Instant
  ) {
    guard time > .zero else { return }
    for disk in disks!.mirrors.indices {
      let moved = disks!.companion(of: disk).map { wires.bytesMoved($0, at: now) } ?? 0
      let new = disks!.settle(disk, for: time, speed: speed, companionMoved: moved)
      if new > .zero {
        disks!.add(new)
        noteFile(new)
      }
    }
  }

  /// The migration is over: the transfers of its disks end, and their records are kept. What the copies
  /// take of space is free again, unless nobody knows which of the two counts.
  mutating func endDisks(
    inDoubt: Bool, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard disks != nil else { return }
    settle(on: &ground, at: now)
    for disk in disks!.mirrors.indices {
      closeCopy(disk, on: &ground, at: now, &calendar)
      closeCompanion(disk, on: &ground, at: now, &calendar)
    }
    record.disks = disks!.records(closedAt: now)
    if disks!.claimsSpace { ground.space.count(false) }
    if inDoubt {
      for claim in disks!.claims { ground.space.keep(claim) }
      leaveInDoubt(disks!.claims)
    } else {
      for claim in disks!.claims { ground.space.free(claim) }
    }
    disks = nil
  }

  // MARK: How far they are

  /// A copy of disks has ended.
  func endOfDiskCopy(_ cause: Cause, at now: Instant) -> ActionEnd {
    let work = disks!
    let elapsed = now - actionStarted
    return ActionEnd(
      cause, bytes: work.bytes,
      disks: DiskProgress(
        remaining: work.dirty, bandwidth: elapsed > .zero ? work.bytes / elapsed : .zero,
        areReady: work.areInStep))
  }

  /// How long the copies under way have still to go at their present rates.
  func timeToCopy(on ground: borrowing Infrastructure) -> Seconds? {
    guard let disks else { return nil }
    return disks.mirrors.compactMap { mirror -> Seconds? in
      guard let (flow, left) = mirror.underWay else { return nil }
      let rate = ground.wires.rate(of: flow)
      return rate > .zero ? left / rate : nil
    }.max()
  }

  /// What of the cells under way has moved.
  func diskBytesUnderWay(on ground: borrowing Infrastructure, at now: Instant) -> Bytes {
    guard let disks else { return .zero }
    return disks.mirrors.indices.reduce(.zero) { sum, disk in
      guard let flow = disks.flow(of: disk) else { return sum }
      return sum + ground.wires.moved(of: disks.cell(of: disk), by: flow, at: now)
    }
  }
}
