import Datacenter
public import Quantities

/// What must hold after every event. Builds with internal checks stop where it does not.
extension Fleet {
  public mutating func checkInvariants(at now: Instant) {
    #if INTERNAL_CHECKS
      // A check looks at everything. Of large fleets it follows every so many events, so that a run
      // stays linear in them; up to a hundred VMs and moves it follows each.
      uncheckedEvents += 1
      guard uncheckedEvents * 100 > world.vms.count + moves.count else { return }
      uncheckedEvents = 0
      world.checkInvariants(at: now)
      if let violation { preconditionFailure("\(violation), at \(now)") }
    #endif
  }

  /// What is impossible about the fleet as it stands; `nil` if it is sound. It counts everything.
  public var violation: String? {
    ledger.violation ?? view.violation ?? ledgerViolation ?? placeViolation ?? queueViolation
  }

  /// What is in use, kept and under way is what moves use, keep and do.
  private var ledgerViolation: String? {
    var used = ledger.used.map { _ in 0 }
    var promised = view.hosts.map { _ in Bytes.zero }
    var inbound = view.hosts.map { _ in 0 }
    var count = 0
    for move in moves where move.phase != .ended {
      for claim in move.claims { used[claim.place] += claim.cost }
      if let promise = move.promise {
        promised[promise.host.index] += promise.memory
        inbound[promise.host.index] += 1
      }
      switch move.phase {
      case .starting, .underWay, .tidying: count += 1
      case .ahead, .queued, .backedOff, .ended: break
      }
    }
    if used != ledger.used { return "the counters do not balance: \(ledger.used) for \(used)" }
    if count != underWay { return "\(count) moves are under way, not \(underWay)" }
    for (host, facts) in view.hosts.enumerated() {
      if facts.promised != promised[host] || facts.inbound != inbound[host] {
        return "\(facts.name) keeps \(facts.promised) for moves that need \(promised[host])"
      }
    }
    return nil
  }

  /// The view is the world as far as nothing moves; what is not up runs nothing and takes nothing; a VM
  /// is in at most one move that has begun.
  private var placeViolation: String? {
    guard policy.rules.waitsForRoom else { return nil }
    var started: Set<Int> = []
    for move in moves where move.phase == .starting || move.phase == .underWay {
      guard started.insert(move.order.vm.index).inserted else {
        return "\(view[move.order.vm].name) is in two moves"
      }
    }
    let machines = world.vms
    for (index, vm) in view.vms.enumerated() where !started.contains(index) {
      let copy = machines[index].primary
      if machines[index].migration == nil,
        vm.host != copy.host || vm.condition != VMFacts.Condition(copy.state)
      {
        return "\(vm.name) is not where it was last seen"
      }
    }
    for host in view.hosts {
      switch host.state {
      case .maintenance, .off, .lost:
        if !host.residents.isEmpty, host.state != .lost { return "\(host.name) is not empty" }
      case .up, .draining: break
      }
    }
    return nil
  }

  /// No move waits that could start, unless the pace or what is still asked for has it wait.
  private var queueViolation: String? {
    guard policy.rules.pace == .atOnce, !holdsBack else { return nil }
    if !queue.isEmpty { return "a move that could start has not been looked at" }
    for (id, gate) in queue.waiting where moves[id.index].phase == .queued {
      let move = moves[id.index]
      switch gate {
      case .counter(let claim):
        if ledger.fits(claim) { return "\(view[move.order.vm].name) waits for no counter" }
      case .vm(let vm):
        if moving[vm.index] == nil, !world.isStarting(vm) {
          return "\(view[vm].name) waits for itself"
        }
      case .room:
        if hasRoom(for: move) { return "\(view[move.order.vm].name) waits, and there is room" }
      }
    }
    return nil
  }

  private func hasRoom(for move: MoveState) -> Bool {
    let mover = mover(of: move.order)
    let kind = mover.kind
    let source = view[move.order.vm].host
    return view.hostIDs.contains { host in
      move.order.destination ?? host == host
        && (host != source || mover.worksOnOneHost(to: move.order.datastore))
        && ledger.hasRoom(at: host, from: source, kind)
        && policy.feasibility.misfit(
          of: move.order.vm, on: host, view,
          for: move.order.kind(by: mover, to: host, view),
          mover.files(to: move.order.datastore)) == nil
    } && view[move.order.vm].pinnedBy == nil
  }
}
