import Kernel
import Quantities

/// Moving pages over the network.
extension World {
  /// Reads the dirty bitmap; what it finds belongs to the round before, as does what a second read
  /// finds before the next round.
  mutating func readBitmap(for id: MigrationID, at now: Instant) {
    settle(id, at: now)
    migrations[id.index].readBitmap()
  }

  /// Starts sending pages.
  mutating func send(
    _ order: Order, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    if let peek = order.peek {
      return sendInBatches(order, of: peek, for: id, at: now, &calendar)
    }
    if order.isFollowed { return sendInTurns(order, for: id, at: now, &calendar) }
    settle(id, at: now)
    if order.selection == .all { markAll(id) }
    migrations[id.index].memory.scan(order.scan)
    var bytes = order.state
    if order.selection != .none {
      bytes += migrations[id.index].memory.costOfPending(as: order.wire)
    }
    guard bytes > .zero else { return pagesSent(order, bytes: bytes, for: id, at: now) }
    transfer(
      bytes, along: migrations[id.index].route.capacities, cap: order.rateCap, for: id, at: now,
      &calendar)
    return nil
  }

  /// Every page becomes pending, and writes are logged from now on.
  mutating func markAll(_ id: MigrationID) {
    migrations[id.index].memory.markAll()
    startLogging(for: id)
  }

  /// The pages of an order have been sent.
  private mutating func pagesSent(
    _ order: Order, bytes: Bytes, for id: MigrationID, at now: Instant
  ) -> Report {
    settle(id, at: now)
    var sent = 0.0
    if order.selection != .none {
      let (full, zero) = migrations[id.index].memory.send()
      sent = full + zero
    }
    note(id, state: order.state, sent: sent, bytes: bytes, at: now)
    completeCopy(of: id)
    return report(id, .sent, at: now, sent: sent, bytes: bytes)
  }

  /// What arrives while the VM stands still makes the destination's copy a consistent one, unless
  /// some memory is left behind.
  mutating func completeCopy(of id: MigrationID) {
    let vm = migrations[id.index].vm.index
    if !vms[vm].isRunning, migrations[id.index].memory.pending == 0,
      vms[vm].secondary?.state == .incomplete
    {
      vms[vm].secondary?.state = .suspended
    }
  }

  /// A transfer has moved its last byte.
  mutating func transferEnded(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch migrations[id.index].action {
    case .send(let order):
      if let peek = order.peek {
        batchEnded(order, of: peek, for: id, at: now, &calendar)
        return
      }
      var bytes = order.state
      if order.selection != .none {
        bytes += migrations[id.index].memory.costOfPending(as: order.wire)
      }
      proceed(
        id, after: pagesSent(order, bytes: bytes, for: id, at: now), at: now, &calendar)
    case .copyFiles:
      fileEnded(for: id, at: now, &calendar)
    case .serve(let service):
      pushEnded(service, for: id, at: now, &calendar)
    default: preconditionFailure("a transfer ended that no action waits for")
    }
  }

  /// Bytes begin to move, over the flow of the round before if that has just ended.
  mutating func transfer(
    _ bytes: Bytes, along path: [CapacityID], cap: BytesPerSecond, for id: MigrationID,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let windowCap = transport.cap(over: migrations[id.index].route.roundTrip)
    migrations[id.index].isHeldByWindow = windowCap < cap
    let cap = min(cap, windowCap)
    if let flow = migrations[id.index].flow {
      network.reload(flow, bytes: bytes, at: now, &calendar)
      network.setCap(flow, cap, at: now, &calendar)
      return
    }
    let flow = network.open(
      path, cap: cap, weight: Double(transport.streams), bytes: bytes, at: now, &calendar)
    while flowOwners.count <= flow.index { flowOwners.append(nil) }
    flowOwners[flow.index] = id
    migrations[id.index].flow = flow
  }

  /// The migration gives its share of the network back.
  mutating func standDown(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = migrations[id.index].flow else { return }
    noteWaits(behind: flow, of: id, at: now)
    network.close(flow, at: now, &calendar)
    flowOwners[flow.index] = nil
    migrations[id.index].flow = nil
  }

  /// Remembers what held a flow back.
  mutating func noteWaits(behind flow: FlowID, of id: MigrationID, at now: Instant) {
    var waits: [Migration.Wait] = []
    swap(&waits, &migrations[id.index].waits)
    network.takeWaits(of: flow, at: now) { capacity, time in
      if let known = waits.firstIndex(where: { $0.capacity == capacity }) {
        waits[known].time += time
      } else {
        waits.append(.init(capacity: capacity, time: time))
      }
    }
    swap(&waits, &migrations[id.index].waits)
  }
}

extension Migration {
  fileprivate mutating func readBitmap() {
    dirtied = memory.readBitmap(drawing: &draws.stream)
    firstWrites?.reset()
    guard let last = record.rounds.indices.last else { return }
    record.rounds[last].dirtied = (record.rounds[last].dirtied ?? 0) + dirtied
    memory.noteFound(in: &record.dirtied, at: last)
  }
}
