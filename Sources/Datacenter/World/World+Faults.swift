public import Kernel
import Quantities

/// What breaks, and whom it concerns.
///
/// A migration hears of a fault once, as the cause of the report on the action that it breaks off, and
/// its strategy decides what follows. After the go-ahead has been sent the destination no longer needs
/// the source: then only what the *source* hears counts, a report or nothing.
extension World {
  /// For each fault whether it has struck.
  public var struckFaults: [Bool] { faults.haveStruck }

  /// Puts the faults that have an instant on the calendar.
  public func scheduleFaults(_ calendar: inout EventCalendar<WorldEvent>) {
    faults.schedule(&calendar)
    outages.schedule(&calendar)
  }

  /// A fault strikes, and every migration that it concerns is told.
  ///
  /// - Parameter listener: a migration that is not told but has the cause returned, since its
  ///   strategy is being spoken to already.
  mutating func strike(
    _ number: Int, listener: MigrationID? = nil, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    guard let event = faults.begin(number, at: now, &calendar) else { return nil }
    defer { faults.end() }
    if let vm = event.migratingVM, underWay(vm) == nil {
      faults.miss(number)
      return nil
    }
    switch event {
    case .hostLost(let host): outages.note(.host(host), at: now, lasting: nil)
    case .linkDown(let link, let time, _): outages.note(.link(link), at: now, lasting: time)
    case .slowed(let part, _, let time): outages.note(part, at: now, lasting: time)
    case .destinationRefuses, .guestHangs, .cancelled, .reportLost, .yanked, .postCopyWanted: break
    }
    return carryOut(event, listener: listener, at: now, &calendar)
  }

  /// Something happens, and every migration that it concerns is told.
  mutating func carryOut(
    _ event: Fault.Event, listener: MigrationID?, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    var told: [(id: MigrationID, cause: Cause)] = []
    for id in migrations(concernedBy: event) {
      // What is ignored must leave no trace: a stretch of time that is told in two parts draws anew.
      if event.changesPace { migrations[id].settleAll(on: &ground, at: now) }
      guard let cause = migrations[id].effect(of: event, on: ground, at: now, &calendar) else {
        continue
      }
      if !event.changesPace { migrations[id].settleAll(on: &ground, at: now) }
      told.append((id, cause))
    }
    takeHold(event, at: now, &calendar)
    settleEffects(at: now, &calendar)
    var heard: Cause?
    for (id, cause) in told {
      if id == listener {
        heard = cause
      } else if migrations.isUnderWay(id) {
        breakOff(id, cause, at: now, &calendar)
      }
    }
    if case .postCopyWanted(let vm) = event, let id = ground.guests[vm].migration {
      if id != listener {
        command(.startPostCopy, id, at: now, &calendar)
      } else if migrations[id].answer(.startPostCopy, on: ground, at: now) == .heard {
        migrations[id].noteHeardOnTheWay(.startPostCopy)
      }
    }
    return heard
  }

  /// The migrations under way that may hear of a fault, or feel it, the first begun first.
  private func migrations(concernedBy event: Fault.Event) -> [MigrationID] {
    switch event {
    case .linkDown(let link, _, _): return Array(migrations.underWay(over: link))
    case .hostLost(let host): return Array(migrations.underWay(at: host))
    case .slowed: return []
    case .destinationRefuses(let vm), .guestHangs(let vm), .cancelled(let vm), .reportLost(let vm),
      .yanked(let vm), .postCopyWanted(let vm):
      return underWay(vm).map { [$0] } ?? []
    }
  }

  /// The migration of a VM, if one is under way.
  private func underWay(_ vm: VMID) -> MigrationID? {
    ground.guests[vm].migration.flatMap { migrations.isUnderWay($0) ? $0 : nil }
  }

  /// What a fault changes in the world, whoever moves.
  private mutating func takeHold(
    _ event: Fault.Event, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch event {
    case .linkDown(let link, let time, .closed):
      ground.wires.cut(link, true)
      _ = ground.wires.hold(link, down: true)
      ground.wires.followBundle(of: link, at: now, &calendar)
      if let time { calendar.schedule(.linkUp(link), at: now + time) }
    case .linkDown(let link, let time, .silent):
      linkFallsSilent(link, for: time, at: now, &calendar)
    case .hostLost(let host):
      let wasUp = ground.hosts[host.index].isUp
      let vms = ground.lose(host)
      if wasUp { notify(.hostLost(host, vms)) }
    case .slowed(let part, let share, let time):
      slow(part, to: share, isOver: false, at: now, &calendar)
      calendar.schedule(.fastAgain(part, share), at: now + time)
    case .destinationRefuses, .guestHangs, .cancelled, .reportLost, .yanked, .postCopyWanted: break
    }
  }

  /// A fault no longer holds a link down: if none does, services that waited for it go on.
  mutating func linkIsUp(
    _ link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    ground.wires.cut(link, false)
    guard ground.wires.hold(link, down: false) else { return }
    ground.wires.followBundle(of: link, at: now, &calendar)
    transfersWillGoOn(over: link, at: now, &calendar)
    for id in migrations.underWay(over: link) {
      migrations[id].resumeService(on: &ground, at: now, &calendar)
    }
  }
}

extension Infrastructure {
  /// A host dies, with every VM on it.
  ///
  /// - Returns: the VMs that were there, or had a copy there.
  mutating func lose(_ host: HostID) -> [VMID] {
    hosts[host.index].isUp = false
    hosts[host.index].outages += 1
    hosts[host.index].memoryHeld = .zero
    let vms = Array(whereabouts.onHost(host))
    for vm in vms { change(vm) { $0.lose(host) } }
    return vms
  }
}

extension Fault.Event {
  /// Whether transfers or guests go on at another pace from now on, whoever hears of it.
  fileprivate var changesPace: Bool { migratingVM == nil }

  /// The VM whose migration it is about, if it is about one.
  fileprivate var migratingVM: VMID? {
    switch self {
    case .linkDown, .hostLost, .slowed: nil
    case .destinationRefuses(let vm), .guestHangs(let vm), .cancelled(let vm), .reportLost(let vm),
      .yanked(let vm), .postCopyWanted(let vm):
      vm
    }
  }
}
