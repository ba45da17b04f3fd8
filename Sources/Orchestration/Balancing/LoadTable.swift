import Datacenter
import Quantities

/// How loaded some hosts are, and how loaded they would be if VMs moved: what a balancer plans with.
struct LoadTable {
  /// The hosts that are in use, by number.
  let hosts: [HostID]
  /// What is taken of each host's cores and memory.
  private var cpu: [Double]
  private var memory: [Double]
  private let cores: [Double]
  private let size: [Double]
  private let place: [HostID: Int]
  /// The VMs that run on each host, with the cores that they take.
  private(set) var guests: [[Guest]]

  /// A VM that may move.
  struct Guest {
    let vm: VMID
    let cores: Double
    let memory: Double
  }

  /// - Parameter usage: whether a VM counts for what it wants of the cores or for what it gets.
  init(_ named: Set<HostID>, _ usage: Balancer.Usage, _ view: borrowing FleetView) {
    var hosts: [HostID] = []
    for index in view.hosts.indices where view.hosts[index].state == .up {
      if named.contains(HostID(index)) { hosts.append(HostID(index)) }
    }
    self.hosts = hosts
    place = Dictionary(uniqueKeysWithValues: hosts.enumerated().map { ($1, $0) })
    cores = hosts.map { view[$0].cores ?? .infinity }
    size = hosts.map { view[$0].memory.value }
    memory = hosts.map { view[$0].held.value }
    (cpu, guests) = ([], [])
    for (place, host) in hosts.enumerated() {
      let running = view[host].residents.filter { view[$0].condition == .running }
      let wanted = running.reduce(0) { $0 + view[$1].wantedCores }
      let share = usage == .used && wanted > cores[place] ? cores[place] / wanted : 1
      cpu.append(wanted * share)
      guests.append(
        running.map {
          Guest(
            vm: $0, cores: view[$0].wantedCores * share, memory: view[$0].memory.value)
        })
    }
  }

  /// The share of each host's cores that is taken.
  var cpuShares: [Double] { zip(cpu, cores).map { $0 / $1 } }
  /// The share of each host's memory that is taken.
  var memoryShares: [Double] { zip(memory, size).map { $0 / $1 } }

  /// Whether a host of the table has memory for a VM.
  func takes(_ guest: Guest, on host: HostID) -> Bool {
    place[host].map { memory[$0] + guest.memory <= size[$0] } ?? false
  }

  /// The loads as they are after a move.
  func moving(_ guest: Guest, from source: HostID, to destination: HostID) -> LoadTable {
    var table = self
    table.shift(guest, from: source, to: destination)
    return table
  }

  /// A VM counts on another host, and moves no more.
  mutating func move(_ guest: Guest, from source: HostID, to destination: HostID) {
    shift(guest, from: source, to: destination)
    if let old = place[source] { guests[old].removeAll { $0.vm == guest.vm } }
  }

  private mutating func shift(_ guest: Guest, from source: HostID, to destination: HostID) {
    guard let old = place[source], let new = place[destination] else { return }
    cpu[old] = max(0, cpu[old] - guest.cores)
    memory[old] -= guest.memory
    cpu[new] += guest.cores
    memory[new] += guest.memory
  }
}
