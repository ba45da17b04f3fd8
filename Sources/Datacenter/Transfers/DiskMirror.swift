import Quantities

/// One disk on its way.
struct DiskMirror {
  enum State { case idle, copying, inStep }

  /// Source's storage, the network, destination's storage; and without the first, the path of what the
  /// guest itself writes to both sides.
  let path: [CapacityID]
  let writePath: [CapacityID]
  /// What a write that goes to both sides takes longer than one to the source alone.
  private let mirrorLatency: Seconds
  /// The most that its copy may move: at its own pace, and in a burst.
  let pace: BytesPerSecond
  let burst: BytesPerSecond
  /// Whose limit the pace is, as results name it.
  let limit: Channel.Cap
  private(set) var map: BlockMap
  var record: DiskRecord
  private(set) var state = State.idle

  // MARK: The copy

  /// The transfer of the cell under way.
  var flow: FlowID?
  /// The cells of the present pass, and the place of the one being copied.
  private var cells: [Int] = []
  private var place = 0
  /// What the transfer under way moves, and the exposure of its cell when it began.
  var cellBytes = Bytes.zero
  private var cellExposure = 0.0
  private var passBytes = Bytes.zero
  /// Whether the last pass goes on; one that had nothing to copy is over as it begins.
  private var isPassOpen = false
  private var formerPass = Bytes(.infinity)
  private var stalls = 0
  /// Whether little enough is dirty to go in one slice, and when the slice begins.
  private var burstAt: Instant?
  private(set) var isBursting = false

  // MARK: The guest's writes to the destination

  /// A transfer of their own, and what it would move if nothing held it back.
  var companion: FlowID?
  var companionWants = BytesPerSecond.zero
  var companionMoved = 0.0
  /// In step: what is dirty on average because the mirror looks only once a slice, and what came
  /// faster than it could be copied.
  private var residue = Bytes.zero
  var backlog = Bytes.zero

  // MARK: Space

  /// What it takes as it goes.
  private var space: DiskClaims
  /// Redo logs at the source besides the one that is written.
  private var logs = Bytes.zero

  init(
    _ record: DiskRecord, of old: Disk, becoming new: Disk, isWritten: Bool, _ order: DiskCopy,
    over route: Route, on ground: borrowing Infrastructure, holdsSpace: Bool
  ) {
    let (from, to) = (ground.space[old.datastore], ground.space[new.datastore])
    let window = min(
      ground.wires.transport.cap(over: route.roundTrip),
      order.window(
        over: route.roundTrip + from.device.readLatency + to.device.writeLatency))
    let content = old.content(becoming: new.provisioning)
    self.record = record
    self.record.holes = old.size - content
    let device = ground.wires.deviceRate(from: old.datastore, to: new.datastore)
    path = ground.path(from: old.datastore, over: route, to: new.datastore)
    writePath = ground.wires.path(of: route) + ground.wires.writing(new.datastore)
    mirrorLatency = order.latency(of: from.device, and: to.device, over: route.roundTrip)
    let own = min(window, order.pace(of: device), .greatest)
    let stream = route.capacities.isEmpty ? BytesPerSecond.greatest : order.perStream
    pace = min(own, stream)
    burst = min(window, stream, .greatest)
    limit = stream < own ? .stream : .rate
    map = BlockMap(
      content: content, regions: isWritten ? old.writes : [], granularity: order.granularity,
      tracking: order.tracking)
    space = DiskClaims(
      copy: holdsSpace
        ? nil : SpaceClaim(store: new.datastore, most: new.space, isOfMove: true),
      logsAt: order.writes == .logged ? (old.datastore, new.datastore) : nil)
  }

  /// What must still be copied.
  var dirty: Bytes {
    guard state == .inStep else { return map.dirtyBytes() }
    return map.tracking == .clearedOnCopy ? residue + backlog : .zero
  }
  var currentCell: Int? { state == .copying && place < cells.count ? cells[place] : nil }
  /// The disk's content, without redo logs.
  private var base: Bytes { map.granularity * map.cells.reduce(0) { $0 + $1.chunks } }
  /// What was copied of redo logs.
  var copiedLogs: Bytes { record.copied - base }
  /// The transfer of a copy under way, and what the pass has still to move.
  var underWay: (flow: FlowID, left: Bytes)? {
    guard let flow, state == .copying else { return nil }
    return (flow, max(cellBytes, map.dirtyBytes()))
  }

  // MARK: Passes

  mutating func beginPass(at now: Instant) {
    state = .copying
    if !record.passes.isEmpty, space.logged != nil { logs += map.dirtyBytes() }
    map.beginPass()
    cells = map.order
    place = 0
    passBytes = .zero
    openPass(.copy, at: now)
  }

  /// What of the pass's next dirty cell is to be copied; nothing when the pass is over.
  mutating func visitNextCell() -> Bytes {
    let least = 0.4 / Double(map.cells.count)
    while place < cells.count {
      let cell = cells[place]
      let chunks = map.visit(cell)
      if chunks > least {
        cellExposure = map.exposure(of: cell)
        return map.granularity * chunks
      }
      place += 1
    }
    return .zero
  }

  mutating func cellCopied(under order: DiskCopy, at now: Instant) {
    map.copied(cells[place], since: cellExposure)
    place += 1
    if case .ready = order.until { lookForBurst(order, at: now) }
  }

  /// A pass is over.
  ///
  /// - Returns: whether another follows.
  mutating func endPass(under order: DiskCopy, at now: Instant) -> Bool {
    let left = map.dirtyBytes()
    closePass(at: now, remaining: order.until == .drained ? .zero : left)
    stalls = passBytes >= formerPass * 0.99 ? stalls + 1 : 0
    formerPass = passBytes
    state = .idle
    switch order.until {
    case .pass:
      if map.keepsInStep { state = .inStep }
    case .drained: break
    case .ready(let stallsAllowed):
      guard left < order.granularity * 0.5 else {
        return stallsAllowed.map { stalls < $0 } ?? true
      }
      state = .inStep
    }
    return false
  }

  mutating func beginDrain(at now: Instant) -> Bytes {
    let written = map.regions.reduce(Bytes.zero) { $0 + $1.region }
    let bytes = min(dirty, written)
    closePass(at: now, remaining: bytes)
    openPass(.drain, at: now)
    passBytes = .zero
    isBursting = true
    state = .copying
    return bytes
  }

  /// Less is dirty than a slice may spend: from the beginning of the next slice on it is copied at
  /// once, and READY comes when nothing has been written meanwhile.
  private mutating func lookForBurst(_ order: DiskCopy, at now: Instant) {
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

  private mutating func openPass(_ kind: DiskPass.Kind, at now: Instant) {
    record.passes.append(DiskPass(kind: kind, number: record.passes.count + 1, started: now))
    isPassOpen = true
  }

  /// The last pass is over, if it is not yet.
  mutating func closePass(at now: Instant, remaining: Bytes) {
    guard isPassOpen, let last = record.passes.indices.last else { return }
    isPassOpen = false
    record.passes[last].duration = now - record.passes[last].started
    record.passes[last].remaining = remaining
  }

  /// So much has been copied.
  mutating func note(_ bytes: Bytes) {
    passBytes += bytes
    record.copied += bytes
    record.passes[record.passes.count - 1].copied += bytes
    cellBytes = .zero
  }

  // MARK: In step

  /// Nothing is dirty: from now on both sides are kept in step.
  ///
  /// - Returns: what goes to both sides.
  mutating func keepInStep(slice: Seconds, at now: Instant) -> BytesPerSecond {
    record.readyAt = record.readyAt ?? now
    isBursting = false
    residue = map.written(in: slice / 2)
    openPass(.sync, at: now)
    // Between two looks a chunk that is written again costs nothing more.
    return map.keepsInStep ? map.mirroredRate(current: nil) : map.written(in: slice) / slice
  }

  /// The guest has run on for a time.
  ///
  /// - Returns: what it has written to both sides.
  mutating func settle(for time: Seconds, speed: Double, companionMoved moved: Double) -> Bytes {
    map.run(for: time, speed: speed)
    let new = Bytes(moved > 0 ? max(0, moved - companionMoved) : 0)
    companionMoved = moved
    let wanted = companionWants * time * speed
    // What rounding leaves of nothing is nothing.
    let missing = wanted - new > wanted * 1e-9 ? wanted - new : .zero
    if speed > 0 && !map.regions.isEmpty {
      record.watched += time * speed
      record.waited += mirrorLatency.value * mirroredShare * time.value * speed
    }
    if map.keepsInStep {
      record.mirrored += new
      record.lostWrites += missing
    } else if companion != nil {
      record.copied += new
      backlog += missing
    }
    if companion != nil, let last = record.passes.indices.last, record.passes[last].kind == .sync {
      record.passes[last].copied += new
    }
    return new
  }

  /// The share of the guest's writes that go to both sides.
  private var mirroredShare: Double {
    let all = map.regions.reduce(0.0) { $0 + $1.bandwidth.value }
    return all > 0 ? map.mirroredRate(current: currentCell).value / all : 0
  }

  // MARK: Redo logs

  mutating func beginMerging(over flow: FlowID, at now: Instant) {
    self.flow = flow
    state = .copying
    openPass(.consolidation, at: now)
  }

  mutating func endMerging(at now: Instant) {
    closePass(at: now, remaining: .zero)
    // What is merged does not cross the network, and is not copied once more.
    record.passes[record.passes.count - 1].copied = copiedLogs
    state = .idle
  }

  // MARK: Space

  /// Whether it takes space as it goes, and what.
  var claimsSpace: Bool { !space.isNone }
  var claims: [SpaceClaim] { space.all }

  /// Adds what its claims on a datastore grow by when they have come to so much.
  func add(_ later: DiskClaims.Amounts, on store: DatastoreID, to more: inout Bytes) {
    space.add(later, on: store, to: &more)
  }

  /// What its claims have come to is entered.
  mutating func enter(_ amounts: DiskClaims.Amounts, on store: inout Space) {
    space.enter(amounts, on: &store)
    if let held = space.logged { record.extraSpace = max(record.extraSpace, held) }
  }

  /// Whether its copy or its log grows on a datastore.
  func grows(on store: DatastoreID, isWritten: Bool) -> Bool {
    space.copies(on: store) && flow != nil
      || space.logs(on: store) && isWritten && !record.passes.isEmpty
  }

  /// The transfer of the cell under way, and its bytes.
  var cell: (flow: FlowID, bytes: Bytes)? { flow.map { ($0, cellBytes) } }

  /// What its claims come to if the next so many seconds go on like this.
  ///
  /// - Parameters:
  ///   - moved: what the transfer of the cell under way has moved, and how fast it goes.
  ///   - work: how much the guest will have worked.
  func claims(
    moved: Bytes, rate: BytesPerSecond, after time: Seconds, work: Seconds
  ) -> DiskClaims.Amounts {
    var copied = record.copied
    if flow != nil {
      copied += min(cellBytes, moved)
      copied = min(copied + rate * time, record.copied + cellBytes)
    }
    let log = record.passes.isEmpty ? .zero : logs + map.written(upTo: work)
    return DiskClaims.Amounts(
      copy: min(copied, base), log: log, logCopy: max(.zero, copied - base))
  }
}
