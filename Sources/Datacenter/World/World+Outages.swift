public import Kernel
public import Quantities

/// Parts that fail again and again, and come back.
extension World {
  /// The outages that struck, in the order of time: those of processes, and hosts and links that
  /// faults of the scenario took down.
  public var outageRecords: [OutageRecord] { outages.records }

  /// The failures of hosts that are known to come.
  public var failuresAhead: [FailureAhead] { outages.ahead + faults.hostLossesAhead }

  /// Whether any host that is down will come back.
  public var awaitsHosts: Bool { ground.hosts.contains { !$0.isUp && $0.comesBack } }

  /// Whether a VM starts again after it was lost.
  public func isStarting(_ vm: VMID) -> Bool { ground.guests[vm].isStarting }

  /// Parts fail by a process from now on.
  public mutating func add(_ processes: [FailureProcess]) {
    for process in processes { outages.add(process, ground.randomness) }
  }

  /// A process strikes.
  mutating func strikeOutage(
    _ number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let (strike, ahead) = outages.strike(number, at: now, &calendar)
    for part in strike.parts {
      guard let event = strike.event(of: part) else { continue }
      faults.beginUnnumbered()
      _ = carryOut(event, listener: nil, at: now, &calendar)
      faults.end()
      guard case .host(let host) = part else { continue }
      ground.hosts[host.index].comesBack = true
      calendar.schedule(.hostBack(host), at: now + strike.lasting)
    }
    for failure in ahead { notify(.failureAhead(failure)) }
  }

  // MARK: Hosts that come back

  /// The repair of a host is over. It works again unless another fault holds it down; where migrations
  /// that began before are still being undone there, when they have been.
  mutating func hostIsRepaired(_ host: HostID) {
    ground.hosts[host.index].outages -= 1
    bringBack(host)
  }

  /// A host works again if nothing keeps it from that.
  mutating func bringBack(_ host: HostID) {
    guard !ground.hosts[host.index].isUp, ground.hosts[host.index].outages == 0,
      migrations.underWay(at: host).isEmpty
    else { return }
    ground.hosts[host.index].isUp = true
    ground.hosts[host.index].comesBack = false
    ground.hosts[host.index].memoryHeld = memoryNeeded(on: host)
    notify(.hostBack(host))
  }

  /// What the VMs with a copy on a host need of its memory.
  ///
  /// - Complexity: O(VMs there)
  private func memoryNeeded(on host: HostID) -> Bytes {
    var needed = Bytes.zero
    for vm in ground.whereabouts.onHost(host) {
      eachNeed(of: ground.guests[vm]) { if $0 == host { needed += $1 } }
    }
    return needed
  }

  // MARK: VMs that start again

  /// A VM that was lost starts again on a host, which holds its memory from now on. It runs when
  /// `hasStarted` says so.
  ///
  /// - Returns: whether it does: not if it is not lost, if nobody knows whose it is, or if the host is
  ///   down or has no room.
  public mutating func restart(
    _ vm: VMID, on host: HostID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    let machine = ground.guests[vm]
    guard machine.primary.state == .lost, machine.secondary == nil, machine.migration == nil,
      ground.hosts[host.index].isUp,
      machine.memory.bytes <= ground.hosts[host.index].memoryFree
    else { return false }
    ground.hold(machine.memory.bytes, on: host)
    ground.change(vm) {
      $0.primary = .init(host: host, state: .suspended)
      $0.throttle = 1
      $0.isStarting = true
      $0.settledAt = now
    }
    settleEffects(at: now, &calendar)
    followChanges(at: now, &calendar)
    return true
  }

  /// A VM that was starting runs.
  ///
  /// - Returns: whether it was starting.
  public mutating func hasStarted(
    _ vm: VMID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard ground.guests[vm].isStarting else { return false }
    settleGuest(vm, at: now)
    ground.change(vm) {
      $0.primary.state = .running
      $0.isStarting = false
    }
    settleEffects(at: now, &calendar)
    followChanges(at: now, &calendar)
    return true
  }

  // MARK: Slow parts

  /// A link or datastore has only a share of its bandwidth, or has it again.
  mutating func slow(
    _ part: FailureProcess.Part, to share: Double, isOver: Bool, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch part {
    case .host: break
    case .link(let link):
      ground.wires.slow(link, to: share, isOver: isOver)
      ground.wires.followCapacity(of: link, at: now, &calendar)
    case .datastore(let store):
      ground.space.slow(store, to: share, isOver: isOver)
      ground.wires.setLimits(of: store, ground.limits(of: store), at: now, &calendar)
    }
  }
}

extension Outages.Strike {
  /// What happens to a part, as a fault; `nil` where it can not.
  fileprivate func event(of part: FailureProcess.Part) -> Fault.Event? {
    switch (part, effect) {
    case (.host(let host), _): .hostLost(host)
    case (.link(let link), .down(let connections)),
      (.link(let link), .flapping(let connections, _, _)):
      .linkDown(link, lasting: lasting, connections)
    case (_, .slow(let share)): .slowed(part, to: share, lasting: lasting)
    case (.datastore, _): nil
    }
  }
}
