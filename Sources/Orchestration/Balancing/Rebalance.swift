public import Datacenter
public import Quantities

/// VMs leave hosts whose cores are short for hosts that have some to spare. It lasts as long as the run.
///
/// Every so often it looks at what VMs want at that moment, and takes that it stays so for the horizon.
/// Moving a VM then avoids a shortage of so many core-seconds. Whether it costs less is not assumed but
/// tried: the migration is carried out in a copy of the world. One VM moves at a time, and one that has
/// moved stays for the horizon: it never goes back and forth within it.
public struct Rebalance: FleetRequest {
  /// How it decides.
  public struct Rules: Hashable, Sendable {
    /// How often it looks.
    public var interval: Seconds
    /// For how long what it sees is taken to last.
    public var horizon: Seconds
    /// How many moves it tries at each look.
    public var trials: Int

    public init(
      interval: Seconds = Seconds(300), horizon: Seconds = Seconds(3600), trials: Int = 3
    ) {
      self.interval = interval
      self.horizon = horizon
      self.trials = trials
    }
  }

  /// A move that was decided on or not, with what it would have gained and cost, in core-seconds.
  public struct Decision: Hashable, Sendable {
    public let vm: VMID
    public let destination: HostID
    /// The number of the look, from 1.
    public let look: Int
    public let gain: Double
    /// `nil` for a migration that would not end.
    public let cost: Double?
    public let isTaken: Bool
  }

  /// The hosts among which VMs move.
  public let hosts: Set<HostID>
  public let rules: Rules
  /// What it decided, in the order of time.
  public private(set) var decisions: [Decision] = []

  private let how: HowToMove
  private var look = 0
  /// What may still be tried at this look, the best last.
  private var candidates: [Candidate] = []
  /// The VM that moves.
  private var moving: VMID?
  /// The look at which each VM was last moved.
  private var movedAt: [VMID: Int] = [:]

  private struct Candidate {
    let vm: VMID
    let destination: HostID
    /// Cores that would be short no more.
    let relief: Double
  }

  public init(_ hosts: [HostID], _ rules: Rules = Rules(), _ how: HowToMove = HowToMove()) {
    self.hosts = Set(hosts)
    self.rules = rules
    self.how = how
  }

  public var lasts: Bool { true }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .due: return [.wake(after: rules.interval, 1)]
    case .woken(let number):
      look = number
      candidates = moving == nil ? ranked(view) : []
      return appraiseNext() + [.wake(after: rules.interval, number + 1)]
    case .appraised(let vm, let destination, let trial): return decide(vm, destination, trial)
    case .ended(let vm, _, _):
      if moving == vm { moving = nil }
      return []
    case .settled, .lost, .back, .foreseen, .crashed, .notStarted, .window: return []
    }
  }

  /// The moves that relieve most, the best last.
  private func ranked(_ view: borrowing FleetView) -> [Candidate] {
    var wanted = view.hosts.map { _ in 0.0 }
    for vm in view.vms where vm.condition == .running { wanted[vm.host.index] += vm.wantedCores }
    func lacking(_ host: Int, _ wanted: Double, _ view: borrowing FleetView) -> Double {
      max(0, wanted - (view.hosts[host].cores ?? .infinity))
    }
    let horizon = Int((rules.horizon / rules.interval).rounded(.up))
    var found: [Candidate] = []
    for source in hosts.sorted(by: { $0.index < $1.index })
    where lacking(source.index, wanted[source.index], view) > 0 {
      let short = lacking(source.index, wanted[source.index], view)
      for vm in view[source].residents
      where view[vm].condition == .running && look - (movedAt[vm] ?? -horizon) >= horizon {
        guard
          case .success(let places) = how.feasibility.hosts(for: vm, view, for: how.kind, how.files)
        else { continue }
        let cores = view[vm].wantedCores
        let relieved = short - lacking(source.index, wanted[source.index] - cores, view)
        var best: Candidate?
        for place in places where hosts.contains(place) {
          let before = lacking(place.index, wanted[place.index], view)
          let after = lacking(place.index, wanted[place.index] + cores, view)
          let relief = relieved - (after - before)
          if relief > best?.relief ?? 0 {
            best = Candidate(vm: vm, destination: place, relief: relief)
          }
        }
        if let best { found.append(best) }
      }
    }
    // Of equal relief the smaller VM is the cheaper one to move.
    let sorted = found.sorted { a, b in
      (a.relief, -view[a.vm].memory.value, -a.vm.index)
        < (b.relief, -view[b.vm].memory.value, -b.vm.index)
    }
    return Array(sorted.suffix(rules.trials))
  }

  private func appraiseNext() -> [FleetOrder] {
    guard let best = candidates.last else { return [] }
    return [
      .appraise(Move(best.vm, to: best.destination, by: how.mover), within: rules.horizon)
    ]
  }

  private mutating func decide(
    _ vm: VMID, _ destination: HostID, _ trial: World.Trial?
  ) -> [FleetOrder] {
    guard let candidate = candidates.popLast(), candidate.vm == vm else { return [] }
    // The shortage is avoided from the end of the migration until the horizon.
    let left = rules.horizon - (trial?.time ?? rules.horizon)
    let gain = candidate.relief * max(0, left.value)
    let isTaken = trial.map { gain > $0.cost } ?? false
    decisions.append(
      Decision(
        vm: vm, destination: destination, look: look, gain: gain, cost: trial?.cost,
        isTaken: isTaken))
    guard isTaken else { return appraiseNext() }
    moving = vm
    movedAt[vm] = look
    candidates = []
    return [
      .move(Move(vm, to: destination, from: nil, by: how.mover, priority: how.priority))
    ]
  }
}
