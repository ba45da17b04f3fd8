import Kernel
import Quantities
import Randomness

/// What each action does, stage by stage.
extension World {
  /// Carries out an action.
  ///
  /// - Returns: the report, if the action takes no time; otherwise an event will bring it.
  mutating func perform(
    _ action: Action, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    if action.takesCores { setWorking(true, id, at: now) }
    switch action {
    case .check(let requirements):
      return report(id, refusal(of: requirements, for: id).map(Cause.refused) ?? .done, at: now)

    case .reserve(let reservation):
      let asking = migrations[id.index].route.roundTrip * reservation.roundTrips
      if reservation.disks { settleSpace(at: now) }
      if let refusal = hold(reservation, for: id) {
        migrations[id.index].action = .reserve(reservation)
        migrations[id.index].pendingRefusal = refusal
        return wait(id, asking, at: now, &calendar)
      }
      return wait(id, asking + sample(reservation.duration, for: id), at: now, &calendar)

    case .readBitmap(let cost):
      readBitmap(for: id, at: now)
      if cost > .zero { standDown(id, at: now, &calendar) }
      return wait(id, cost, at: now, &calendar)

    case .send(let order):
      let report = send(order, for: id, at: now, &calendar)
      expectMiddle(of: id, at: now, &calendar)
      return report

    case .startLogging:
      settle(id, at: now)
      markAll(id)
      return report(id, .read, at: now)

    case .throttle(let share, let sleep):
      settle(id, at: now)
      vms[migrations[id.index].vm.index].throttle = share
      migrations[id.index].record.slowestShare = min(
        migrations[id.index].record.slowestShare, share)
      migrations[id.index].record.longestSleep = max(
        migrations[id.index].record.longestSleep, sleep)
      return report(id, .done, at: now)

    case .suspend(let suspension):
      migrations[id.index].record.stopReason = suspension.because
      guard vms[migrations[id.index].vm.index].isRunning else { return report(id, .done, at: now) }
      let latency = sample(suspension.latency, for: id)
      let suspends = latency <= suspension.timeout && !migrations[id.index].guestHangs
      migrations[id.index].suspendsInTime = suspends
      return wait(id, suspends ? latency : suspension.timeout, at: now, &calendar)

    case .copyFiles(let copy):
      return copyFiles(copy, for: id, at: now, &calendar)

    case .copyDisks(let copy):
      return copyDisks(copy, for: id, at: now, &calendar)

    case .stun(let time):
      return stun(for: sample(time, for: id), id, at: now, &calendar)

    case .consolidate:
      return consolidate(for: id, at: now, &calendar)

    case .handOver(let handOver):
      let shaking = migrations[id.index].route.roundTrip * handOver.roundTrips
      var time = shaking + sample(handOver.duration, for: id)
      // The go-ahead is under way for half a round trip.
      migrations[id.index].goAhead = now + (time - shaking / 2)
      if let perFile = handOver.removalPerFile {
        time += perFile * Double(migrations[id.index].filesCopied)
      }
      return wait(id, time, at: now, &calendar)

    case .resume(let resumption):
      if resumption.side == .source { makeSourcePrimary(migrations[id.index]) }
      return wait(id, sample(resumption.duration, for: id), at: now, &calendar)

    case .serve(let service):
      return serve(service, for: id, at: now, &calendar)

    case .finish(let outcome):
      conclude(id, outcome, at: now, &calendar)
      return nil
    }
  }

  /// A fixed time begins; none at all is over at once.
  mutating func wait(
    _ id: MigrationID, _ time: Seconds, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    guard time > .zero else { return timeIsUp(for: id, at: now) }
    migrations[id.index].timer = calendar.schedule(.timer(id), at: now + time)
    expectMiddle(of: id, ofWait: time, at: now, &calendar)
    return nil
  }

  /// A fixed time is over.
  mutating func timerEnded(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch migrations[id.index].action {
    case .copyFiles: startFile(for: id, at: now, &calendar)
    case .copyDisks:
      if let report = startDisks(for: id, at: now, &calendar) {
        proceed(id, after: report, at: now, &calendar)
      }
    case .send: turnsEnded(id, at: now, &calendar)
    case .serve: serviceTimerEnded(id, at: now, &calendar)
    default:
      if let report = timeIsUp(for: id, at: now) {
        proceed(id, after: report, at: now, &calendar)
      }
    }
  }

  /// What holds once an action's time is over.
  private mutating func timeIsUp(for id: MigrationID, at now: Instant) -> Report? {
    switch migrations[id.index].action {
    case .reserve:
      if let refusal = migrations[id.index].pendingRefusal {
        return report(id, .refused(refusal), at: now)
      }
    case .suspend(let suspension):
      guard migrations[id.index].suspendsInTime else {
        return report(id, .suspendTimedOut, at: now)
      }
      stop(id, poweringOff: suspension.powersOff, at: now)
    case .stun: endStun(id, at: now)
    case .handOver:
      makeDestinationPrimary(id)
      if migrations[id.index].reportIsLost {
        return report(id, .reportLost(because: .reportLost), at: now)
      }
    case .resume(let resumption):
      start(id, resumption, at: now)
    case .readBitmap: return report(id, .read, at: now)
    default: break
    }
    return report(id, .done, at: now)
  }

  private func sample(_ quantity: RandomQuantity<Seconds>, for id: MigrationID) -> Seconds {
    quantity.sample(from: &migrations[id.index].draws.stream)
  }

  // MARK: Stages 0 and 1: may the VM come?

  /// Why the destination cannot take the VM, or `nil`.
  private func refusal(of requirements: Requirements, for id: MigrationID) -> Refusal? {
    let destination = migrations[id.index].destination
    let vm = vms[migrations[id.index].vm.index]
    if requirements.contains(.running), !vm.isRunning { return .poweredOff }
    if requirements.contains(.sameHost), migrations[id.index].source != destination {
      return .anotherHost
    }
    if requirements.contains(.resumable), vm.suspendImage > .zero,
      let refusal = vm.cpu.refusal(on: hosts[destination.index].cpu)
    {
      return refusal
    }
    if requirements.contains(.compatibleCPU),
      let refusal = vm.cpu.refusal(on: hosts[destination.index].cpu)
    {
      return refusal
    }
    if requirements.contains(.sharedStorage) {
      let stores = vm.disks.map(\.datastore) + [vm.home]
      for store in stores where !datastores[store.index].isReachable(from: destination) {
        return .storageNotShared
      }
    }
    return nil
  }

  /// Sets aside what a reservation asks for, all or nothing.
  private mutating func hold(_ reservation: Reservation, for id: MigrationID) -> Refusal? {
    let vm = migrations[id.index].vm.index
    let destination = migrations[id.index].destination
    // A VM that stays on its host has its memory there already.
    let isThere =
      migrations[id.index].source == destination && migrations[id.index].record.wasRunning
    let memory = reservation.memory && !isThere ? vms[vm].memory.bytes : .zero
    if memory > hosts[destination.index].memoryFree { return .noRoom }
    if reservation.disks, let refusal = placeFiles(reservation, for: id) { return refusal }
    hosts[destination.index].memoryHeld += memory
    migrations[id.index].reservation = memory
    vms[vm].secondary = .init(host: destination, state: .incomplete)
    return nil
  }

  // MARK: Stage 3: the VM stands still

  private mutating func stop(_ id: MigrationID, poweringOff: Bool, at now: Instant) {
    settle(id, at: now)
    let vm = migrations[id.index].vm.index
    vms[vm].primary.state = poweringOff ? .off : .suspended
    migrations[id.index].firstWrites = nil
    migrations[id.index].record.pausedAt = now
    if migrations[id.index].record.stoppedAt == nil {
      migrations[id.index].record.stoppedAt = now
    }
    shareCores(at: now)
  }

  // MARK: Stage 4: the point of no return

  private mutating func makeDestinationPrimary(_ id: MigrationID) {
    let vm = migrations[id.index].vm.index
    let old = vms[vm].primary
    // Where memory is left behind, the destination's copy is good for nothing yet.
    let state = migrations[id.index].memory.pending > 0 ? .incomplete : old.state
    migrations[id.index].isHandedOver = true
    vms[vm].primary = .init(host: migrations[id.index].destination, state: state)
    vms[vm].secondary = old
  }

  // MARK: Stage 5: the VM runs again

  private mutating func start(_ id: MigrationID, _ resumption: Resumption, at now: Instant) {
    settle(id, at: now)
    let vm = migrations[id.index].vm.index
    if resumption.side == .destination, migrations[id.index].memory.pending > 0 {
      vms[vm].primary.state = .split
      vms[vm].secondary?.state = .incomplete
    } else {
      vms[vm].primary.state = .running
    }
    shareCores(at: now)
    guard let paused = migrations[id.index].record.pausedAt else { return }
    migrations[id.index].record.resumedAt = now
    let dark = now - paused
    migrations[id.index].notePause(endingAt: now)
    if resumption.side == .destination {
      migrations[id.index].record.downtime = dark
      migrations[id.index].record.unreachable =
        dark + resumption.announcement + migrations[id.index].route.latency
    }
  }
}
