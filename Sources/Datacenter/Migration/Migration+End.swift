import Kernel
import Quantities

/// The end of a migration.
extension Migration {
  /// The migration is over: what it was doing ends, and its record is closed.
  mutating func end(
    _ outcome: Outcome, on ground: inout Infrastructure, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    settle(on: &ground, at: now)
    endSilence(at: now)
    channel.close(on: &ground.wires, at: now, &calendar)
    let isInDoubt = if case .failedBadly = outcome { true } else { false }
    endDisks(inDoubt: isInDoubt, on: &ground, at: now, &calendar)
    clock.cancel(&calendar)
    clock.endLimit(&calendar)
    ground.wires.unfollow(plan.id)
    ground.wires.weights?.end(plan.id)
    work = .nothing
    record.outcome = outcome
    record.ended = now
    guest.stopLogging()
    record.endPause(at: now)
    record.heldBy = channel.bottleneck(on: ground.wires)
    record.endStage(at: now)
    if ground.guests[plan.vm].migration == plan.id {
      switch outcome {
      case .migrated: clearUp(succeeded: true, on: &ground)
      case .refused, .failed: clearUp(succeeded: false, on: &ground)
      case .failedBadly: leaveInDoubt(on: &ground)
      }
      ground.guests[plan.vm].settledAt = now
      holdings.setWorking(false, for: plan, on: &ground.cores)
    }
    // Also with a host that died before anybody asked for the migration.
    record.isVMLost = ground.guests[plan.vm].primary.state == .lost
  }

  /// Frees whatever only the migration needed, on the side that does not own the VM.
  private mutating func clearUp(succeeded: Bool, on ground: inout Infrastructure) {
    // Given up with half of its memory on each host, the VM can only be reset.
    if !succeeded, ground.guests[plan.vm].primary.state == .split {
      ground.change(plan.vm) { $0.primary.state = .lost }
    }
    let memory = ground.guests[plan.vm].memory.bytes
    if succeeded {
      let stays = plan.staysOnItsHost && ground.guests[plan.vm].primary.state != .off
      if record.wasRunning, !stays { ground.release(memory, on: plan.source) }
      holdings.moveFiles(of: plan.vm, on: &ground)
      if ground.guests[plan.vm].primary.state == .running {
        ground.space.free(ground.guests[plan.vm].suspendImage, on: ground.guests[plan.vm].home)
        ground.guests[plan.vm].suspendImage = .zero
      }
    } else {
      if ground.guests[plan.vm].primary.state == .lost,
        ground.guests[plan.vm].primary.host == plan.destination
      {
        // Both halves are gone, one with its host and the other because it is worth nothing. A VM that
        // was off or lost before had no memory at its source.
        ground.guests[plan.vm].secondary?.state = .lost
        if record.wasRunning { ground.release(memory, on: plan.source) }
      }
      makeSourcePrimary(on: &ground)
      holdings.release(for: plan, on: &ground)
    }
    ground.change(plan.vm) {
      $0.secondary = nil
      $0.throttle = 1
      $0.migration = nil
    }
  }

  /// Nobody knows who owns the VM: it stands still on both hosts, which keep their memory, and cannot
  /// be moved until somebody decides.
  private mutating func leaveInDoubt(on ground: inout Infrastructure) {
    ground.change(plan.vm) {
      if $0.primary.state == .running { $0.primary.state = .suspended }
      $0.throttle = 1
    }
    if ground.guests[plan.vm].primary.state == .lost { makeSourcePrimary(on: &ground) }
  }

  /// The run ends: the record is closed where the migration stands.
  mutating func stop(
    on ground: inout Infrastructure, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    // Asked first: loads are followed only while something is sent.
    let takenLink = ground.wires.linkWithoutRoom(on: plan.path)
    _ = breakOff(.command(.cancel), on: &ground, at: now, &calendar)
    let remaining = Pages(nearest: memory.pending)
    record.followedUntil = now
    record.heldBy = channel.bottleneck(on: ground.wires)
    defer { noteStanding(remaining: remaining, takenLink, on: ground, at: now) }
    endSilence(at: now)
    guard !record.stages.isEmpty else { return }
    record.endStage(at: now)
    guard disks != nil else { return }
    settle(on: &ground, at: now)
    record.disks = disks!.records(closedAt: now)
  }

  /// Keeps what tells why the migration has not ended.
  private mutating func noteStanding(
    remaining pages: Pages, _ takenLink: String?, on ground: Infrastructure, at now: Instant
  ) {
    let firstPasses = record.disks.compactMap(\.passes.first?.started)
    let began = ([record.rounds.first?.started].compactMap(\.self) + firstPasses).min()
    let disks = record.disks.compactMap(\.passes.last?.remaining).reduce(Bytes.zero, +)
    let sending = began.map { now - $0 } ?? .zero
    record.standing = Standing(
      dirties: ground.guests[plan.vm].dirties(onDisks: record.rounds.isEmpty && disks > .zero),
      sends: sending > .zero ? record.sent / sending : .zero, remaining: pages.bytes + disks,
      isCutOff: !ground.wires.carries(plan.route), takenLink: takenLink)
  }
}
