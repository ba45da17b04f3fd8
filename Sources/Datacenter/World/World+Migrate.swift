public import Kernel
public import Quantities
import Randomness

/// Beginning and ending a migration, and the conversation in between.
extension World {
  /// A migration begins: stage 0 of `strategy`.
  ///
  /// - Parameters:
  ///   - fidelity: how closely memory is modelled; `nil` leaves it to the engine.
  ///   - datastore: where copied files go; `nil` for the first datastore that has room.
  public mutating func migrate(
    _ vm: VMID, to destination: HostID, with strategy: any Strategy,
    fidelity: MemoryFidelity? = nil, storage datastore: DatastoreID? = nil,
    requestedAt requested: Instant, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> MigrationID {
    let id = MigrationID(migrations.count)
    let machine = vms[vm.index]
    let source = machine.primary.host
    var record = MigrationRecord(
      vm: vm, source: source, destination: destination, engine: strategy.engine,
      requested: requested, started: now, wasRunning: machine.isRunning, memory: machine.memory)
    let route = router.route(
      from: source, to: destination, transfer: transferKey(of: vm, from: source, to: destination))
    let refusal: Refusal? =
      if machine.migration != nil {
        .alreadyMigrating
      } else if !hosts[source.index].isUp || !hosts[destination.index].isUp {
        .hostDown
      } else if source == destination, !movesStorage(of: vm, to: datastore) {
        .alreadyThere
      } else if route == nil {
        .noRoute
      } else {
        nil
      }
    record.wasSuspended = machine.suspendImage > .zero
    if let refusal { record.outcome = .refused(refusal) }
    migrations.append(
      Migration(
        vm: vm, source: source, destination: destination, strategy: strategy,
        memory: Memory(
          classes: machine.pageClasses + strategy.firmware,
          fidelity: fidelity ?? strategy.preferredFidelity),
        draws: RandomSource(
          RandomStream(
            seed: randomness.seed, name: "migration",
            entity: "\(randomness.arm)/\(machine.name)/\(id.index)",
            replication: randomness.replication)),
        route: route ?? .nowhere, record: record,
        actionStarted: now, settledAt: now, wantedStore: datastore, newHome: machine.home))
    migrations[id.index].noteStage(at: now)
    if let refusal {
      conclude(id, .refused(refusal), at: now, &calendar)
      return id
    }
    settleGuest(vm, at: now)
    vms[vm.index].migration = id
    proceed(id, after: report(id, .requested, at: now), at: now, &calendar)
    followRates(at: now, &calendar)
    followSpace(at: now, &calendar)
    return id
  }

  /// Whether a VM that stays on its host would have its files moved.
  private func movesStorage(of vm: VMID, to store: DatastoreID?) -> Bool {
    guard let store else { return false }
    let machine = vms[vm.index]
    return ([machine.home] + machine.disks.map(\.datastore)).contains { $0 != store }
  }

  /// Gives the strategy a report, and carries out its answers until one of them takes time.
  mutating func proceed(
    _ id: MigrationID, after report: Report, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    var report: Report? = report
    while let told = report {
      let action = migrations[id.index].strategy.next(after: told)
      migrations[id.index].noteStage(at: now)
      if let cause = faultsOnTheWay(id, to: action, at: now, &calendar) {
        report = self.report(id, cause, at: now)
        continue
      }
      migrations[id.index].action = action
      migrations[id.index].actionStarted = now
      if !action.sendsMore { standDown(id, at: now, &calendar) }
      report = perform(action, for: id, at: now, &calendar)
      if let command = migrations[id.index].heardOnTheWay {
        migrations[id.index].heardOnTheWay = nil
        if report == nil { obey(command, id, at: now, &calendar) }
      }
    }
  }

  /// A report on the action that has just ended.
  func report(
    _ id: MigrationID, _ cause: Cause, at now: Instant, sent: Double = 0, skipped: Double = 0,
    bytes: Bytes = .zero
  ) -> Report {
    var report = Report(
      cause, elapsed: now - migrations[id.index].actionStarted, sent: Pages(Int(sent.rounded())),
      skipped: Pages(Int(skipped.rounded())), bytes: bytes,
      remaining: Pages(Int(migrations[id.index].memory.pending.rounded())),
      dirtied: Pages(Int(migrations[id.index].dirtied.rounded())),
      bandwidth: migrations[id.index].bandwidth, memory: migrations[id.index].record.memory,
      wasRunning: migrations[id.index].record.wasRunning)
    report.wasSuspended = migrations[id.index].record.wasSuspended
    return report
  }

  /// The migration is over.
  mutating func conclude(
    _ id: MigrationID, _ outcome: Outcome, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    settle(id, at: now)
    standDown(id, at: now, &calendar)
    let isInDoubt = if case .failedBadly = outcome { true } else { false }
    endDisks(of: id, inDoubt: isInDoubt, at: now, &calendar)
    _ = calendar.cancel(migrations[id.index].timer)
    following.removeAll { $0 == id }
    let migration = migrations[id.index]
    migrations[id.index].action = nil
    migrations[id.index].record.outcome = outcome
    migrations[id.index].record.ended = now
    migrations[id.index].firstWrites = nil
    migrations[id.index].notePause(endingAt: now)
    let ownCap = migration.isHeldByWindow ? "window" : "rate-cap"
    migrations[id.index].record.bottleneck = migration.waits.max { $0.time < $1.time }.map { wait in
      wait.capacity.map { network.capacities[$0.index].name } ?? ownCap
    }
    if let last = migration.record.stages.indices.last {
      migrations[id.index].record.stages[last].duration =
        now - migration.record.stages[last].started
    }
    let disks = vms[migration.vm.index].disks
    if vms[migration.vm.index].migration == id {
      switch outcome {
      case .migrated: clearUp(migration, succeeded: true)
      case .refused, .failed: clearUp(migration, succeeded: false)
      case .failedBadly: leaveInDoubt(migration)
      }
      migrations[id.index].record.isVMLost = vms[migration.vm.index].primary.state == .lost
      vms[migration.vm.index].settledAt = now
      setWorking(false, id, at: now)
      shareCores(at: now)
    }
    followGuestWrites(of: migration.vm, from: disks, at: now, &calendar)
    notify(.ended(id))
    faultsAtTheEnd(of: id, at: now, &calendar)
  }

  /// Frees whatever only the migration needed, on the side that does not own the VM.
  private mutating func clearUp(_ migration: Migration, succeeded: Bool) {
    let vm = migration.vm.index
    if succeeded {
      let stays = migration.source == migration.destination && vms[vm].primary.state != .off
      if migration.record.wasRunning, !stays {
        release(vms[vm].memory.bytes, on: migration.source)
      }
      moveFiles(of: migration)
      if vms[vm].primary.state == .running {
        datastores[vms[vm].home.index].used -= vms[vm].suspendImage
        vms[vm].suspendImage = .zero
      }
    } else {
      if vms[vm].primary.state == .lost, vms[vm].primary.host == migration.destination {
        // Both halves are gone, one with its host and the other because it is worth nothing.
        vms[vm].secondary?.state = .lost
        release(vms[vm].memory.bytes, on: migration.source)
      }
      makeSourcePrimary(migration)
      release(migration.reservation, on: migration.destination)
      releaseSpace(of: migration)
    }
    vms[vm].secondary = nil
    vms[vm].throttle = 1
    vms[vm].migration = nil
  }
}

extension Action {
  /// Whether the action goes on with the transfer of the action before.
  var sendsMore: Bool {
    switch self {
    case .send, .readBitmap, .copyFiles: true
    default: false
    }
  }

  /// Whether it gives both hosts work to do, until the migration is over.
  var takesCores: Bool {
    switch self {
    case .send, .copyFiles, .copyDisks, .serve: true
    default: false
    }
  }
}
