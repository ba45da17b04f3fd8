public import Consolidation
internal import Datacenter
public import Quantities

/// VMs are packed onto as few hosts as will do, round by round, as a policy of consolidation plans it.
///
/// The request knows what VMs ask for at each round, and nothing of what comes. A VM that is still under way
/// from an earlier round stays out of the plan; its host is not emptied, and room for it is kept.
public struct Consolidate: FleetRequest {
  /// How rounds are held.
  public struct Schedule: Hashable, Sendable {
    /// When the first interval begins.
    public var start = Seconds(0.1)
    /// The time from one round to the next.
    public var interval = Seconds(300)
    /// When no further round is held.
    public var end = Seconds.hours(24)
    /// How long a host takes to start; VMs come to it then.
    public var boot = Seconds.zero
    /// Whether a VM that asks for nothing in a round is switched off for good.
    public var stopsIdle = false

    public init() {}
  }

  /// The hosts and VMs, and what these ask for.
  public let estate: Estate
  public let schedule: Schedule
  /// What has been decided.
  public private(set) var log = Log()

  private var policy: ConsolidationPolicy
  private var view: ConsolidationView
  /// Where each VM is; `nil` once it is switched off.
  private var home: [Int?]
  /// Where each VM is under way to.
  private var bound: [Int?]
  /// Moves that wait for their host to start, by the number of the start.
  private var waiting: [[PlannedMove]] = []
  private var isLast = false
  /// When the last round was held: sums as the calendar forms them.
  private var clock = Seconds.zero

  /// What has been decided, beside the moves themselves.
  public struct Log: Sendable {
    /// Rounds that were held.
    public fileprivate(set) var rounds = 0
    /// VMs that were still under way when a round was held, summed over the rounds, and rounds with any.
    public fileprivate(set) var late = 0
    public fileprivate(set) var lateRounds = 0
    /// Hosts that were switched on, and when that began.
    public fileprivate(set) var boots: [(host: Int, at: Seconds)] = []
    /// VMs that were switched off, and when.
    public fileprivate(set) var stopped: [(vm: Int, at: Seconds)] = []
  }

  /// - Parameters:
  ///   - residents: the VMs of each host at the start, in their order.
  ///   - policy: who moves when; a VM is never sent to two hosts at once, whatever its rules say.
  public init(
    _ estate: Estate, residents: [[Int]], _ policy: ConsolidationPolicy, _ schedule: Schedule
  ) {
    self.estate = estate
    self.schedule = schedule
    self.policy = policy
    self.policy.rules.sendsOnce = true
    self.policy.rules.interval = schedule.interval
    view = ConsolidationView(estate)
    view.residents = residents
    home = estate.vms.map { _ in nil }
    bound = estate.vms.map { _ in nil }
    for (host, vms) in residents.enumerated() { for vm in vms { home[vm] = host } }
  }

  public var hearsOfLostHosts: Bool { false }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .due: return wake(for: 1)
    case .woken(let number) where number > 0: return hold(number)
    case .woken(let number): return orders(waiting[-number - 1])
    case .ended(let vm, let outcome, _): return ended(vm.index, outcome)
    case .settled, .lost, .back, .foreseen, .crashed, .notStarted, .appraised, .window: return []
    }
  }

  private mutating func wake(for round: Int) -> [FleetOrder] {
    let wait = round == 1 ? schedule.start + schedule.interval : schedule.interval
    guard clock + wait < schedule.end else {
      isLast = true
      return isDone ? [.done] : []
    }
    return [.wake(after: wait, round)]
  }

  private var isDone: Bool { isLast && bound.allSatisfy { $0 == nil } }

  // MARK: A round

  private mutating func hold(_ round: Int) -> [FleetOrder] {
    clock += round == 1 ? schedule.start + schedule.interval : schedule.interval
    let now = clock
    log.rounds += 1
    var stopped: [FleetOrder] = []
    for vm in home.indices {
      guard let host = home[vm] else { continue }
      let share = estate.trace.share(of: vm, at: now)
      view.demand[vm] = estate.vms[vm].speed * share
      view.history.note(share, of: vm)
      guard schedule.stopsIdle, share == 0, bound[vm] == nil else { continue }
      view.residents[host].removeAll { $0 == vm }
      home[vm] = nil
      log.stopped.append((vm, now))
      stopped.append(.switchOff(VMID(vm)))
    }
    look()
    let plan = policy.plan(view)
    return stopped + begin(plan, at: now) + wake(for: round + 1)
  }

  /// What is in use where, and what is under way.
  private mutating func look() {
    view.isReceiving = view.isReceiving.map { _ in false }
    var late = 0
    for vm in bound.indices {
      view.isUnderWay[vm] = bound[vm] != nil
      guard let host = bound[vm] else { continue }
      view.isReceiving[host] = true
      late += 1
    }
    log.late += late
    if late > 0 { log.lateRounds += 1 }
    for host in view.residents.indices {
      var used = 0.0
      for vm in view.residents[host] where home[vm] == host {
        used += min(view.demand[vm], view.hosts[host].coreSpeed)
      }
      view.utilisation[host] = min(1, used / view.hosts[host].speed)
    }
  }

  /// Moves of a plan begin, those to a host that is off once it has started.
  private mutating func begin(_ plan: [PlannedMove], at now: Seconds) -> [FleetOrder] {
    var ready: [PlannedMove] = []
    var delayed: [PlannedMove] = []
    var starting: Set<Int> = []
    for move in plan {
      let host = move.destination
      if view.residents[host].isEmpty, starting.insert(host).inserted {
        log.boots.append((host, now))
      }
      if starting.contains(host), schedule.boot > .zero {
        delayed.append(move)
      } else {
        ready.append(move)
      }
    }
    for move in plan {
      view.residents[move.destination].append(move.vm)
      bound[move.vm] = move.destination
    }
    guard !delayed.isEmpty else { return orders(ready) }
    waiting.append(delayed)
    return orders(ready) + [.wake(after: schedule.boot, -waiting.count)]
  }

  private func orders(_ moves: [PlannedMove]) -> [FleetOrder] {
    moves.map { move in
      .move(
        Move(
          VMID(move.vm), to: HostID(move.destination), from: home[move.vm].map { HostID($0) }))
    }
  }

  private mutating func ended(_ vm: Int, _ outcome: MoveOutcome) -> [FleetOrder] {
    guard let host = bound[vm].take() else { return [] }
    if outcome == .finished, let source = home[vm] {
      view.residents[source].removeAll { $0 == vm }
      home[vm] = host
    } else {
      view.residents[host].removeAll { $0 == vm }
    }
    return isDone ? [.done] : []
  }
}
