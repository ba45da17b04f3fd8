import Datacenter
import Kernel
import Quantities
import Randomness

/// Managers that look at migrations, do something, and hear how it was answered. The attempt's record
/// keeps both.
extension Fleet {
  /// A move's migration has begun.
  mutating func beginManager(
    of id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if moves[id.index].manager == nil {
      guard let manager = policy.manager else { return }
      moves[id.index].manager = manager
    }
    moves[id.index].answers = []
    guard moves[id.index].manager != nil else { return }
    let move = managedMove(id)
    guard let intervention = moves[id.index].manager?.begin(move) else { return }
    carryOut(intervention, for: id, at: now, &calendar)
  }

  /// A manager looks at a migration.
  mutating func look(
    at id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    moves[id.index].look = nil
    guard let migration = moves[id.index].attempts.last?.migration,
      let progress = world.progress(of: migration, at: now)
    else { return }
    moves[id.index].looks += 1
    let answers = moves[id.index].answers
    moves[id.index].answers = []
    guard let intervention = moves[id.index].manager?.next(after: progress, heard: answers) else {
      return
    }
    carryOut(intervention, for: id, at: now, &calendar)
  }

  private mutating func carryOut(
    _ intervention: Intervention, for id: MoveID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let migration = moves[id.index].attempts.last?.migration else { return }
    for deed in intervention.deeds {
      var answer: CommandAnswer?
      if case .say(let command) = deed.act {
        answer = world.command(command, migration, at: now, &calendar)
        moves[id.index].answers.append(answer!)
      }
      note(deed, of: id, at: now, answer)
    }
    if let time = intervention.nextLook, world.end(of: migration).outcome == nil {
      moves[id.index].look = agenda.add(
        .look(id), at: now + time + lateness(of: id), &calendar)
    }
  }

  /// How much later than it means to a manager looks next.
  private func lateness(of id: MoveID) -> Seconds {
    let move = moves[id.index]
    guard let law = move.manager?.lateness else { return .zero }
    if let constant = law.constant { return constant }
    var stream = RandomStream(
      seed: policy.seed, name: "look",
      entity: "\(view[move.order.vm].name)/\(move.attempts.count)/\(move.looks)",
      replication: policy.replication)
    return max(.zero, law.sample(from: &stream))
  }

  /// What a manager is told of a migration that begins.
  private func managedMove(_ id: MoveID) -> ManagedMove {
    let move = moves[id.index]
    let mover = mover(of: move.order)
    let vm = world.vms[move.order.vm.index]
    return ManagedMove(
      vm: move.order.vm, memory: vm.memory.bytes,
      disks: mover.kind.bringsFiles ? vm.disks.map(\.size) : [],
      link: min(
        fastestLinks[vm.primary.host.index], fastestLinks[move.destination!.index]),
      takesPostCopy: mover.strategy.understands(.startPostCopy))
  }

  /// For each host the bandwidth of its fastest link that migrations use.
  ///
  /// - Complexity: O(hosts + links).
  static func fastestLinks(of world: borrowing World) -> [BytesPerSecond] {
    var fastest: [BytesPerSecond?] = world.hosts.map { _ in nil }
    for link in world.links where link.traffic.contains(.migration) {
      for end in [link.ends.0, link.ends.1] {
        guard case .host(let host) = end else { continue }
        fastest[host.index] = max(fastest[host.index] ?? .zero, link.bandwidth)
      }
    }
    return fastest.map { $0 ?? .unlimited }
  }

  private mutating func note(
    _ deed: Deed, of id: MoveID, at now: Instant, _ answer: CommandAnswer? = nil
  ) {
    let last = moves[id.index].attempts.count - 1
    moves[id.index].attempts[last].deeds.append(DeedRecord(deed: deed, at: now, answer: answer))
  }

  /// A move's migration has ended: its manager does not look at it again.
  mutating func endManager(of id: MoveID, _ calendar: inout EventCalendar<WorldEvent>) {
    if let look = moves[id.index].look { agenda.cancel(look, &calendar) }
    moves[id.index].look = nil
  }

  // MARK: After a failure

  /// What follows from an attempt that failed: what its manager says, or else the rules.
  ///
  /// - Returns: whether something follows; if not, the move has ended.
  mutating func goOn(
    _ id: MoveID, after outcome: Outcome, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    switch moves[id.index].manager?.ended(outcome) ?? .asTheRulesSay {
    case .retry(let time, let reason):
      note(Deed(.retry(after: time), because: reason), of: id, at: now)
      backOff(id, for: time, at: now, &calendar)
    case .stopVM(let time, let reason):
      moves[id.index].stopReason = reason
      moves[id.index].phase = .backedOff
      agenda.add(.stop(id), at: now + time, &calendar)
    case .asTheRulesSay:
      let failures = moves[id.index].attempts.count
      guard let time = policy.rules.onFailure.wait(after: failures) else { return false }
      if moves[id.index].manager != nil {
        note(
          Deed(.retry(after: time), because: "attempt \(failures) failed"), of: id, at: now)
      }
      backOff(id, for: time, at: now, &calendar)
    }
    return true
  }

  private mutating func backOff(
    _ id: MoveID, for time: Seconds, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    moves[id.index].phase = .backedOff
    moves[id.index].outcome = nil
    moves[id.index].destination = moves[id.index].order.destination
    agenda.add(.retry(id), at: now + time, &calendar)
  }

  /// A manager switches a VM off that could not be moved.
  mutating func stopVM(
    of id: MoveID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard moves[id.index].phase == .backedOff, let reason = moves[id.index].stopReason else {
      return
    }
    let vm = moves[id.index].order.vm
    guard switchOff(vm, at: now, &calendar) else {
      end(id, moves[id.index].outcome!)
      return
    }
    note(Deed(.stopVM, because: reason), of: id, at: now)
    end(id, .stopped)
  }

  /// No host takes the VM of a move that is to leave its host: it is switched off, or stays.
  mutating func strand(
    _ id: MoveID, _ noHost: NoHost, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if policy.rules.stranded == .stop,
      switchOff(moves[id.index].order.vm, at: now, &calendar)
    {
      end(id, .stopped)
    } else {
      end(id, .noHost(noHost))
    }
  }

  /// Switches a VM off where it is, which leaves room on its host.
  ///
  /// - Returns: whether it was on, and not on its way.
  private mutating func switchOff(
    _ vm: VMID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard world.switchOff(vm, at: now, &calendar) else { return false }
    refresh(vm, at: now)
    let host = view[vm].host
    noteIfEmpty(host, at: now)
    freed.append(host)
    openRules(of: vm)
    return true
  }
}

extension FailureRule {
  /// How long the attempt after so many failures waits; `nil` if there is none.
  fileprivate func wait(after failures: Int) -> Seconds? {
    guard case .retry(let time, let factor, let most) = self else { return nil }
    return RetryRule(after: time, factor: factor, most: most).wait(after: failures)
  }
}
