public import Quantities

/// What must hold after every event. Builds with internal checks stop where it does not.
extension World {
  /// Stops the program with a sentence if the world is impossible.
  public func checkInvariants(at now: Instant) {
    #if INTERNAL_CHECKS
      if let violation { preconditionFailure("\(violation), at \(now)") }
    #endif
  }

  /// What is impossible about the world as it stands; `nil` if it is sound.
  public var violation: String? {
    copiesViolation ?? memoryViolation ?? spaceViolation ?? writesViolation
      ?? migrationsViolation ?? accountsViolation ?? ground.indexViolation
  }

  /// At most one copy of a VM runs, and at least one is consistent, unless its host took it along. In
  /// post-copy, and only there, the two are consistent together.
  private var copiesViolation: String? {
    let isUp = hosts.map(\.isUp)
    for vm in vms {
      let (first, second) = (vm.primary, vm.secondary)
      let runsTwice = first.executes && second?.executes == true
      if runsTwice { return "\(vm.name) runs on two hosts" }
      if !first.isKept, second?.isKept != true { return "\(vm.name) has no consistent copy" }
      if first.executes, !isUp[first.host.index] { return down(vm, first) }
      if let second, second.executes, !isUp[second.host.index] { return down(vm, second) }
    }
    return nil
  }

  private func down(_ vm: VirtualMachine, _ copy: VirtualMachine.Copy) -> String {
    "\(vm.name) runs on \(hosts[copy.host.index].name), which is down"
  }

  /// Memory held on each host = memory of the VMs that are on there + what reservations hold. A
  /// migration in doubt holds both.
  private var memoryViolation: String? {
    var held = hosts.map { _ in 0.0 }
    for vm in vms { eachNeed(of: vm) { held[$0.index] += $1.value } }
    for (host, expected) in zip(hosts, held) {
      let expected = host.isUp ? expected : 0
      if host.memoryHeld.value != expected {
        return "\(host.name) holds \(host.memoryHeld) instead of \(Bytes(expected))"
      }
      if host.memoryHeld > host.memory { return "\(host.name) is overfull" }
    }
    return nil
  }

  /// What a VM, and the reservation of its migration, need of the memory of hosts.
  func eachNeed(of vm: VirtualMachine, _ body: (HostID, Bytes) -> Void) {
    if let id = vm.migration {
      let record = migrations.record(id)
      body(record.destination, migrations.holdings(of: id).memory)
      if record.wasRunning { body(record.source, vm.memory.bytes) }
    } else if vm.primary.state != .off, vm.primary.state != .lost {
      body(vm.primary.host, vm.memory.bytes)
    }
  }

  /// Space used on each datastore = its disks + what copies under way hold and claim + what others have
  /// written, and no more than there is.
  private var spaceViolation: String? {
    var used = datastores.map { _ in 0.0 }
    var reserved = used
    for vm in vms {
      used[vm.home.index] += vm.suspendImage.value
      for disk in vm.disks { used[disk.datastore.index] += disk.space.value }
      guard let id = vm.migration else { continue }
      migrations.holdings(of: id).forEachHold(of: vm) {
        used[$0.index] += $1.value
        reserved[$0.index] += $1.value
      }
      for claim in migrations.isUnderWay(id) ? migrations[id].claims : migrations.claims(of: id) {
        used[claim.store.index] += claim.held.value
        if claim.isOfMove, migrations.isUnderWay(id) {
          reserved[claim.store.index] += claim.held.value
        }
      }
    }
    for (datastore, expected) in zip(datastores, reserved)
    where datastore.reserved.value != expected {
      return "\(datastore.name) reserves \(datastore.reserved) instead of \(Bytes(expected))"
    }
    for (datastore, expected) in zip(datastores, used) {
      let expected = expected + datastore.grown.value
      if datastore.used.value != expected {
        return "\(datastore.name) uses \(datastore.used) instead of \(Bytes(expected))"
      }
      if datastore.used > datastore.capacity { return "\(datastore.name) is overfull" }
    }
    return nil
  }

  /// What a guest takes of its datastores follows its state: one that does not run takes nothing.
  private var writesViolation: String? {
    let (wires, loads) = (ground.wires, ground.guestLoads)
    for (index, datastore) in datastores.enumerated() {
      let store = DatastoreID(index)
      if !wires.keeps(loads.limits(of: store, datastore), of: store) {
        return "\(datastore.name) is not used by those who run"
      }
    }
    return nil
  }

  /// What a guest has worked and what it has lost = the time that passed.
  private var accountsViolation: String? {
    for vm in vms where !vm.books.areClosed {
      return "\(vm.name)'s account does not close: \(vm.books)"
    }
    return nil
  }

  private var migrationsViolation: String? {
    for id in migrations.underWay {
      if let violation = migrations[id].violation {
        return "\(vms[migrations[id].plan.vm.index].name) \(violation)"
      }
    }
    return nil
  }
}

extension VirtualMachine.Copy {
  /// Whether the VM can go on from this copy, or went with its host.
  fileprivate var isKept: Bool { isConsistent || state == .split || state == .lost }
}

extension Migration {
  /// What copies under way claim of datastores.
  var claims: [SpaceClaim] { disks?.claims ?? [] }

  /// What is impossible about the migration; `nil` if it is sound.
  var violation: String? {
    // What a migration has sent = what its rounds and its files have, byte for byte. Of thousands of
    // rounds this is looked at now and then, as each look takes all of them.
    if record.rounds.count < 1000 || record.rounds.count.isMultiple(of: 1000) {
      let rounds = record.rounds.reduce(Bytes.zero) { $0 + $1.sent }
      let expected = rounds + fileBytes
      if abs((record.sent - expected).value) > 1e-9 * expected.value {
        return "sent \(record.sent) instead of \(expected)"
      }
    }
    // What its guest has worked and what it has lost = the time that passed.
    let account = record.guest
    if !account.areClosed { return "does not close its account of the migration: \(account)" }
    let passed = record.wasRunning ? settledAt - record.started : .zero
    if abs((passed - account.time).value) > 1e-9 * max(1, passed.value) {
      return "knows of \(account.time) instead of \(passed)"
    }
    return nil
  }
}
