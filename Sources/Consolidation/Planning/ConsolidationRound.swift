/// One round of consolidation: overloaded hosts lose VMs, underloaded ones lose all and can be switched off.
///
/// After Beloglazov and Buyya (2012). A VM goes where it costs the least power: power-aware best-fit
/// decreasing. What is planned is a table; nothing has moved yet.
struct ConsolidationRound {
  private let view: ConsolidationView
  private let detector: any OverloadDetector
  private let rules: PlanningRules
  private var table: PlanTable
  /// What each host takes now.
  private let watts: [Double]

  /// Plans a round.
  static func plan(
    _ view: ConsolidationView, _ policy: inout ConsolidationPolicy
  ) -> [PlannedMove] {
    var round = ConsolidationRound(view, policy)
    return round.plan(&policy.selection)
  }

  private init(_ view: ConsolidationView, _ policy: ConsolidationPolicy) {
    self.view = view
    detector = policy.detector
    rules = policy.rules
    table = PlanTable(view, policy)
    watts = view.hosts.indices.map { view.hosts[$0].power.watts(at: min(1, view.utilisation[$0])) }
  }

  private mutating func plan(_ selection: inout any VMSelection) -> [PlannedMove] {
    let overloaded = view.hosts.indices.filter { detector.isOverloaded(table.load($0)) }
    var leaving: [Int] = []
    for host in overloaded { leaving += leave(host, &selection) }
    var targets = Targets(view, table, except: overloaded)
    var plan: [PlannedMove] = []
    for vm in byDemand(leaving) {
      guard let host = cheapest(for: vm, among: targets.hosts) else { continue }
      table.add(vm, to: host)
      targets.used(host, view.kinds)
      plan.append(PlannedMove(vm: vm, destination: host))
    }
    return plan + emptied(besides: overloaded, getting: plan)
  }

  /// Takes VMs from an overloaded host until it no longer is.
  private mutating func leave(_ host: Int, _ selection: inout any VMSelection) -> [Int] {
    var leaving: [Int] = []
    repeat {
      let movable = table.residents[host].filter { !view.isUnderWay[$0] }
      guard !movable.isEmpty else { break }
      let vm = selection.choose(among: movable, view)
      leaving.append(vm)
      table.remove(vm, from: host)
    } while detector.isOverloaded(table.load(host))
    return leaving
  }

  /// The greatest demand first, equals as they are.
  private func byDemand(_ vms: [Int]) -> [Int] {
    vms.enumerated()
      .sorted { (-view.demand[$0.element], $0.offset) < (-view.demand[$1.element], $1.offset) }
      .map(\.element)
  }

  /// The host on which a VM costs the least power; of equals the first.
  private func cheapest(for vm: Int, among targets: [Int]) -> Int? {
    var best: Int?
    var least = Double.greatestFiniteMagnitude
    let demand = view.demand[vm]
    for host in targets where table.fits(vm, on: host) {
      let allocated = table.allocated[host]
      let utilisation = (allocated + demand) / table.speeds[host]
      guard utilisation <= 1 else { continue }
      let more = view.hosts[host].power.watts(at: utilisation) - watts[host]
      // The detector is asked last: it costs the most.
      guard more < least,
        allocated == 0 || !detector.isOverloaded(table.load(host, with: vm))
      else { continue }
      (best, least) = (host, more)
    }
    return best
  }

  /// Empties the least loaded hosts as long as all VMs of one find a place.
  private mutating func emptied(
    besides overloaded: [Int], getting: [PlannedMove]
  ) -> [PlannedMove] {
    var targets = view.hosts.indices.filter { view.utilisation[$0] > 0 && view.isUsable[$0] }
    targets.removeAll { overloaded.contains($0) }
    var stays = view.isReceiving
    for host in overloaded { stays[host] = true }
    if rules.sendsOnce { for move in getting { stays[move.destination] = true } }
    var plan: [PlannedMove] = []
    while let host = leastLoaded(stays) {
      stays[host] = true
      targets.removeAll { $0 == host }
      let moves = moving(table.residents[host], to: targets)
      for move in moves { stays[move.destination] = true }
      plan += moves
    }
    return plan
  }

  /// The host with the least in use that is not idle, and from which a VM may go.
  private func leastLoaded(_ stays: [Bool]) -> Int? {
    var best: Int?
    var least = 1.0
    for host in view.hosts.indices where !stays[host] {
      let utilisation = view.utilisation[host]
      if utilisation > 0, utilisation < least,
        table.residents[host].contains(where: { !view.isUnderWay[$0] })
      {
        (best, least) = (host, utilisation)
      }
    }
    return best
  }

  /// Places the VMs of one host elsewhere, or none of them.
  private mutating func moving(_ vms: [Int], to targets: [Int]) -> [PlannedMove] {
    var plan: [PlannedMove] = []
    for vm in byDemand(vms.filter { !view.isUnderWay[$0] }) {
      guard let host = cheapest(for: vm, among: targets) else {
        for move in plan { table.remove(move.vm, from: move.destination) }
        return []
      }
      table.add(vm, to: host)
      plan.append(PlannedMove(vm: vm, destination: host))
    }
    return plan
  }
}

/// The hosts that can get a VM. Of those that have none and take nothing, only the first of each kind is among
/// them: the others are its equals.
private struct Targets {
  private(set) var hosts: [Int] = []
  /// For each kind its blank hosts behind the first, the last one first.
  private var blank: [[Int]]
  private var firstBlank: [Int?]

  init(_ view: ConsolidationView, _ table: PlanTable, except overloaded: [Int]) {
    let kinds = (view.kinds.max() ?? 0) + 1
    blank = Array(repeating: [], count: kinds)
    firstBlank = Array(repeating: nil, count: kinds)
    var isOverloaded = view.hosts.map { _ in false }
    for host in overloaded { isOverloaded[host] = true }
    for host in view.hosts.indices where view.isUsable[host] && !isOverloaded[host] {
      let kind = view.kinds[host]
      if view.utilisation[host] > 0 || !table.residents[host].isEmpty {
        hosts.append(host)
      } else if firstBlank[kind] == nil {
        firstBlank[kind] = host
        hosts.append(host)
      } else {
        blank[kind].append(host)
      }
    }
    for kind in blank.indices { blank[kind].reverse() }
  }

  /// A host has got a VM: the next blank one of its kind takes the place of one that was blank.
  mutating func used(_ host: Int, _ kinds: [Int]) {
    let kind = kinds[host]
    guard firstBlank[kind] == host else { return }
    firstBlank[kind] = blank[kind].popLast()
    guard let next = firstBlank[kind] else { return }
    hosts.insert(next, at: hosts.firstIndex { $0 > next } ?? hosts.count)
  }
}
