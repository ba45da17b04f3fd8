import Quantities

/// Sharing out the hosts' cores among the guests that run there and the migrations that come and go.
///
/// A guest wants a core for each vCPU, a migration `Host.migrationCores` at both ends from its first
/// transfer until it is over. Where they want more than there is, all are given the same part:
///
///     share = min(1, cores / (vCPUs + migrations * migrationCores))
///
/// The migration itself is not held up: its bytes are the network's business.
extension World {
  /// Who runs where has changed.
  mutating func shareCores(at now: Instant) {
    guard hasCores else { return }
    var wanted = hosts.map { _ in 0.0 }
    for vm in vms {
      guard let host = vm.runsOn else { continue }
      wanted[host.index] += Double(vm.vcpus)
    }
    for index in migrations.indices where migrations[index].isWorking {
      for host in [migrations[index].source.index, migrations[index].destination.index] {
        wanted[host] += hosts[host].migrationCores
      }
    }
    for index in vms.indices {
      guard let host = vms[index].runsOn else { continue }
      let cores = hosts[host.index].cores ?? .infinity
      let share = min(1, cores / wanted[host.index])
      guard share != vms[index].contention else { continue }
      settleGuest(VMID(index), at: now)
      vms[index].contention = share
      if let id = vms[index].migration {
        migrations[id.index].paging?.setSpeed(vms[index].pace.share)
      }
    }
  }

  /// A migration begins or ends to cost its hosts something.
  mutating func setWorking(_ isWorking: Bool, _ id: MigrationID, at now: Instant) {
    guard migrations[id.index].isWorking != isWorking else { return }
    migrations[id.index].isWorking = isWorking
    shareCores(at: now)
  }
}
