internal import Quantities

/// A day in CloudSim's world, under rules that can be set one by one.
///
/// Equal to CloudSim 3.0.3 to every digit that it prints, if VMs get their traces in the order of the rows.
/// Source: CloudSim's power package, as observed; Beloglazov and Buyya, CCPE 24(13), 2012.
///
/// - Complexity: O(VMs) for each instant at which something happens, and for each round what its plan costs.
public struct CloudSimDay {
  private let estate: Estate
  private let rules: CloudSimRules
  /// `nil` never moves a VM.
  private var policy: ConsolidationPolicy?
  private let paysFullPower: Bool

  private var view: ConsolidationView
  /// The host that each VM counts at; -1 once it is deleted.
  private var home: [Int]
  private var isMoving: [Bool]
  private var share: [Double]
  private var previous: [Double]
  private var hostLedgers: [HostLedger]
  private var vmLedgers: [VMLedger]
  private var pending: [Pending] = []
  private var clock = 0.0
  private var migrationTimes = 0.0
  private var moved = 0
  private var activeHosts = 0
  private var rounds = 0
  private var result = CloudSimResult()

  private struct Pending {
    let end: Double
    let move: PlannedMove
  }

  private init(
    _ estate: Estate, _ policy: ConsolidationPolicy?, _ rules: CloudSimRules, paysFullPower: Bool
  ) {
    self.estate = estate
    self.rules = rules
    self.policy = policy
    self.policy?.rules = rules.planning
    self.paysFullPower = paysFullPower
    view = ConsolidationView(estate)
    home = estate.vms.map { _ in -1 }
    isMoving = estate.vms.map { _ in false }
    share = estate.vms.map { _ in 0 }
    previous = estate.hosts.map { _ in 0 }
    hostLedgers = estate.hosts.map { _ in HostLedger() }
    vmLedgers = estate.vms.map { _ in VMLedger() }
  }

  /// Runs a day under a policy.
  public static func run(
    _ estate: Estate, _ policy: ConsolidationPolicy, _ rules: CloudSimRules = CloudSimRules()
  ) -> CloudSimResult {
    var day = CloudSimDay(estate, policy, rules, paysFullPower: false)
    return day.run()
  }

  /// Runs a day on which no VM moves.
  ///
  /// - Parameter paysFullPower: whether every host takes its full power all the time, which is CloudSim's
  ///   "non power aware"; otherwise power follows the load, which it calls DVFS.
  public static func runWithoutMigrations(
    _ estate: Estate, paysFullPower: Bool = false, _ rules: CloudSimRules = CloudSimRules()
  ) -> CloudSimResult {
    var day = CloudSimDay(estate, nil, rules, paysFullPower: paysFullPower)
    return day.run()
  }

  // MARK: The line of time

  private mutating func run() -> CloudSimResult {
    let first: FirstPlacement = policy == nil ? .firstFit : .powerAware
    let placed = first.place(estate)
    view.residents = placed.residents
    result.unplaced = placed.left.count
    for (host, vms) in placed.residents.enumerated() { for vm in vms { home[vm] = host } }
    let end = min(estate.trace.duration, rules.end).value
    var round = rules.start.value + rules.interval.value
    while true {
      let arrival = pending.map(\.end).min() ?? .infinity
      if min(arrival, round) > end { break }
      if arrival < round {
        arrive(at: arrival)
      } else {
        consolidate(at: round)
        round += rules.interval.value
      }
    }
    return concluded()
  }

  private mutating func consolidate(at time: Double) {
    pass(to: time, isRound: true)
    rounds += 1
    activeHosts += view.utilisation.count { $0 > 0 }
    guard policy != nil else { return }
    for vm in view.vms.indices { view.isUnderWay[vm] = isMoving[vm] }
    let plan = ConsolidationRound.plan(view, &policy!)
    var touched: Set<Int> = []
    for move in plan {
      let isSecond = isMoving[move.vm]
      isMoving[move.vm] = true
      view.residents[move.destination].append(move.vm)
      touched.insert(move.destination)
      touched.insert(home[move.vm])
      let time = estate.vms[move.vm].memory / rules.rate
      if !isSecond {
        migrationTimes += time.value
        moved += 1
      }
      pending.append(Pending(end: clock + time.value, move: move))
    }
    result.migrations += plan.count
    for host in touched { update(host) }
  }

  /// All migrations that end at an instant end.
  private mutating func arrive(at time: Double) {
    pass(to: time)
    for arrived in pending where arrived.end == time {
      let move = arrived.move
      take(move.vm, from: move.destination)
      take(move.vm, from: home[move.vm])
      view.residents[move.destination].append(move.vm)
      home[move.vm] = move.destination
      isMoving[move.vm] = false
    }
    pending.removeAll { $0.end == time }
    for host in view.hosts.indices { update(host) }
    deleteIdle()
  }

  private mutating func take(_ vm: Int, from host: Int) {
    view.residents[host].removeAll { $0 == vm }
  }

  /// Time passes: hosts are updated, energy is counted, idle VMs are deleted.
  private mutating func pass(to time: Double, isRound: Bool = false) {
    let passed = Seconds(time - clock)
    clock = time
    for vm in view.vms.indices where home[vm] >= 0 {
      share[vm] = estate.trace.share(of: vm, at: Seconds(time))
      view.demand[vm] = estate.vms[vm].speed * share[vm]
      if isRound { view.history.note(share[vm], of: vm) }
    }
    previous = view.utilisation
    for host in view.hosts.indices { update(host) }
    if !paysFullPower {
      for host in view.hosts.indices where previous[host] > 0 {
        result.joules += view.hosts[host].power.joules(
          from: previous[host], to: view.utilisation[host], over: passed)
      }
    } else {
      for host in view.hosts { result.joules += host.power.wattsAtFullLoad * passed.value }
    }
    deleteIdle()
  }

  private mutating func deleteIdle() {
    guard rules.deletesIdle else { return }
    for vm in view.vms.indices where home[vm] >= 0 && view.demand[vm] == 0 && !isMoving[vm] {
      take(vm, from: home[vm])
      home[vm] = -1
      result.deleted += 1
    }
  }

  // MARK: One host

  /// What the VMs of a host get now.
  private mutating func update(_ host: Int) {
    let capacity = view.hosts[host]
    let vms = view.residents[host]
    if vms.isEmpty {
      view.utilisation[host] = 0
      hostLedgers[host].note(clock, given: 0, asked: 0)
      return
    }
    let out = 1 - rules.migrationShare
    let scale = overload(host)
    var used = 0.0
    var asked = 0.0
    for vm in vms {
      let isComing = home[vm] != host
      let isLeaving = isMoving[vm] && !isComing
      var given = min(view.demand[vm], capacity.coreSpeed)
      if let scale {
        given *= isComing ? rules.migrationShare : scale
        given *= isComing ? scale : isLeaving ? out : 1
        given.round(.down)
      } else {
        given *= isComing ? rules.migrationShare : isLeaving ? out : 1
      }
      if !isComing {
        vmLedgers[vm].note(clock, given: given, asked: view.demand[vm], isLeaving: isLeaving)
      }
      used += isLeaving ? given / out : given
      asked +=
        isComing && !rules.countsArrivalsInFull
        ? view.demand[vm] * rules.migrationShare : view.demand[vm]
    }
    // CloudSim compares sums that rounding may tell apart; where it is real overload that counts, what
    // rounding leaves is none.
    if !rules.countsArrivalsInFull { asked *= 1 - 1e-12 }
    let utilisation = used / capacity.speed
    view.utilisation[host] = utilisation > 1 && utilisation < 1.01 ? 1 : utilisation
    hostLedgers[host].note(clock, given: used, asked: asked)
  }

  /// By what the VMs of a host are slowed down; `nil` if all get what they ask for.
  private func overload(_ host: Int) -> Double? {
    let capacity = view.hosts[host]
    var free = capacity.speed
    var total = 0.0
    var isOver = false
    for vm in view.residents[host] {
      var weight = min(view.demand[vm], capacity.coreSpeed)
      if home[vm] != host { weight *= rules.migrationShare }
      total += weight
      if free >= weight { free -= weight } else { (isOver, free) = (true, 0) }
    }
    return isOver ? capacity.speed / total : nil
  }

  private mutating func concluded() -> CloudSimResult {
    for host in hostLedgers.indices { hostLedgers[host].close() }
    let active = hostLedgers.reduce(0) { $0 + $1.active }
    if active > 0 { result.overload = hostLedgers.reduce(0) { $0 + $1.short } / active }
    let asked = vmLedgers.reduce(0) { $0 + $1.asked }
    if asked > 0 { result.degradation = vmLedgers.reduce(0) { $0 + $1.lost } / asked }
    let times = hostLedgers.flatMap(\.onTimes)
    result.shutdowns = times.count
    if !times.isEmpty {
      result.timeBeforeShutdown = Seconds(times.reduce(0, +) / Double(times.count))
    }
    if moved > 0 { result.migrationTime = Seconds(migrationTimes / Double(moved)) }
    result.activeHosts = Double(activeHosts) / Double(max(1, rounds))
    return result
  }
}
