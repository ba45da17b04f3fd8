import Kernel
import Quantities

/// Sharing out the hosts' cores among the guests that run there and the migrations that come and go.
///
/// A guest wants a core for each vCPU, a migration `Host.migrationCores` at both ends from its first
/// transfer until it is over. Where they want more than there is, all are given the same part:
///
///     share = min(1, cores / (vCPUs + migrations * migrationCores))
///
/// The migration itself is not held up: its bytes are the network's business.
struct Cores {
  /// Whether any host may run short of cores.
  let areScarce: Bool
  /// Host -> migrations that work there; one that stays on its host counts twice.
  private var working: [Int]
  /// Whether who runs where has changed since the cores were last shared out.
  private(set) var haveChanged = true

  init(of hosts: [Host]) {
    areScarce = hosts.contains { $0.cores != nil }
    working = hosts.map { _ in 0 }
  }

  /// Who runs where may have changed.
  mutating func noteChange() { haveChanged = true }

  /// Whether it may have changed since this was last asked.
  mutating func takeChange() -> Bool {
    defer { haveChanged = false }
    return haveChanged
  }

  /// A migration begins or ends to cost its hosts something.
  mutating func setWorking(_ isWorking: Bool, from source: HostID, to destination: HostID) {
    for host in [source, destination] { working[host.index] += isWorking ? 1 : -1 }
    haveChanged = true
  }

  /// Host -> the share of the cores it wants that each guest there is given.
  func shares(of hosts: [Host], among vms: [VirtualMachine]) -> [Double] {
    var wanted = hosts.map { _ in 0.0 }
    for vm in vms {
      if let host = vm.runsOn { wanted[host.index] += Double(vm.vcpus) }
    }
    return hosts.indices.map { host in
      for _ in 0..<working[host] { wanted[host] += hosts[host].migrationCores }
      return min(1, (hosts[host].cores ?? .infinity) / wanted[host])
    }
  }
}

extension World {
  /// What a step has meant for other migrations than its own.
  mutating func settleEffects(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    shareCores(at: now)
    ground.followGuestWrites(at: now, &calendar)
  }

  /// Who runs where may have changed.
  mutating func shareCores(at now: Instant) {
    guard ground.cores.takeChange(), ground.cores.areScarce else { return }
    let shares = ground.cores.shares(of: ground.hosts, among: ground.guests.vms)
    for index in ground.guests.vms.indices {
      let vm = VMID(index)
      guard let host = ground.guests[vm].runsOn else { continue }
      let share = shares[host.index]
      guard share != ground.guests[vm].contention else { continue }
      settleGuest(vm, at: now)
      ground.guests[vm].contention = share
      if let id = ground.guests[vm].migration {
        migrations[id].setSpeed(ground.guests[vm].pace.share)
      }
    }
  }
}
