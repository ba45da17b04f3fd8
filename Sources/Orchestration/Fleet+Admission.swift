import Datacenter
import Kernel
import Quantities
import Randomness

/// Moves that are queued, placed, and admitted or kept waiting.
extension Fleet {
  /// A move joins the queue.
  mutating func enqueue(_ id: MoveID, at now: Instant) {
    switch moves[id.index].phase {
    case .ahead: moves[id.index].firstQueued = now
    case .backedOff: break
    case .queued, .starting, .underWay, .tidying, .ended: return
    }
    moves[id.index].phase = .queued
    moves[id.index].queued = now
    sequence += 1
    moves[id.index].key = OrderedMoves.Key(rank: rank(of: id), sequence: sequence)
    if policy.rules.placement == .upFront, moves[id.index].destination == nil {
      lookForSpace(at: now)
      switch place(id) {
      case .success(let host): promise(id, host)
      case .failure(let noHost):
        moves[id.index].noHost = noHost
        // A plan that does not work out for all its VMs is not begun.
        if !noHost.mayPass || policy.rules.onFailure == .abort {
          end(id, .noHost(noHost))
          return
        }
      }
    }
    queue.add(id, moves[id.index].key)
  }

  private func rank(of id: MoveID) -> Double {
    let vm = moves[id.index].order.vm
    switch policy.rules.order {
    case .fifo: return 0
    case .longestWaiting: return moves[id.index].firstQueued.secondsSinceStart
    case .priority: return -Double(moves[id.index].order.priority)
    case .memoryDescending: return -view[vm].memory.value
    case .memoryAscending: return view[vm].memory.value
    case .number: return Double(vm.index)
    case .name: return Double(placesByName[vm.index])
    case .shuffled: return draw("queue", for: vm, attempt: moves[id.index].attempts.count)
    }
  }

  /// A number from 0 to 1 that is the same in every arm.
  func draw(_ name: String, for vm: VMID, attempt: Int) -> Double {
    var stream = RandomStream(
      seed: policy.seed, name: name, entity: "\(view[vm].name)/\(attempt)",
      replication: policy.replication)
    return stream.uniform()
  }

  /// A host for a move, among those that could take its VM now.
  private mutating func place(_ id: MoveID) -> Result<HostID, NoHost> {
    let order = moves[id.index].order
    let vm = order.vm
    let mover = mover(of: order)
    let kind = mover.kind
    let source = view[vm].host
    let ledger = ledger
    let found = policy.feasibility.hosts(
      for: vm, view, for: kind, mover.files(to: order.datastore)
    ) {
      !ledger.hasRoom(at: $0, from: source, kind)
    }
    return found.map { candidates in
      var hint = PlacementHint(last: lastPlaced)
      if policy.placement.draws {
        hint.draw = draw("placement", for: vm, attempt: moves[id.index].attempts.count)
      }
      let host = policy.placement.choose(from: candidates, for: vm, view, hint)
      lastPlaced = host
      return host
    }
  }

  /// The view learns what is free on datastores. Where that is more than before, moves that wait for room
  /// may find it.
  private mutating func lookForSpace(at now: Instant) {
    guard view.storage.isLimited else { return }
    world.followGrowth(at: now)
    if view.foundSpace(in: world) { freed = Array(view.hostIDs) }
  }

  // MARK: Who may start

  /// Every move that could start now starts, in the queue's order.
  mutating func admit(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    holdsBack = false
    guard !queue.isEmpty || !freed.isEmpty else { return }
    lookForSpace(at: now)
    // What is asked for at one instant stands in the queue before any of it starts.
    holdsBack =
      policy.rules.order.overtakes && calendar.nextInstant == now && agenda.hasMore(at: now)
    guard !holdsBack, mayAdmit(at: now, &calendar) else { return }
    repeat {
      openRoom()
      while let (id, gate) = queue.takeFirst() {
        if moves[id.index].phase == .queued {
          switch verdict(on: id) {
          case .start(let host, let claims): start(id, on: host, claims, at: now, &calendar)
          case .wait(let gate): queue.park(id, moves[id.index].key, at: gate)
          case .over(let outcome): end(id, outcome)
          case .strand(let noHost): strand(id, noHost, at: now, &calendar)
          }
        }
        if let gate, case .counter(let claim) = gate, ledger.fits(claim) {
          queue.next(at: gate) { [moves] in moves[$0.index].key }
        }
      }
    } while !freed.isEmpty && queue.waitsForRoom
  }

  /// Moves that wait for room and may find it on the hosts that have more now are looked at.
  private mutating func openRoom() {
    guard queue.waitsForRoom else { return freed.removeAll(keepingCapacity: true) }
    guard !freed.isEmpty else { return }
    let hosts = exchange(&freed, with: [])
    let (moves, view, policy) = (moves, view, policy)
    queue.openRoom(
      if: { id in
        let order = moves[id.index].order
        guard moves[id.index].phase == .queued, let mover = order.mover ?? policy.mover else {
          return true
        }
        return hosts.contains { host in
          order.destination ?? host == host
            && policy.feasibility.fits(
              order.vm, on: host, view, for: order.kind(by: mover, to: host, view),
              mover.files(to: order.datastore))
        }
      }, key: { moves[$0.index].key })
  }

  private enum Verdict {
    case start(HostID, [Ledger.Claim])
    case wait(MoveQueue.Gate)
    case over(MoveOutcome)
    /// The rules say what becomes of its VM, which no host takes.
    case strand(NoHost)
  }

  /// What becomes of a move whose turn it is.
  private mutating func verdict(on id: MoveID) -> Verdict {
    let order = moves[id.index].order
    let vm = order.vm
    let mover = mover(of: order)
    let kind = mover.kind
    let source = view[vm].host
    if policy.rules.waitsForRoom {
      if view[vm].condition == .lost { return .over(.lost) }
      if let from = order.from, from != source { return .over(.finished) }
      if order.isBack, order.destination == source { return .over(.finished) }
      if let other = moving[vm.index], other != id { return .wait(.vm(vm)) }
      if world.isStarting(vm) { return .wait(.vm(vm)) }
      // A VM that is where it is to go need not move, unless its files or its process do.
      if order.destination == source, !mover.worksOnOneHost(to: order.datastore) {
        return .over(.finished)
      }
    }
    var stores = view[vm].stores
    if let store = order.datastore { stores.insert(store) }
    var claims = ledger.claims(from: source, stores: stores, kind, isBack: order.isBack)
    if let obstacle = ledger.obstacle(to: claims) { return .wait(.counter(obstacle)) }
    let host: HostID
    switch destination(of: id) {
    case .success(let found): host = found
    case .failure(let noHost):
      moves[id.index].noHost = noHost
      let isBusy = noHost.reasons.values.contains(.busy)
      if order.from != nil, policy.rules.stranded != .wait, !isBusy { return .strand(noHost) }
      return noHost.mayPass ? .wait(.room) : .over(.noHost(noHost))
    }
    var atDestination = ledger.claims(to: host, from: source, kind)
    if kind.bringsFiles, ledger.countsDatastores {
      let taken = view.shares(of: vm, on: host, kind, mover.files(to: order.datastore))
      atDestination += ledger.claims(on: Set(taken.map(\.store)).subtracting(stores), kind)
    }
    if let obstacle = ledger.obstacle(to: atDestination) { return .wait(.counter(obstacle)) }
    claims += atDestination
    return .start(host, claims)
  }

  /// Where a move goes: where its room is kept, where it was asked to, or where it is placed now.
  private mutating func destination(of id: MoveID) -> Result<HostID, NoHost> {
    if let promise = moves[id.index].promise {
      if view[promise.host].state == .up { return .success(promise.host) }
      moves[id.index].promise = nil
      letGo(promise)
      moves[id.index].destination = moves[id.index].order.destination
    }
    guard let wanted = moves[id.index].order.destination else { return place(id) }
    guard policy.rules.waitsForRoom else { return .success(wanted) }
    let vm = moves[id.index].order.vm
    if let reason = view[vm].pinnedBy { return .failure(NoHost(pinnedBy: reason)) }
    let order = moves[id.index].order
    let mover = mover(of: order)
    guard
      let misfit = policy.feasibility.misfit(
        of: vm, on: wanted, view, for: order.kind(by: mover, to: wanted, view),
        mover.files(to: order.datastore))
    else { return .success(wanted) }
    return .failure(NoHost([wanted: misfit]))
  }

  // MARK: When

  /// Whether the queue is looked at now; if not, when it is goes on the agenda.
  private mutating func mayAdmit(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard case .every(let interval) = policy.rules.pace else { return true }
    if admissionIsDue {
      admissionIsDue = false
      lastAdmission = now
      return true
    }
    guard !expectsAdmission, !queue.isEmpty || queue.waitsForRoom else { return false }
    let passed = (now.secondsSinceStart / interval.value).rounded(.up)
    var next = Instant(passed * interval.value)
    if next < now || next == lastAdmission { next = Instant((passed + 1) * interval.value) }
    expectsAdmission = true
    agenda.add(.admission, at: next, &calendar)
    return false
  }

  /// One move that would wait for ever is given up: nothing is under way, nothing is due, and no host
  /// has room for it.
  ///
  /// - Returns: whether there was one.
  mutating func giveUpOne() -> Bool {
    guard underWay == 0, agenda.count == idleWindows, queue.isEmpty, queue.waitsForRoom,
      !world.awaitsHosts, !holdsBack,
      let id = queue.takeFirstWithoutRoom(),
      let noHost = moves[id.index].noHost
    else { return false }
    if moves[id.index].phase == .queued { end(id, .noHost(noHost)) }
    return true
  }
}
