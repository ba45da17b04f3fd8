public import Kernel
public import Quantities

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
    let id = migrations.next
    let source = ground.guests[vm].primary.host
    let route = ground.wires.route(
      from: source, to: destination,
      transfer: ground.transferKey(of: vm, from: source, to: destination))
    let refusal: Refusal? =
      if ground.guests[vm].migration != nil {
        .alreadyMigrating
      } else if ground.guests[vm].isStarting {
        .poweredOff
      } else if !hosts[source.index].isUp || !hosts[destination.index].isUp {
        .hostDown
      } else if source == destination, !strategy.handsMemoryOver,
        !ground.guests[vm].movesStorage(to: datastore)
      {
        .alreadyThere
      } else if route == nil {
        .noRoute
      } else {
        nil
      }
    let isSpread = strategy.usesLinksTogether
    let path = route.map { ground.wires.path(of: $0, usingAllLinks: isSpread) } ?? []
    let linksAtOnce = isSpread ? route.map { ground.wires.linksAtOnce(on: $0) } ?? 1 : 1
    migrations.begin(
      Migration(
        Itinerary(
          id: id, vm: vm, source: source, destination: destination, wantedStore: datastore,
          route: route ?? .nowhere, devices: ground.guests[vm].devices,
          handsMemoryOver: strategy.handsMemoryOver,
          path: path, linksAtOnce: linksAtOnce),
        with: strategy, of: ground.guests[vm], fidelity: fidelity,
        drawing: RandomSource(ground.randomness, vm: ground.guests[vm].name, migration: id.index),
        requested: requested, at: now))
    if let refusal {
      conclude(id, .refused(refusal), at: now, &calendar)
      return id
    }
    settleGuest(vm, at: now)
    ground.guests[vm].migration = id
    proceed(id, after: ActionEnd(.requested), at: now, &calendar)
    followChanges(at: now, &calendar)
    return id
  }

  /// Reports to the strategy how an action ended, and has its answers begun until one of them takes time.
  mutating func proceed(
    _ id: MigrationID, after end: ActionEnd, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let rounds = migrations[id].record.rounds.count
    guard endlessness.note(id, rounds: rounds, at: now) else { return }
    var last: ActionEnd? = end
    while let end = last {
      guard endlessness.note(id, at: now) else { return }
      let action = migrations[id].ask(after: end, at: now)
      let needs = ActionNeeds.of(action)
      if needs.endsMigration, case .finish(let outcome) = action {
        return conclude(id, outcome, at: now, &calendar)
      }
      if !faults.isEmpty, let cause = faultsOnTheWay(of: id, at: now, &calendar) {
        last = ActionEnd(cause)
        continue
      }
      if needs.asksForRoom, case .reserve(let reservation) = action, reservation.disks {
        settleSpace(at: now)
      }
      let step = migrations[id].begin(
        consume action, needing: needs, on: &ground, at: now, &calendar)
      last = take(step, of: id, at: now, &calendar)
      if let command = migrations[id].takeHeardOnTheWay(), last == nil {
        obey(command, id, at: now, &calendar)
      }
    }
  }

  /// An event has come for a migration.
  mutating func advance(
    _ id: MigrationID, _ tick: Tick, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard endlessness.note(id, at: now) else { return }
    let step = migrations[id].advance(tick, on: &ground, at: now, &calendar)
    if let end = take(step, of: id, at: now, &calendar) {
      proceed(id, after: end, at: now, &calendar)
    }
  }

  /// What a migration is doing is broken off, and its strategy is told.
  mutating func breakOff(
    _ id: MigrationID, _ cause: Cause, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let end = migrations[id].breakOff(cause, on: &ground, at: now, &calendar)
    settleEffects(at: now, &calendar)
    proceed(id, after: end, at: now, &calendar)
  }

  /// Sees to what a step has meant for others.
  ///
  /// - Returns: how the action ended, if it is over.
  private mutating func take(
    _ step: Step, of id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> ActionEnd? {
    settleEffects(at: now, &calendar)
    switch step {
    case .busy: return nil
    case .begun:
      if !faults.isEmpty { expectMiddle(of: id, at: now, &calendar) }
      return nil
    case .done(let end): return end
    }
  }

  /// A migration is over: of all that it was, the record is left.
  private mutating func conclude(
    _ id: MigrationID, _ outcome: Outcome, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    migrations[id].end(outcome, on: &ground, at: now, &calendar)
    let (vm, last) = (migrations[id].plan.vm, migrations[id].stageSeen)
    let (source, destination) = (migrations[id].plan.source, migrations[id].plan.destination)
    let isInDoubt = ground.guests[vm].migration == id
    migrations.end(id, isInDoubt: isInDoubt)
    settleEffects(at: now, &calendar)
    notify(.ended(id))
    bringBack(source)
    bringBack(destination)
    if let last { faultsAtTheEnd(of: last, vm, at: now, &calendar) }
  }

  /// Rates, or what takes space, may have changed: whoever depends on that follows it.
  @inline(__always)
  mutating func followChanges(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    if ground.wires.haveRatesChanged { followRates(at: now, &calendar) }
    if ground.space.isFollowed { followSpace(at: now, &calendar) }
  }

  /// The network has changed rates: orders that are followed at them are settled, and followed anew.
  mutating func followRates(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    for id in ground.wires.takeFollowersAtNewRates() {
      migrations[id].followRate(on: &ground, at: now, &calendar)
    }
  }
}

extension VirtualMachine {
  /// Whether a VM that stays on its host would have its files moved.
  fileprivate func movesStorage(to store: DatastoreID?) -> Bool {
    guard let store else { return false }
    return ([home] + disks.map(\.datastore)).contains { $0 != store }
  }
}
