public import Quantities

/// What must hold after every event. Test builds check it; others compile it to nothing.
extension World {
  /// Stops the program with a sentence if the world is impossible.
  public func checkInvariants(at now: Instant) {
    #if INTERNAL_CHECKS
      checkCopies(at: now)
      checkMemoryBooks(at: now)
      checkSpaceBooks(at: now)
    #endif
  }

  /// At most one copy of a VM runs, and at least one is consistent.
  private func checkCopies(at now: Instant) {
    for vm in vms {
      let copies = [vm.primary] + (vm.secondary.map { [$0] } ?? [])
      precondition(
        copies.count { $0.state == .running } <= 1, "\(vm.name) runs on two hosts at \(now)")
      precondition(
        copies.contains { $0.isConsistent }, "\(vm.name) has no consistent copy at \(now)")
    }
  }

  /// Memory held on each host = memory of the VMs that are on there + what reservations hold.
  private func checkMemoryBooks(at now: Instant) {
    var held = hosts.map { _ in 0.0 }
    for vm in vms {
      if let id = vm.migration {
        let migration = migrations[id.index]
        held[migration.destination.index] += migration.reservation.value
        if migration.record.wasRunning { held[migration.source.index] += vm.memory.bytes.value }
      } else if vm.primary.state != .off {
        held[vm.primary.host.index] += vm.memory.bytes.value
      }
    }
    for (host, expected) in zip(hosts, held) {
      precondition(
        host.memoryHeld.value == expected,
        "\(host.name) holds \(host.memoryHeld) instead of \(expected) bytes at \(now)")
      precondition(host.memoryHeld <= host.memory, "\(host.name) is overfull at \(now)")
    }
  }

  /// Space used on each datastore = its disks + what copies under way hold.
  private func checkSpaceBooks(at now: Instant) {
    var used = datastores.map { _ in 0.0 }
    for vm in vms {
      for disk in vm.disks { used[disk.datastore.index] += disk.allocated.value }
      guard let id = vm.migration else { continue }
      for (disk, new) in zip(vm.disks, migrations[id.index].newDisks)
      where disk.datastore != new.datastore {
        used[new.datastore.index] += new.allocated.value
      }
    }
    for (datastore, expected) in zip(datastores, used) {
      precondition(
        datastore.used.value == expected,
        "\(datastore.name) uses \(datastore.used) instead of \(expected) bytes at \(now)")
    }
  }
}
