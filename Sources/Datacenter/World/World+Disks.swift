import Kernel
import Quantities

/// Copying disks while their VM lives, pass by pass and cell by cell.
///
/// Every disk has a transfer of its own. An event comes when a cell has been copied, so that a pass over
/// a disk costs as many events as its written regions have cells, whatever its size and however often it
/// is written.
extension World {
  /// Starts what an order asks for.
  mutating func copyDisks(
    _ order: DiskCopy, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    if diskWork[id.index] == nil {
      diskWork[id.index] = DiskWork(order: order, mirrors: mirrors(order, for: id))
      migrations[id.index].filesCopied += diskWork[id.index]!.mirrors.count
      if diskWork[id.index]!.claimsSpace { claimants += 1 }
    }
    diskWork[id.index]!.order = order
    diskWork[id.index]!.bytes = .zero
    guard order.opening > .zero, !diskWork[id.index]!.mirrors.isEmpty else {
      return startDisks(for: id, at: now, &calendar)
    }
    let openings = order.isParallel ? 1 : diskWork[id.index]!.mirrors.count
    migrations[id.index].timer = calendar.schedule(
      .timer(id), at: now + order.opening * Double(openings))
    return nil
  }

  /// The disks that change place, each with its way.
  private func mirrors(_ order: DiskCopy, for id: MigrationID) -> [DiskMirror] {
    let migration = migrations[id.index]
    let vm = vms[migration.vm.index]
    return zip(vm.disks, migration.newDisks).enumerated().compactMap { place, pair in
      let (old, new) = pair
      guard old.datastore != new.datastore else { return nil }
      let (from, to) = (datastores[old.datastore.index], datastores[new.datastore.index])
      let window = min(
        transport.cap(over: migration.route.roundTrip),
        order.window(
          over: migration.route.roundTrip + from.device.readLatency + to.device.writeLatency))
      let content = old.content(becoming: new.provisioning)
      var record = DiskRecord(disk: place, source: old.datastore, destination: new.datastore)
      record.holes = old.size - content
      let device = min(readingRate(of: old.datastore), writingRate(of: new.datastore))
      var mirror = DiskMirror(
        path: path(from: old.datastore, to: new.datastore, of: migration),
        writePath: migration.route.capacities + storageCapacities[new.datastore.index].writing,
        mirrorLatency: order.latency(
          of: from.device, and: to.device, over: migration.route.roundTrip),
        pace: min(window, order.pace(of: device), .greatest), burst: min(window, .greatest),
        map: BlockMap(
          content: content, regions: vm.isRunning ? old.writes : [],
          granularity: order.granularity, tracking: order.tracking),
        record: record)
      if !migration.holdsSpace {
        mirror.copyClaim = SpaceClaim(store: new.datastore, most: new.space)
      }
      if order.writes == .logged {
        mirror.logClaim = SpaceClaim(store: old.datastore, most: Bytes(.infinity))
        mirror.logCopyClaim = SpaceClaim(store: new.datastore, most: Bytes(.infinity))
      }
      return mirror
    }
  }

  /// The files are open.
  mutating func startDisks(
    for id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    let order = diskWork[id.index]!.order
    for disk in diskWork[id.index]!.mirrors.indices {
      if order.until == .drained {
        drain(disk, of: id, at: now, &calendar)
      } else if order.isParallel {
        beginPass(over: disk, of: id, at: now, &calendar)
      } else {
        diskWork[id.index]!.waiting.append(disk)
      }
    }
    if !order.isParallel { beginNext(of: id, at: now, &calendar) }
    expectMiddle(of: id, at: now, &calendar)
    return diskWork[id.index]!.isDone ? disksDone(id, at: now) : nil
  }

  private mutating func beginNext(
    of id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    while diskWork[id.index]!.mirrors.allSatisfy({ $0.state != .copying }),
      !diskWork[id.index]!.waiting.isEmpty
    {
      let disk = diskWork[id.index]!.waiting.removeFirst()
      beginPass(over: disk, of: id, at: now, &calendar)
    }
  }

  // MARK: A pass

  private mutating func beginPass(
    over disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    change(disk, of: id) { mirror in
      let number = mirror.record.passes.count + 1
      mirror.state = .copying
      if number > 1, mirror.logClaim != nil { mirror.logs += mirror.map.dirtyBytes() }
      mirror.map.beginPass()
      mirror.cells = mirror.map.order
      mirror.place = 0
      mirror.passBytes = .zero
      mirror.record.passes.append(DiskPass(kind: .copy, number: number, started: now))
    }
    copyCell(disk, of: id, at: now, &calendar)
  }

  /// The next dirty cell of the pass is copied; without any, the pass is over.
  private mutating func copyCell(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let bytes = change(disk, of: id) { mirror -> Bytes in
      let least = 0.4 / Double(mirror.map.cells.count)
      while mirror.place < mirror.cells.count {
        let cell = mirror.cells[mirror.place]
        let chunks = mirror.map.visit(cell)
        if chunks > least {
          mirror.cellExposure = mirror.map.exposure(of: cell)
          return mirror.map.granularity * chunks
        }
        mirror.place += 1
      }
      return .zero
    }
    guard bytes > .zero else { return passEnded(disk, of: id, at: now, &calendar) }
    move(bytes, of: disk, of: id, at: now, &calendar)
    followCompanion(disk, of: id, at: now, &calendar)
  }

  /// The transfer of a disk has moved its last byte.
  mutating func diskFlowEnded(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    settle(id, at: now)
    if migrations[id.index].action == .consolidate {
      return consolidated(disk, of: id, at: now, &calendar)
    }
    let order = diskWork[id.index]!.order
    note(diskWork[id.index]!.mirrors[disk].cellBytes, of: disk, of: id)
    if order.until == .drained {
      change(disk, of: id) { $0.backlog = .zero }
      passEnded(disk, of: id, at: now, &calendar)
    } else {
      change(disk, of: id) { mirror in
        mirror.map.copied(mirror.cells[mirror.place], since: mirror.cellExposure)
        mirror.place += 1
        if case .ready = order.until { mirror.lookForBurst(order, at: now) }
      }
      copyCell(disk, of: id, at: now, &calendar)
    }
    guard diskWork[id.index]!.isDone else { return }
    let report = disksDone(id, at: now)
    proceed(id, after: report, at: now, &calendar)
  }

  private mutating func passEnded(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let order = diskWork[id.index]!.order
    var goesOn = false
    change(disk, of: id) { mirror in
      let left = mirror.map.dirtyBytes()
      mirror.closePass(at: now, remaining: order.until == .drained ? .zero : left)
      mirror.stalls = mirror.passBytes >= mirror.formerPass * 0.99 ? mirror.stalls + 1 : 0
      mirror.formerPass = mirror.passBytes
      mirror.state = .idle
      switch order.until {
      case .pass:
        if mirror.map.keepsInStep { mirror.state = .inStep }
      case .drained: break
      case .ready(let stallsAllowed):
        if left < order.granularity * 0.5 {
          mirror.state = .inStep
        } else {
          goesOn = stallsAllowed.map { mirror.stalls < $0 } ?? true
        }
      }
    }
    if goesOn { return beginPass(over: disk, of: id, at: now, &calendar) }
    closeCopy(disk, of: id, at: now, &calendar)
    if diskWork[id.index]!.mirrors[disk].state == .inStep {
      keepInStep(disk, of: id, at: now, &calendar)
    }
    if !order.isParallel { beginNext(of: id, at: now, &calendar) }
  }

  /// The order is over.
  private mutating func disksDone(_ id: MigrationID, at now: Instant) -> Report {
    let vm = migrations[id.index].vm.index
    let isSameHost = migrations[id.index].source == migrations[id.index].destination
    if vms[vm].secondary?.state == .incomplete {
      if vms[vm].primary.state == .off {
        vms[vm].secondary?.state = .off
      } else if isSameHost, vms[vm].primary.state == .suspended {
        vms[vm].secondary?.state = .suspended
      }
    }
    return diskReport(id, .done, at: now)
  }

  func diskReport(_ id: MigrationID, _ cause: Cause, at now: Instant) -> Report {
    let work = diskWork[id.index]!
    var report = report(id, cause, at: now, bytes: work.bytes)
    report.disks.remaining = work.dirty
    report.disks.areReady = work.mirrors.allSatisfy { $0.state == .inStep }
    if report.elapsed > .zero { report.disks.bandwidth = work.bytes / report.elapsed }
    return report
  }

  /// What is left of a VM that stands still is copied as fast as it goes.
  private mutating func drain(
    _ disk: Int, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    closeCompanion(disk, of: id, at: now, &calendar)
    let bytes = change(disk, of: id) { mirror -> Bytes in
      let written = mirror.map.regions.reduce(Bytes.zero) { $0 + $1.region }
      let bytes = min(mirror.dirty, written)
      let number = mirror.record.passes.count + 1
      mirror.closePass(at: now, remaining: bytes)
      mirror.record.passes.append(DiskPass(kind: .drain, number: number, started: now))
      mirror.passBytes = .zero
      mirror.isBursting = true
      mirror.state = .copying
      return bytes
    }
    if bytes >= Bytes(1) {
      move(bytes, of: disk, of: id, at: now, &calendar)
    } else {
      passEnded(disk, of: id, at: now, &calendar)
    }
  }

  /// Changes one mirror in its place.
  @discardableResult
  mutating func change<Result>(
    _ disk: Int, of id: MigrationID, _ body: (inout DiskMirror) -> Result
  ) -> Result {
    body(&diskWork[id.index]!.mirrors[disk])
  }
}

extension DiskMirror {
  /// Less is dirty than a slice may spend: from the beginning of the next slice on it is copied at
  /// once, and READY comes when nothing has been written meanwhile.
  mutating func lookForBurst(_ order: DiskCopy, at now: Instant) {
    guard order.speed.isFinite else { return }
    guard map.dirtyBytes() <= order.quota else {
      burstAt = nil
      isBursting = false
      return
    }
    if burstAt == nil {
      let period = order.quota / pace
      let origin = record.passes.first { $0.duration > .zero }.map { $0.started + $0.duration }
      let since = now - (origin ?? record.passes[0].started)
      burstAt = now + (period * (since / period).rounded(.up) - since)
    }
    if let burstAt, burstAt <= now { isBursting = true }
  }

  /// The last pass is over.
  mutating func closePass(at now: Instant, remaining: Bytes) {
    guard let last = record.passes.indices.last, record.passes[last].duration == .zero else {
      return
    }
    record.passes[last].duration = now - record.passes[last].started
    record.passes[last].remaining = remaining
  }
}

extension BlockMap {
  /// Whether the guest's writes go to both sides after a pass.
  var keepsInStep: Bool { tracking == .writtenThrough || tracking == .mirroredBehindCursor }
}

extension BytesPerSecond {
  /// Stands for no limit where time must pass: 1 PB/s.
  static let greatest = BytesPerSecond(1e15)
}

extension DiskCopy {
  /// How the order's writes are tracked.
  var tracking: BlockMap.Tracking {
    switch writes {
    case .none, .marked: .clearedOnCopy
    case .writtenThrough: .writtenThrough
    case .mirrored: .mirroredBehindCursor
    case .tracked(let hotLast): .clearedByPass(hotLast: hotLast)
    case .logged: .clearedByPass(hotLast: false)
    }
  }

  /// What a write that goes to both sides takes longer: one after the other, or both at once.
  func latency(
    of source: StorageDevice, and destination: StorageDevice, over roundTrip: Seconds
  ) -> Seconds {
    let there = roundTrip + destination.writeLatency
    switch writes {
    case .writtenThrough: return there
    case .mirrored: return max(.zero, there - source.writeLatency)
    case .none, .marked, .tracked, .logged: return .zero
    }
  }
}
