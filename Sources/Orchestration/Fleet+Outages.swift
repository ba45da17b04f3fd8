public import Datacenter
import Kernel
public import Quantities
import Randomness

/// A VM that crashed, and ran again.
public struct VMOutage: Hashable, Sendable {
  public let vm: VMID
  /// The host that it was on.
  public let host: HostID
  public let began: Instant
  /// When it ran again; `nil` if it did not before the run ended.
  public internal(set) var ended: Instant?
}

/// Which VMs have crashed, and for how long each was off.
struct OutageLog {
  private(set) var all: [VMOutage] = []
  /// VM -> the outage that it is in.
  private var open: [VMID: Int] = [:]
  /// How often each VM was started again.
  private(set) var starts: [VMID: Int] = [:]

  /// A VM is gone.
  mutating func began(_ vm: VMID, on host: HostID, at now: Instant) {
    guard open[vm] == nil else { return }
    open[vm] = all.count
    all.append(VMOutage(vm: vm, host: host, began: now))
  }

  /// A VM begins to start.
  ///
  /// - Returns: which of its starts it is, from 1.
  mutating func starts(_ vm: VMID) -> Int {
    starts[vm, default: 0] += 1
    return starts[vm]!
  }

  /// A VM runs again.
  mutating func ended(_ vm: VMID, at now: Instant) {
    if let place = open.removeValue(forKey: vm) { all[place].ended = now }
  }
}

/// Hosts that die and come back, and VMs that start again.
extension Fleet {
  /// Every time that a VM crashed, in the order of time.
  public var vmOutages: [VMOutage] { outages.all }

  /// The places of the requests in their list.
  public var requestPlaces: Range<Int> { requests.indices }

  /// A host has died, with the VMs that were on it.
  ///
  /// - Complexity: O(its VMs + moves that wait)
  mutating func hasDied(_ host: HostID, with vms: [VMID], at now: Instant) {
    duties[host.index].stateBefore = view[host].state
    view.set(host, .lost)
    for keeper in duties[host.index].keepers where requests[keeper.index].state == .open {
      requests[keeper.index].run.noteLost(host, at: now)
    }
    for vm in vms where world.vms[vm.index].primary.state == .lost {
      outages.began(vm, on: host, at: now)
    }
    for vm in view[host].residents where moving[vm.index] == nil { refresh(vm, at: now) }
    queue.openAll { [moves] in moves[$0.index].key }
    tellAll(.lost(host))
  }

  /// A host works again. It is as it was: one that was being emptied takes no VMs.
  mutating func isBack(_ host: HostID) {
    guard view[host].state == .lost else { return }
    view.set(host, duties[host.index].stateBefore == .draining ? .draining : .up)
    freed.append(host)
    tellAll(.back(host))
  }

  /// The requests under way for which something may follow hear some news of hosts that fail.
  private mutating func tellAll(_ news: FleetNews) {
    for request in attentive where requests[request].state == .open {
      inbox.append((RequestID(request), news))
    }
  }

  /// The view learns where a VM is, and how.
  mutating func refresh(_ vm: VMID, at now: Instant) {
    let copy = world.vms[vm.index].primary
    let wasLost = view[vm].condition == .lost
    view.found(vm, on: copy.host, VMFacts.Condition(copy.state))
    guard !wasLost, view[vm].condition == .lost else { return }
    outages.began(vm, on: copy.host, at: now)
    tellAll(.crashed(vm))
  }

  // MARK: Starting again

  /// A VM that crashed is to start again, on a host or where the placement puts it.
  mutating func startAgain(
    _ vm: VMID, on wanted: HostID?, for request: RequestID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard view[vm].condition == .lost else { return }
    guard let host = wanted ?? hostToStart(vm), world.restart(vm, on: host, at: now, &calendar)
    else {
      inbox.append((request, .notStarted(vm)))
      return
    }
    refresh(vm, at: now)
    openRules(of: vm)
    let number = outages.starts(vm)
    agenda.add(.started(vm, number), at: now + startTime(of: vm, number), &calendar)
  }

  private mutating func hostToStart(_ vm: VMID) -> HostID? {
    guard case .success(let candidates) = policy.feasibility.hosts(for: vm, view) else {
      return nil
    }
    var hint = PlacementHint(last: lastPlaced)
    if policy.placement.draws {
      hint.draw = draw("placement", for: vm, attempt: outages.starts[vm] ?? 0)
    }
    return policy.placement.choose(from: candidates, for: vm, view, hint)
  }

  /// How long a VM takes to start: the same in every arm.
  private func startTime(of vm: VMID, _ number: Int) -> Seconds {
    guard policy.boot.indices.contains(vm.index) else { return .zero }
    let time = policy.boot[vm.index]
    if let constant = time.constant { return constant }
    var stream = RandomStream(
      seed: policy.seed, name: "boot", entity: "\(view[vm].name)/\(number)",
      replication: policy.replication)
    return max(.zero, time.sample(from: &stream))
  }

  /// A VM has started, unless it crashed again meanwhile.
  mutating func hasStarted(
    _ vm: VMID, _ number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard outages.starts[vm] == number, world.hasStarted(vm, at: now, &calendar) else { return }
    refresh(vm, at: now)
    outages.ended(vm, at: now)
    queue.open(vm) { [moves] in moves[$0.index].key }
  }

  // MARK: Foreseeing

  /// A request begins: what it foresees of the failures that are known to come goes on the agenda.
  mutating func foresee(
    _ id: RequestID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard !foreseers.isEmpty, requests[id.index].request.predictor != nil else { return }
    for failure in world.failuresAhead { foresee(failure, by: id, at: now, &calendar) }
  }

  /// It is known when a host fails next.
  mutating func hearAhead(
    _ failure: FailureAhead, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for request in foreseers where requests[request].state == .open {
      foresee(failure, by: RequestID(request), at: now, &calendar)
    }
  }

  private mutating func foresee(
    _ failure: FailureAhead, by id: RequestID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let predictor = requests[id.index].request.predictor, failure.at >= now else { return }
    let warnings = predictor.warnings(
      before: failure, seed: policy.seed, replication: policy.replication)
    if let instant = warnings.foreseen {
      agenda.add(.warning(id, failure.host), at: max(now, instant), &calendar)
    }
    for instant in warnings.false where instant >= now {
      agenda.add(.warning(id, failure.host), at: instant, &calendar)
    }
  }
}
