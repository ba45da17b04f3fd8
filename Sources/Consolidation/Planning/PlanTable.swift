internal import Quantities

/// Who would be where if a plan were carried out, and what each host would have to do.
///
/// Sums are formed in the order in which VMs come to a host, so that adding one VM is the last step of
/// adding all.
struct PlanTable {
  let view: ConsolidationView
  let rules: PlanningRules
  let looksBack: Bool
  /// The speed of each host, and of one core of it.
  let speeds: [Double]
  private let coreSpeeds: [Double]
  private(set) var residents: [[Int]]
  /// What the VMs of each host ask for.
  private(set) var asked: [Double]
  /// What they would get, and what would be left.
  private(set) var allocated: [Double]
  private(set) var free: [Double]
  private var memory: [Bytes]
  /// The memory of the largest VM of each host.
  private var largest: [Bytes]
  /// Host by host what its VMs asked for in each round, and how many rounds any of them has.
  private var loads: [Double]
  private var rounds: [Int]

  init(_ view: ConsolidationView, _ policy: ConsolidationPolicy) {
    self.view = view
    rules = policy.rules
    looksBack = policy.detector.looksBack
    let none = Array(repeating: 0.0, count: view.hosts.count)
    speeds = view.hosts.map(\.speed)
    coreSpeeds = view.hosts.map(\.coreSpeed)
    residents = view.residents
    (asked, allocated, free) = (none, none, none)
    memory = view.hosts.map { _ in .zero }
    largest = memory
    loads = looksBack ? Array(repeating: 0, count: none.count * HostLoad.lookback) : []
    rounds = view.hosts.map { _ in 0 }
    for host in view.hosts.indices { recount(host) }
  }

  // MARK: Changes

  mutating func add(_ vm: Int, to host: Int) {
    residents[host].append(vm)
    count(vm, on: host)
  }

  mutating func remove(_ vm: Int, from host: Int) {
    // The last one, where a VM is planned to stay a while and to come again.
    guard let place = residents[host].lastIndex(of: vm) else { return }
    residents[host].remove(at: place)
    recount(host)
  }

  private mutating func recount(_ host: Int) {
    (asked[host], allocated[host], free[host]) = (0, 0, speeds[host])
    (memory[host], largest[host], rounds[host]) = (.zero, .zero, 0)
    if looksBack {
      let first = host * HostLoad.lookback
      for place in first..<first + HostLoad.lookback { loads[place] = 0 }
    }
    for vm in residents[host] { count(vm, on: host) }
  }

  private mutating func count(_ vm: Int, on host: Int) {
    let demand = view.demand[vm]
    asked[host] += demand
    memory[host] += view.vms[vm].memory
    largest[host] = max(largest[host], view.vms[vm].memory)
    let capped = min(demand, coreSpeeds[host])
    if free[host] >= capped {
      free[host] -= capped
      allocated[host] += capped
    } else {
      free[host] = 0
      allocated[host] = scaled(host)
    }
    if looksBack {
      rounds[host] = max(rounds[host], view.history.count(of: vm))
      view.history.add(
        vm, speed: view.vms[vm].speed, of: speeds[host], to: &loads,
        from: host * HostLoad.lookback)
    }
  }

  /// What the VMs of a host get whose speed is not enough: each its share, in whole units.
  private func scaled(_ host: Int) -> Double {
    let core = coreSpeeds[host]
    var total = 0.0
    for vm in residents[host] { total += min(view.demand[vm], core) }
    let scale = speeds[host] / total
    var sum = 0.0
    for vm in residents[host] { sum += (min(view.demand[vm], core) * scale).rounded(.down) }
    return sum
  }

  // MARK: Questions

  /// How loaded a host would be, with one VM more if one is given.
  func load(_ host: Int, with vm: Int? = nil) -> HostLoad {
    let speed = speeds[host]
    let demand = (asked[host] + (vm.map { view.demand[$0] } ?? 0)) / speed
    guard looksBack else { return HostLoad(demand: demand) }
    let first = host * HostLoad.lookback
    var history = Array(loads[first..<first + HostLoad.lookback])
    var most = largest[host]
    var known = rounds[host]
    if let vm {
      view.history.add(vm, speed: view.vms[vm].speed, of: speed, to: &history, from: 0)
      most = max(most, view.vms[vm].memory)
      known = max(known, view.history.count(of: vm))
    }
    // A VM that asked for nothing says as much as one that was not there.
    while known > 0, history[known - 1] == 0 { known -= 1 }
    history.removeLast(history.count - known)
    return HostLoad(demand: demand, history: history, horizon: rules.horizon(most))
  }

  /// Whether a host has room for a VM.
  func fits(_ vm: Int, on host: Int) -> Bool {
    let demand = view.demand[vm]
    return coreSpeeds[host] >= demand && free[host] >= demand
      && (!rules.checksMemory
        || memory[host] + view.vms[vm].memory <= view.hosts[host].memory)
  }
}
