import Kernel
import Quantities

/// Sharing out the hosts' cores among the guests that run there and the migrations that come and go.
///
/// A guest wants a core for each vCPU, a migration `Host.migrationCores` at both ends from its first
/// transfer until it is over. Where they want more than there is, all are given the same part:
///
///     share = min(1, cores / (vCPUs + migrations * migrationCores))
///
/// A stream is a thread of both hosts: a migration's streams move what they can times the smaller of its
/// hosts' shares, where migrations need cores at all.
struct Cores {
  /// Whether any host may run short of cores.
  private let areScarce: Bool
  /// Host -> migrations that work there; one that stays on its host counts twice.
  private var working: [Int]
  /// Host -> what the guests that run there want, in millionths of a core: sums of whole numbers balance.
  private var running: [Int]
  /// Host -> what was wanted there and not had.
  private(set) var accounts: [CoreAccount]
  /// The hosts where somebody wants more, or less, than when cores were last shared out.
  private var changed: Set<HostID>

  init(of hosts: [Host], running vms: [VirtualMachine]) {
    areScarce = hosts.contains { $0.cores != nil }
    working = hosts.map { _ in 0 }
    running = working
    accounts = hosts.map { _ in CoreAccount() }
    changed = areScarce ? Set(hosts.indices.map { HostID($0) }) : []
    guard areScarce else { return }
    for vm in vms { run(vm.wanted, from: nil, to: vm.runsOn) }
  }

  /// A guest runs on another host than before; `nil` for none.
  mutating func run(_ wanted: Int, from old: HostID?, to new: HostID?) {
    guard areScarce, old != new else { return }
    if let old { want(-wanted, on: old) }
    if let new { want(wanted, on: new) }
  }

  /// Guests on a host want more, or less, by some millionths of a core.
  mutating func want(_ more: Int, on host: HostID) {
    guard areScarce, more != 0 else { return }
    running[host.index] += more
    changed.insert(host)
  }

  /// How many cores are wanted on a host, by guests and migrations.
  func wanted(on host: HostID, of hosts: [Host]) -> Double {
    var wanted = Double(running[host.index]) / 1e6
    for _ in 0..<working[host.index] { wanted += hosts[host.index].migrationCores }
    return wanted
  }

  /// What a host's guests and migrations want from now on.
  mutating func account(for host: HostID, of hosts: [Host], at now: Instant) {
    accounts[host.index].want(
      wanted(on: host, of: hosts), of: hosts[host.index].cores ?? .infinity, at: now)
  }

  /// A migration begins or ends to cost its hosts something.
  mutating func setWorking(_ isWorking: Bool, from source: HostID, to destination: HostID) {
    guard areScarce else { return }
    for host in [source, destination] {
      working[host.index] += isWorking ? 1 : -1
      changed.insert(host)
    }
  }

  /// Whether the vCPUs on each host are those of the guests that run there.
  func know(_ vms: [VirtualMachine]) -> Bool {
    guard areScarce else { return true }
    var count = running.map { _ in 0 }
    for vm in vms { if let host = vm.runsOn { count[host.index] += vm.wanted } }
    return count == running
  }

  /// Whether anybody wants more, or less, since cores were last shared out.
  var haveChanged: Bool { !changed.isEmpty }

  /// The hosts where shares may have changed since this was last asked, in order.
  mutating func takeChanged() -> [HostID] {
    defer { changed.removeAll() }
    return changed.sorted { $0.index < $1.index }
  }

  /// The share of the cores they want that streams between two hosts are given.
  func share(from source: HostID, to destination: HostID, of hosts: [Host]) -> Double {
    guard areScarce else { return 1 }
    return [source, destination].reduce(1) { least, host in
      hosts[host.index].migrationCores > 0 ? min(least, share(on: host, of: hosts)) : least
    }
  }

  /// The share of the cores it wants that each guest on a host is given.
  func share(on host: HostID, of hosts: [Host]) -> Double {
    min(1, (hosts[host.index].cores ?? .infinity) / wanted(on: host, of: hosts))
  }
}

/// What was wanted of a host's cores, and not had.
struct CoreAccount {
  private var wanted = 0.0
  private var cores = Double.infinity
  private var since = Instant.start
  private var closed = 0.0

  /// What was wanted and not had until now, in core-seconds.
  func shortage(at now: Instant) -> Double {
    closed + max(0, wanted - cores) * (now - since).value
  }

  fileprivate mutating func want(_ wanted: Double, of cores: Double, at now: Instant) {
    closed = shortage(at: now)
    since = now
    (self.wanted, self.cores) = (wanted, cores)
  }
}

extension VirtualMachine {
  /// What it wants while it runs, in millionths of a core.
  var wanted: Int { Int((wantedCores * 1e6).rounded()) }
}

extension World {
  /// What a step has meant for other migrations than its own.
  @inline(__always)
  mutating func settleEffects(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    if ground.cores.haveChanged {
      for host in shareCores(at: now) { shareCores(on: host, at: now, &calendar) }
    }
    if ground.haveWritesChanged { ground.followGuestWrites(at: now, &calendar) }
  }

  /// The streams of a host's migrations are given their share of its cores.
  private mutating func shareCores(
    on host: HostID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for id in migrations.underWay(at: host) {
      let plan = migrations[id].plan
      let share = ground.cores.share(from: plan.source, to: plan.destination, of: ground.hosts)
      migrations[id].channel.setShare(share, of: plan, on: &ground.wires, at: now, &calendar)
    }
  }

  /// Who runs where may have changed: guests are given their share.
  ///
  /// - Returns: the hosts where shares may have changed.
  @discardableResult
  mutating func shareCores(at now: Instant) -> [HostID] {
    let hosts = ground.cores.takeChanged()
    for host in hosts {
      ground.cores.account(for: host, of: ground.hosts, at: now)
      let share = ground.cores.share(on: host, of: ground.hosts)
      for vm in ground.whereabouts.onHost(host)
      where ground.guests[vm].runsOn == host && ground.guests[vm].contention != share {
        settleGuest(vm, at: now)
        ground.guests[vm].contention = share
        if let id = ground.guests[vm].migration {
          migrations[id].setSpeed(ground.guests[vm].pace.share)
        }
      }
    }
    return hosts
  }
}
