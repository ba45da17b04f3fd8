import Kernel
import Quantities

/// What each action begins, stage by stage.
extension Migration {
  /// The strategy's answer to the end of an action; the record follows its stage.
  mutating func ask(after end: ActionEnd, at now: Instant) -> Action {
    let action = talk.next(after: report(on: end, at: now))
    record.enter(stage, at: now)
    return action
  }

  /// Begins an action.
  ///
  /// - Parameter needs: the action's.
  /// - Returns: what it leaves to be done; `.finish` is the world's and does nothing here.
  mutating func begin(
    _ action: consuming Action, needing needs: ActionNeeds, on ground: inout Infrastructure,
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    clock.begin(at: now)
    if !needs.keepsChannel { channel.close(on: &ground.wires, at: now, &calendar) }
    if needs.takesCores { holdings.setWorking(true, for: plan, on: &ground.cores) }
    switch consume action {
    case .check(let requirements):
      let refusal = refusal(of: requirements, on: ground)
      return .done(ActionEnd(refusal.map(Cause.refused) ?? .done))

    case .reserve(let reservation):
      let asking =
        plan.route.roundTrip * reservation.roundTrips
        + ground.prepare(reservation.serial, on: plan.source, at: now)
      let refusal = holdings.hold(
        reservation, for: plan, wasRunning: record.wasRunning, on: &ground)
      return wait(
        .reserving(refusal: refusal),
        refusal == nil
          ? asking + sample(reservation.duration) + reservation.perGiB * gibibytes
            + (switchesDevices ? plan.devices.setUp : .zero) : asking,
        on: &ground, at: now, &calendar)

    case .readBitmap(let cost):
      settle(on: &ground, at: now)
      readBitmap()
      if cost > .zero { channel.close(on: &ground.wires, at: now, &calendar) }
      return wait(.reading, cost, on: &ground, at: now, &calendar)

    case .send(let order): return send(order, on: &ground, at: now, &calendar)

    case .startLogging:
      settle(on: &ground, at: now)
      markAll(on: ground)
      return .done(ActionEnd(.read))

    case .throttle(let share, let sleep):
      settle(on: &ground, at: now)
      ground.guests[plan.vm].throttle = share
      record.slowestShare = min(record.slowestShare, share)
      record.longestSleep = max(record.longestSleep, sleep)
      return .done(ActionEnd(.done))

    case .suspend(let suspension):
      record.stopReason = suspension.because
      guard ground.guests[plan.vm].isRunning else { return .done(ActionEnd(.done)) }
      let latency = sample(suspension.latency)
      let comes = latency <= suspension.timeout && !guestHangs
      return wait(
        .suspending(Wait.Halt(suspension, comes: comes)),
        comes ? latency : suspension.timeout, on: &ground, at: now, &calendar)

    case .copyFiles(let copy):
      queueFiles(copy, on: ground)
      return start(FileTransfer(copy), on: &ground, at: now, &calendar)

    case .copyDisks(let copy):
      return start(DiskTransfer(copy), on: &ground, at: now, &calendar)

    case .stun(let time):
      let length = sample(time)
      settle(on: &ground, at: now)
      if ground.guests[plan.vm].isRunning {
        ground.change(plan.vm) { $0.primary.state = .suspended }
        record.beginPause(at: now)
      }
      return wait(.stunned, length, on: &ground, at: now, &calendar)

    case .consolidate: return start(LogMerge(), on: &ground, at: now, &calendar)

    case .handOver(let handOver):
      let shaking = plan.route.roundTrip * handOver.roundTrips
      var time = shaking + sample(handOver.duration)
      // The go-ahead is under way for half a round trip.
      let goAhead = now + (time - shaking / 2)
      if let perFile = handOver.removalPerFile { time += perFile * Double(filesCopied) }
      return wait(.handingOver(goAhead: goAhead), time, on: &ground, at: now, &calendar)

    case .resume(let resumption):
      let isBooting = ground.guests[plan.vm].primary.state == .off
      if resumption.side == .source { makeSourcePrimary(on: &ground) }
      let notice = resumption.notice.map { sample($0) } ?? .zero
      var time = notice + sample(resumption.duration)
      if resumption.side == .destination, switchesDevices, !isBooting {
        time += sampleSwitchOver()
      }
      return wait(
        .resuming(resumption.side, announcement: sample(resumption.announcement)), time,
        on: &ground, at: now, &calendar)

    case .serve(let service):
      settle(on: &ground, at: now)
      guard beginService(service, on: ground, at: now) else { return .done(ActionEnd(.done)) }
      return start(ServiceTransfer(service), on: &ground, at: now, &calendar)

    case .finish: return .busy
    }
  }

  /// The VM's memory.
  private var gibibytes: Double { record.memory.bytes / Bytes.gibibytes(1) }

  /// Whether devices in use are switched over.
  private var switchesDevices: Bool { record.wasRunning && plan.switchesDevices }

  /// What stopping the VM's devices and starting them at the destination takes.
  private mutating func sampleSwitchOver() -> Seconds {
    sample(plan.devices.switchOver) + plan.devices.switchOverPerGiB * gibibytes
  }

  private mutating func sample(_ quantity: RandomQuantity<Seconds>) -> Seconds {
    quantity.constant ?? quantity.sample(from: &draws.stream)
  }

  /// Starts sending pages, paced as the order says.
  private mutating func send(
    _ order: Order, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Step {
    switch order.pacing {
    case .batches(let peek):
      channel.beginBatches(order)
      return start(BatchTransfer(of: peek), on: &ground, at: now, &calendar)
    case .continuous where !order.isFollowed:
      return start(PageTransfer(order), on: &ground, at: now, &calendar)
    case .continuous, .turns:
      channel.beginTurns(
        order, of: memory, over: ground.wires.transport, drawing: draws, at: now)
      return start(TurnTransfer(order), on: &ground, at: now, &calendar)
    }
  }

  /// Why the destination cannot take the VM, or `nil`.
  ///
  /// Inlined, since a call from a method that changes the migration would copy it.
  @inline(__always)
  private func refusal(
    of requirements: Requirements, on ground: borrowing Infrastructure
  ) -> Refusal? {
    let (vm, host) = (plan.vm, plan.destination)
    if requirements.contains(.running), !ground.guests[vm].isRunning { return .poweredOff }
    if requirements.contains(.sameHost), !plan.staysOnItsHost { return .anotherHost }
    let goesOn = requirements.contains(.resumable) && ground.guests[vm].suspendImage > .zero
    if goesOn || requirements.contains(.compatibleCPU),
      let refusal = ground.guests[vm].cpu.refusal(on: ground.hosts[host.index].cpu)
    {
      return refusal
    }
    if requirements.contains(.sharedStorage) {
      for disk in ground.guests[vm].disks
      where !ground.space.isReachable(disk.datastore, from: host) {
        return .storageNotShared
      }
      if !ground.space.isReachable(ground.guests[vm].home, from: host) { return .storageNotShared }
    }
    return nil
  }
}
