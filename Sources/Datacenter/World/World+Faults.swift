public import Kernel
import Quantities

/// What breaks, and whom it concerns.
///
/// A migration hears of a fault once, as the cause of the report on the action that it breaks off, and
/// its strategy decides what follows. After the go-ahead has been sent the destination no longer needs
/// the source: then only what the *source* hears counts, a report or nothing.
extension World {
  /// How far a fault has come.
  enum FaultState {
    case ahead
    /// It waits on the calendar for the middle of a stage.
    case expected(EventID)
    case struck
  }

  /// Puts the faults that have an instant on the calendar.
  public func scheduleFaults(_ calendar: inout EventCalendar<WorldEvent>) {
    for (number, fault) in faults.enumerated() {
      if case .at(let instant) = fault.moment { calendar.schedule(.fault(number), at: instant) }
    }
  }

  /// A fault's instant has come.
  mutating func faultIsDue(
    _ number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    _ = strike(number, at: now, &calendar)
  }

  /// A fault strikes, and every migration that it concerns is told.
  ///
  /// - Parameter listener: a migration that is not told but has the cause returned, since its
  ///   strategy is being spoken to already.
  mutating func strike(
    _ number: Int, listener: MigrationID? = nil, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    if case .struck = faultStates[number] { return nil }
    // While migrations are being told of one fault, the next waits for its turn at the same instant.
    guard !isStriking else {
      faultStates[number] = .expected(calendar.schedule(.fault(number), at: now))
      return nil
    }
    isStriking = true
    defer { isStriking = false }
    faultStates[number] = .struck
    let event = faults[number].event
    var told: [(id: MigrationID, cause: Cause)] = []
    for index in migrations.indices where migrations[index].record.ended == nil {
      let id = MigrationID(index)
      settleService(id, at: now)
      settle(id, at: now)
      if let cause = effect(of: event, on: id, at: now, &calendar) { told.append((id, cause)) }
    }
    takeHold(event, at: now, &calendar)
    shareCores(at: now)
    var heard: Cause?
    for (id, cause) in told {
      if id == listener {
        heard = cause
      } else if migrations[id.index].record.ended == nil {
        let report = breakOff(id, cause, at: now, &calendar)
        proceed(id, after: report, at: now, &calendar)
      }
    }
    if case .postCopyWanted(let vm) = event, let id = vms[vm.index].migration {
      if id != listener {
        command(.startPostCopy, id, at: now, &calendar)
      } else if answer(.startPostCopy, id, at: now) == .heard {
        migrations[id.index].heardOnTheWay = .startPostCopy
      }
    }
    return heard
  }

  // MARK: The world's part

  /// What a fault changes in the world, whoever moves.
  private mutating func takeHold(
    _ event: Fault.Event, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch event {
    case .linkDown(let link, let time):
      links[link.index].isUp = false
      router = Router(hosts: hosts.count, links: links)
      if let time { calendar.schedule(.linkUp(link), at: now + time) }
    case .hostLost(let host):
      hosts[host.index].isUp = false
      hosts[host.index].memoryHeld = .zero
      for index in vms.indices {
        // A VM that is off is its files, which lie on storage.
        if vms[index].primary.host == host, vms[index].primary.state != .off {
          vms[index].primary.state = .lost
        }
        if vms[index].secondary?.host == host {
          vms[index].secondary?.state = .lost
          // In post-copy neither half is worth anything without the other.
          switch vms[index].primary.state {
          case .split, .incomplete: vms[index].primary.state = .lost
          default: break
          }
        }
      }
    case .destinationRefuses, .guestHangs, .cancelled, .reportLost, .postCopyWanted: break
    }
  }

  // MARK: A migration's part

  /// What a migration hears of a fault; `nil` if nothing, or not yet.
  private mutating func effect(
    of event: Fault.Event, on id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Cause? {
    let migration = migrations[id.index]
    let isUndoing =
      if case .resume(let order) = migration.action { order.side == .source } else { false }
    let hasGone = hasGone(migration, at: now)
    let isSplit = vms[migration.vm.index].primary.state == .split
    // From the go-ahead on, what is left behind at the source is needed.
    let needsSource = isSplit || migration.leavesMemoryBehind
    switch event {
    case .linkDown(let link, _):
      let directions = links[link.index].directions
      guard !isUndoing,
        migration.route.capacities.contains(where: { $0 == directions.0 || $0 == directions.1 })
      else { return nil }
      return hasGone && !isSplit ? .reportLost(because: .linkLost) : .linkLost
    case .hostLost(let host) where host == migration.source:
      return hasGone && !needsSource ? nil : .hostLost(.source)
    case .hostLost(let host) where host == migration.destination:
      if isUndoing { return nil }
      return hasGone && !isSplit
        ? .reportLost(because: .destinationLost) : .hostLost(.destination)
    case .hostLost: return nil
    case .destinationRefuses(let vm):
      guard vm == migration.vm, !isUndoing else { return nil }
      return hosts[migration.source.index].isUp ? .refused(.declined) : .hostLost(.source)
    case .cancelled(let vm):
      guard vm == migration.vm else { return nil }
      return answer(.cancel, id, at: now) == .heard ? .command(.cancel) : nil
    case .guestHangs(let vm):
      if vm == migration.vm { hang(id, &calendar) }
      return nil
    case .postCopyWanted: return nil
    case .reportLost(let vm):
      guard vm == migration.vm, !isUndoing else { return nil }
      migrations[id.index].reportIsLost = true
      return hasGone ? .reportLost(because: .reportLost) : nil
    }
  }

  /// Whether nothing that a manager says can change the migration's course any more.
  func isBeyondRecall(_ id: MigrationID, at now: Instant) -> Bool {
    if case .resume(let order) = migrations[id.index].action, order.side == .source { return true }
    return hasGone(migrations[id.index], at: now)
  }

  /// Whether the destination has been told to go ahead: the point of no return for the source.
  private func hasGone(_ migration: Migration, at now: Instant) -> Bool {
    if isAtDestination(migration) { return true }
    if case .handOver = migration.action { return now > migration.goAhead }
    return false
  }

  /// Whether the destination's copy is the primary, even where the VM stays on its host.
  private func isAtDestination(_ migration: Migration) -> Bool {
    vms[migration.vm.index].primary.host == migration.destination
      && (migration.isHandedOver || migration.source != migration.destination)
  }

  /// The guest stops reacting; a suspension under way will not come.
  private mutating func hang(_ id: MigrationID, _ calendar: inout EventCalendar<WorldEvent>) {
    migrations[id.index].guestHangs = true
    guard case .suspend(let suspension) = migrations[id.index].action,
      vms[migrations[id.index].vm.index].isRunning
    else { return }
    migrations[id.index].suspendsInTime = false
    _ = calendar.reschedule(
      migrations[id.index].timer,
      to: migrations[id.index].actionStarted + suspension.timeout)
  }

  // MARK: Afterwards

  /// Memory is given back, if its host still works.
  mutating func release(_ memory: Bytes, on host: HostID) {
    if hosts[host.index].isUp { hosts[host.index].memoryHeld -= memory }
  }

  /// The destination destroys its copy, and the source's counts again.
  mutating func makeSourcePrimary(_ migration: Migration) {
    let vm = migration.vm.index
    guard isAtDestination(migration), let old = vms[vm].secondary else { return }
    vms[vm].secondary = vms[vm].primary
    vms[vm].primary = old
  }

  /// Nobody knows who owns the VM: it stands still on both hosts, which keep their memory, and cannot
  /// be moved until somebody decides.
  mutating func leaveInDoubt(_ migration: Migration) {
    let vm = migration.vm.index
    if vms[vm].primary.state == .running { vms[vm].primary.state = .suspended }
    if vms[vm].primary.state == .lost { makeSourcePrimary(migration) }
    vms[vm].throttle = 1
  }
}
