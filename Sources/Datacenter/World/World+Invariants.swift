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
    copiesViolation ?? memoryViolation ?? spaceViolation ?? bytesViolation ?? booksViolation
  }

  /// At most one copy of a VM runs, and at least one is consistent, unless its host took it along. In
  /// post-copy, and only there, the two are consistent together.
  private var copiesViolation: String? {
    for vm in vms {
      let copies = [vm.primary] + (vm.secondary.map { [$0] } ?? [])
      if copies.count(where: \.executes) > 1 { return "\(vm.name) runs on two hosts" }
      if !copies.contains(where: { $0.isConsistent || $0.state == .split || $0.state == .lost }) {
        return "\(vm.name) has no consistent copy"
      }
      for copy in copies where copy.executes && !hosts[copy.host.index].isUp {
        return "\(vm.name) runs on \(hosts[copy.host.index].name), which is down"
      }
    }
    return nil
  }

  /// Memory held on each host = memory of the VMs that are on there + what reservations hold. A
  /// migration in doubt holds both.
  private var memoryViolation: String? {
    var held = hosts.map { _ in 0.0 }
    for vm in vms {
      if let id = vm.migration {
        let migration = migrations[id.index]
        held[migration.destination.index] += migration.reservation.value
        if migration.record.wasRunning { held[migration.source.index] += vm.memory.bytes.value }
      } else if vm.primary.state != .off, vm.primary.state != .lost {
        held[vm.primary.host.index] += vm.memory.bytes.value
      }
    }
    for (host, expected) in zip(hosts, held) {
      let expected = host.isUp ? expected : 0
      if host.memoryHeld.value != expected {
        return "\(host.name) holds \(host.memoryHeld) instead of \(Bytes(expected))"
      }
      if host.memoryHeld > host.memory { return "\(host.name) is overfull" }
    }
    return nil
  }

  /// Space used on each datastore = its disks + what copies under way hold and claim + what others have
  /// written, and no more than there is.
  private var spaceViolation: String? {
    var used = datastores.map { _ in 0.0 }
    for vm in vms {
      used[vm.home.index] += vm.suspendImage.value
      for disk in vm.disks { used[disk.datastore.index] += disk.space.value }
      guard let id = vm.migration else { continue }
      forEachHold(of: migrations[id.index]) { used[$0.index] += $1.value }
    }
    for work in diskWork.values {
      for mirror in work.mirrors {
        for claim in [mirror.copyClaim, mirror.logClaim, mirror.logCopyClaim].compactMap(\.self) {
          used[claim.store.index] += claim.held.value
        }
      }
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

  /// What a guest has worked and what it has lost = the time that passed, in all and for each migration.
  private var booksViolation: String? {
    for vm in vms {
      if !vm.books.areClosed { return "\(vm.name)'s books do not close: \(vm.books)" }
      guard let id = vm.migration else { continue }
      let record = migrations[id.index].record
      let books = record.guest
      if !books.areClosed { return "\(vm.name)'s books of its migration do not close: \(books)" }
      let passed = record.wasRunning ? migrations[id.index].settledAt - record.started : .zero
      if abs((passed - books.time).value) > 1e-9 * max(1, passed.value) {
        return "\(vm.name)'s books know of \(books.time) instead of \(passed)"
      }
    }
    return nil
  }

  /// What a migration has sent = what its rounds and its files have, byte for byte.
  private var bytesViolation: String? {
    for vm in vms {
      guard let id = vm.migration else { continue }
      let migration = migrations[id.index]
      let rounds = migration.record.rounds.reduce(Bytes.zero) { $0 + $1.sent }
      let expected = rounds + migration.fileBytes
      if abs((migration.record.sent - expected).value) > 1e-9 * expected.value {
        return "\(vm.name) sent \(migration.record.sent) instead of \(expected)"
      }
    }
    return nil
  }
}
