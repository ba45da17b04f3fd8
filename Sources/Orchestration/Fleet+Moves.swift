import Datacenter
import Kernel
import Quantities
import Randomness

/// A move in the fleet's table.
struct MoveState {
  let order: Move
  let request: RequestID
  /// Which run of its request ordered it, from 1.
  let run: Int
  var phase = Phase.ahead
  /// Where it goes, once that is known, and what is kept for it there.
  var destination: HostID?
  var promise: Promise?
  /// What it uses of the counters.
  var claims: [Ledger.Claim] = []
  var firstQueued = Instant.start
  var queued = Instant.start
  var admitted = Instant.start
  /// Where it stands in the queue.
  var key = OrderedMoves.Key(rank: 0, sequence: 0)
  var attempts: [Attempt] = []
  /// Why no host would take the VM when that was last asked.
  var noHost: NoHost?
  var manager: (any Manager)?
  /// When the manager looks next, and what it has not heard of the answers to its last look.
  var look: Agenda.Place?
  var answers: [CommandAnswer] = []
  /// How often it has looked, in all attempts.
  var looks = 0
  /// Why its VM will be switched off, if it will.
  var stopReason: String?
  /// When its VM came to its new host.
  var arrived: Instant?
  /// How its last attempt ended, while it is tidied up after.
  var outcome: MoveOutcome?

  enum Phase: Hashable { case ahead, queued, starting, underWay, tidying, backedOff, ended }

  init(_ order: Move, request: RequestID, run: Int) {
    self.order = order
    self.request = request
    self.run = run
    destination = order.destination
  }
}

/// Moves that start, end, and are tried again.
extension Fleet {
  /// How a move's VM is moved.
  func mover(of order: Move) -> Mover {
    if let mover = order.mover { return mover }
    guard let mover = policy.mover else {
      preconditionFailure("neither the move nor the fleet says how VMs are moved")
    }
    return mover
  }

  /// A move has been admitted: what it uses is taken, and what is to be done first begins.
  mutating func start(
    _ id: MoveID, on destination: HostID, _ claims: [Ledger.Claim], at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let vm = moves[id.index].order.vm
    moves[id.index].phase = .starting
    moves[id.index].admitted = now
    moves[id.index].claims = claims
    ledger.take(claims)
    underWay += 1
    if moving[vm.index] == nil { moving[vm.index] = id }
    promise(id, destination)
    let fixed = policy.rules.fixed
    var ready = now
    let serial = time(fixed.serial, "serial", of: id)
    if serial > .zero {
      let source = view[vm].host.index
      ready = max(now, duties[source].serialFree) + serial
      duties[source].serialFree = ready
    }
    ready = ready + time(fixed.before, "before", of: id)
    if ready > now {
      agenda.add(.begin(id), at: ready, &calendar)
    } else {
      migrate(id, at: now, &calendar)
    }
  }

  /// What an attempt takes of a fixed time: the same in every arm.
  private func time(_ time: RandomQuantity<Seconds>, _ name: String, of id: MoveID) -> Seconds {
    if let constant = time.constant { return constant }
    let move = moves[id.index]
    let attempt = "\(move.request.index)/\(move.run)/\(move.attempts.count)"
    var stream = RandomStream(
      seed: policy.seed, name: name, entity: "\(view[move.order.vm].name)/\(attempt)",
      replication: policy.replication)
    return max(.zero, time.sample(from: &stream))
  }

  /// Where a move goes is decided, and its room is kept.
  mutating func promise(_ id: MoveID, _ destination: HostID) {
    guard moves[id.index].promise == nil else { return }
    moves[id.index].destination = destination
    let order = moves[id.index].order
    let vm = order.vm
    let mover = mover(of: order)
    moves[id.index].promise = view.promise(
      vm, to: destination, mover.kind, mover.files(to: order.datastore))
    openRules(of: vm)
  }

  /// What was kept for a move that does not come is free.
  mutating func letGo(_ promise: Promise) {
    view.end(promise)
    tellKeeper(of: promise)
    openRoom(after: promise)
    openRules(of: promise.vm)
  }

  /// What was kept for a move no longer is: there may be room on its host, and on all that reach the
  /// datastores on which it kept some.
  private mutating func openRoom(after promise: Promise) {
    freed.append(promise.host)
    if !promise.shares.isEmpty { freed = Array(view.hostIDs) }
  }

  /// Where a VM goes has changed: others that must, or must not, share a host with it may find room.
  mutating func openRules(of vm: VMID) {
    if view.hasRules(vm) { freed = Array(view.hostIDs) }
  }

  /// A move's migration begins.
  mutating func migrate(
    _ id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    // No copy of the move may live on: its attempts would be copied with each that is added.
    let (order, number) = (moves[id.index].order, moves[id.index].attempts.count + 1)
    let (queued, admitted) = (moves[id.index].queued, moves[id.index].admitted)
    let mover = mover(of: order)
    let migration = world.migrate(
      order.vm, to: moves[id.index].destination!, with: mover.strategy, fidelity: mover.fidelity,
      storage: order.datastore, requestedAt: queued, at: now, &calendar)
    precondition(migration.index == moveOf.count, "somebody else moves VMs")
    moveOf.append(id)
    moves[id.index].phase = .underWay
    moves[id.index].attempts.append(
      Attempt(migration: migration, number: number, queued: queued, admitted: admitted))
    if world.end(of: migration).outcome == nil { beginManager(of: id, at: now, &calendar) }
  }

  /// A migration has ended: it is over, or it is tried again.
  mutating func hasEnded(
    _ migration: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let id = moveOf[migration.index]
    let end = world.end(of: migration)
    endManager(of: id, &calendar)
    let vm = moves[id.index].order.vm
    if moving[vm.index] == id { moving[vm.index] = nil }
    let promise = moves[id.index].promise.take()
    if let promise { view.end(promise) }
    refresh(vm, at: now)
    if mover(of: moves[id.index].order).kind.bringsFiles {
      view.foundFiles(of: world.vms[vm.index], vm)
    }
    if let promise {
      tellKeeper(of: promise)
      openRoom(after: promise)
    }
    noteIfEmpty(end.source, at: now)
    moves[id.index].phase = .tidying
    let outcome = end.outcome!
    if outcome == .migrated { moves[id.index].arrived = now }
    moves[id.index].outcome =
      switch outcome {
      case .migrated: .finished
      case .failedBadly: .lost
      case .refused, .failed: view[vm].condition == .lost ? .lost : .failed(outcome)
      }
    freed.append(end.source)
    freed.append(end.destination)
    openRules(of: vm)
    queue.open(vm) { [moves] in moves[$0.index].key }
    let fixed = time(policy.rules.fixed.after, "after", of: id)
    if fixed > .zero {
      agenda.add(.tidied(id), at: now + fixed, &calendar)
    } else {
      finish(id, at: now, &calendar)
    }
  }

  /// Requests that empty a host hear that what was kept there for another's move no longer is.
  mutating func tellKeeper(of promise: Promise) {
    for keeper in duties[promise.host.index].keepers {
      inbox.append((keeper, .settled(promise.vm, promise.host)))
    }
  }

  /// What a move used is free again; it has ended, unless it is tried again.
  mutating func finish(
    _ id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let claims = moves[id.index].claims
    ledger.giveBack(claims)
    moves[id.index].claims = []
    underWay -= 1
    for claim in claims { queue.open(claim.place, ledger) { [moves] in moves[$0.index].key } }
    let last = world.end(of: moves[id.index].attempts.last!.migration)
    freed.append(last.source)
    freed.append(last.destination)
    if case .failed(let outcome) = moves[id.index].outcome,
      goOn(id, after: outcome, at: now, &calendar)
    {
      return
    }
    end(id, moves[id.index].outcome!)
  }

  /// Nothing more is tried.
  mutating func end(_ id: MoveID, _ outcome: MoveOutcome) {
    // A copy of the move would be one of all that it has.
    let (vm, tag) = (moves[id.index].order.vm, moves[id.index].order.tag)
    let (request, run) = (moves[id.index].request, moves[id.index].run)
    moves[id.index].phase = .ended
    moves[id.index].outcome = outcome
    moves[id.index].manager = nil
    if let promise = moves[id.index].promise.take() { letGo(promise) }
    requests[request.index].runs[run - 1].fates.append(VMFate(vm: vm, fate: outcome))
    inbox.append((request, .ended(vm, outcome, tag: tag)))
    if policy.rules.onFailure == .abort, outcome.isFailure { giveUp(request) }
  }

  /// The rules give a request up: its moves that have not started will not.
  private mutating func giveUp(_ request: RequestID) {
    for id in requests[request.index].moves {
      switch moves[id.index].phase {
      case .ahead, .queued, .backedOff: end(id, .givenUp)
      case .starting, .underWay, .tidying, .ended: break
      }
    }
  }
}

extension MoveOutcome {
  /// Whether the rules count it as a failure of its request.
  var isFailure: Bool {
    switch self {
    case .failed, .noHost, .lost: true
    case .finished, .givenUp, .stopped: false
    }
  }
}
