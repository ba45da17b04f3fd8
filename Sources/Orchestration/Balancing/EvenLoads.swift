public import Datacenter
import Quantities
import Randomness

/// VMs move so that hosts are loaded alike, as a manager's balancer does it. It lasts as long as the run.
///
/// It looks at what stands at that moment, and looks at nothing while its own moves are under way.
public struct EvenLoads: FleetRequest {
  /// The hosts among which VMs move.
  public let hosts: Set<HostID>
  public let balancer: Balancer
  /// The imbalance at each look.
  public private(set) var imbalances: [Double] = []
  /// How many moves it has ordered.
  public private(set) var ordered = 0

  private let how: HowToMove
  private let seed: UInt64
  private let replication: UInt64
  private var looks = 0
  private var unevenLooks = 0
  /// VMs that are moving.
  private var moving: Set<VMID> = []

  /// - Parameter seed: what keys the draws of hosts, with the replication.
  public init(
    _ hosts: [HostID], _ balancer: Balancer, _ how: HowToMove = HowToMove(), seed: UInt64 = 0,
    replication: UInt64 = 0
  ) {
    self.hosts = Set(hosts)
    self.balancer = balancer
    self.how = how
    self.seed = seed
    self.replication = replication
  }

  public var lasts: Bool { true }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .due: return [.wake(after: balancer.interval, 1)]
    case .woken(let number):
      looks = number
      return look(view) + [.wake(after: balancer.interval, number + 1)]
    case .ended(let vm, _, _):
      moving.remove(vm)
      return []
    case .settled, .lost, .back, .foreseen, .crashed, .notStarted, .appraised, .window: return []
    }
  }

  private mutating func look(_ view: borrowing FleetView) -> [FleetOrder] {
    let table = LoadTable(hosts, balancer.usage, view)
    let parts = balancer.measure.parts(table)
    imbalances.append(parts.reduce(0, +))
    let threshold = balancer.threshold.value(hosts: table.hosts.count)
    unevenLooks = parts.contains { $0 > threshold } ? unevenLooks + 1 : 0
    guard unevenLooks >= balancer.hold, moving.isEmpty else { return [] }
    unevenLooks = 0
    let steps =
      switch balancer.search {
      case .bestMoves(let most, let margin): bestSteps(table, threshold, most, margin, view)
      case .drawnHosts: drawnSteps(table, threshold, view)
      }
    ordered += steps.count
    moving = Set(steps.map(\.guest.vm))
    return steps.map { step in
      .move(
        Move(step.guest.vm, to: step.destination, by: how.mover, priority: how.priority))
    }
  }

  /// A move that is thought of.
  private struct Step {
    let guest: LoadTable.Guest
    let source: HostID
    let destination: HostID
    /// The imbalance after it.
    let imbalance: Double
  }

  /// - Complexity: O(moves * VMs * hosts^2).
  private func bestSteps(
    _ start: LoadTable, _ threshold: Double, _ most: Int, _ margin: Double,
    _ view: borrowing FleetView
  ) -> [Step] {
    var (table, steps) = (start, [Step]())
    while steps.count < most {
      let imbalance = balancer.measure.value(table)
      guard imbalance > threshold else { break }
      var best: Step?
      for (place, source) in table.hosts.enumerated() {
        for guest in table.guests[place] {
          for destination in destinations(of: guest, in: table, view) {
            let after = balancer.measure.value(
              table.moving(guest, from: source, to: destination))
            if after < best?.imbalance ?? .infinity {
              best = Step(
                guest: guest, source: source, destination: destination, imbalance: after)
            }
          }
        }
      }
      guard let step = best, step.imbalance < imbalance * (1 - margin) else { break }
      table.move(step.guest, from: step.source, to: step.destination)
      steps.append(step)
    }
    return steps
  }

  private func drawnSteps(
    _ start: LoadTable, _ threshold: Double, _ view: borrowing FleetView
  ) -> [Step] {
    var stream = RandomStream(
      seed: seed, name: "balancer", entity: "\(looks)", replication: replication)
    let before = balancer.measure.value(start)
    var found: [Step] = []
    for (place, source) in start.hosts.enumerated() {
      let others = start.hosts.filter { $0 != source }
      guard !others.isEmpty else { return [] }
      for guest in start.guests[place] {
        let drawn = others[Int(stream.uniform() * Double(others.count))]
        let after = balancer.measure.value(start.moving(guest, from: source, to: drawn))
        if after < before {
          found.append(
            Step(guest: guest, source: source, destination: drawn, imbalance: after))
        }
      }
    }
    // Sorting keeps the order of equal ones, as Python's does.
    let ranked = found.enumerated().sorted {
      ($0.element.imbalance, $0.offset) < ($1.element.imbalance, $1.offset)
    }
    var (table, steps, least) = (start, [Step](), Double.infinity)
    for step in ranked.map(\.element) {
      // Nova would refuse a host without room, so the migration would fail at once.
      guard destinations(of: step.guest, in: table, view).contains(step.destination) else {
        continue
      }
      let after = table.moving(step.guest, from: step.source, to: step.destination)
      if balancer.measure.value(after) < least {
        least = balancer.measure.value(after)
        table.move(step.guest, from: step.source, to: step.destination)
        steps.append(step)
      }
      if balancer.measure.parts(after).contains(where: { $0 < threshold }) { break }
    }
    return steps
  }

  /// The hosts of the table that could take a VM, the moves that are planned included.
  private func destinations(
    of guest: LoadTable.Guest, in table: borrowing LoadTable, _ view: borrowing FleetView
  ) -> [HostID] {
    guard
      case .success(let places) = how.feasibility.hosts(
        for: guest.vm, view, for: how.kind, how.files)
    else { return [] }
    return places.filter { table.takes(guest, on: $0) }
  }
}
