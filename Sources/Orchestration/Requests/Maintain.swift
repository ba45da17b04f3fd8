public import Datacenter
public import Quantities

/// Hosts are to be emptied, worked on, and used again, a few at a time.
///
/// A host that cannot be emptied is not worked on: it takes VMs again at once, and what has left it
/// comes back as it would from any other.
public struct Maintain: FleetRequest {
  /// The hosts, and how long the work on each takes.
  public let hosts: [(host: HostID, work: Seconds)]
  public let rules: Rules
  private let how: HowToMove
  /// The hosts that have not begun, the next one last.
  private var ahead: [Int] = []
  /// The hosts whose turn is not over.
  private var rounds: [Round] = []
  private var underWay = 0
  /// Whether hosts may begin.
  private var isOpen = true
  /// Where each VM was before it first left.
  private var homes: [VMID: HostID] = [:]

  /// How hosts are worked on.
  public struct Rules: Hashable, Sendable {
    /// How many hosts are emptied, worked on or filled again at a time.
    public var atOnce: Int
    /// Which host is next.
    public var order: Order
    /// What becomes of the VMs that have left a host.
    public var wayBack: WayBack
    /// Whether a host's turn begins only while the hosts in use keep a spare one (N+1): any of them could
    /// die, and the rest had room for its VMs. Where that cannot come about any more, the host is not
    /// worked on.
    public var keepsReserve: Bool

    public init(
      atOnce: Int = 1, order: Order = .given, wayBack: WayBack = .stay, keepsReserve: Bool = false
    ) {
      self.atOnce = atOnce
      self.order = order
      self.wayBack = wayBack
      self.keepsReserve = keepsReserve
    }
  }

  /// Which host is next.
  public enum Order: String, Hashable, Sendable, CaseIterable {
    /// As they were named.
    case given
    /// The one with the least memory in use when the request is due.
    case load
    /// The one with the least memory.
    case size
  }

  /// What becomes of the VMs that have left a host.
  public enum WayBack: String, Hashable, Sendable, CaseIterable {
    /// They come back when the host is used again, and the next host begins when they have.
    case before
    /// Others come when the host is used again, until it is as loaded as the rest.
    case spread
    /// They stay where they are.
    case stay
  }

  /// One host's turn.
  private struct Round {
    let number: Int
    var evacuation: Evacuation
    var phase = Phase.emptying
    /// VMs that are on their way to it.
    var coming: Set<VMID> = []

    enum Phase { case emptying, working, filling, over }
  }

  public init(
    _ hosts: [(host: HostID, work: Seconds)], _ rules: Rules, _ how: HowToMove = HowToMove()
  ) {
    self.hosts = hosts
    self.rules = rules
    self.how = how
  }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    var orders: [FleetOrder] = []
    switch news {
    case .due: arrange(view)
    case .ended(let vm, let outcome, let tag):
      // A VM may be on its way back to one host and off another at once.
      if let index = rounds.firstIndex(where: { $0.number == tag / 2 }) {
        if tag.isMultiple(of: 2) {
          rounds[index].evacuation.ended(vm, outcome)
        } else {
          rounds[index].coming.remove(vm)
        }
      }
    case .settled(_, let host):
      for index in rounds.indices
      where rounds[index].evacuation.host == host && rounds[index].phase == .emptying {
        orders += empty(index, view)
      }
    case .woken(let number):
      if let index = rounds.firstIndex(where: { $0.number == number && $0.phase == .working }) {
        orders += fill(index, view)
      }
    case .lost(let host):
      if let index = rounds.firstIndex(where: { $0.evacuation.host == host }) { end(index) }
    case .window(let isOpen): self.isOpen = isOpen
    case .back, .foreseen, .crashed, .notStarted, .appraised: break
    }
    var begun: [FleetOrder]
    repeat {
      for index in rounds.indices where rounds[index].phase == .emptying {
        orders += emptied(index, view)
      }
      for index in rounds.indices
      where rounds[index].phase == .filling && rounds[index].coming.isEmpty {
        end(index)
      }
      rounds.removeAll { $0.phase == .over && $0.evacuation.isOver && $0.coming.isEmpty }
      begun = begin(view, after: orders)
      orders += begun
    } while !begun.isEmpty
    if rounds.isEmpty, ahead.isEmpty { orders.append(.done) }
    return orders
  }

  private mutating func arrange(_ view: borrowing FleetView) {
    let places = Array(hosts.indices)
    let key: (Int) -> Double =
      switch rules.order {
      case .given: { Double($0) }
      case .load:
        { [used = hosts.map { view[$0.host].used.value }] in used[$0] }
      case .size:
        { [sizes = hosts.map { view[$0.host].memory.value }] in sizes[$0] }
      }
    ahead = places.sorted { (key($0), $0) > (key($1), $1) }
    rounds = []
    homes = [:]
    underWay = 0
    isOpen = true
  }

  /// The hosts that are being emptied.
  private var leaving: Set<HostID> {
    Set(rounds.filter { $0.phase == .emptying }.map(\.evacuation.host))
  }

  /// Whether, without a host, the hosts in use keep a spare one.
  private func keepsReserve(
    without host: HostID, _ view: borrowing FleetView, after given: [FleetOrder]
  ) -> Bool {
    let returned = Set(given.compactMap(\.hostInUseAgain))
    return view.reserve(without: leaving.union([host]), with: returned) >= .zero
  }

  /// As many hosts as may be begin their turn.
  ///
  /// - Parameter given: orders of which the view does not know yet.
  private mutating func begin(
    _ view: borrowing FleetView, after given: [FleetOrder]
  ) -> [FleetOrder] {
    var orders: [FleetOrder] = []
    while isOpen, underWay < rules.atOnce, let number = ahead.popLast() {
      let host = hosts[number].host
      guard view[host].state == .up else {
        orders.append(.skip(host, view[host].state == .lost ? .lost : .outOfUse))
        continue
      }
      if rules.keepsReserve, !keepsReserve(without: host, view, after: given) {
        // Another host that comes back may bring the room; if none will, this one is left out.
        if rounds.isEmpty {
          orders.append(.skip(host, .reserve))
          continue
        }
        ahead.append(number)
        break
      }
      rounds.append(Round(number: number, evacuation: Evacuation(host)))
      underWay += 1
      orders.append(.host(host, .draining))
      orders += empty(rounds.count - 1, view)
    }
    return orders
  }

  /// What is on a host leaves.
  private mutating func empty(_ index: Int, _ view: borrowing FleetView) -> [FleetOrder] {
    let host = rounds[index].evacuation.host
    let orders = rounds[index].evacuation.orders(
      view, how, closed: [], tag: 2 * rounds[index].number)
    for case .move(let move) in orders where homes[move.vm] == nil { homes[move.vm] = host }
    return orders
  }

  /// A host of which nothing more will leave is worked on if it is empty.
  private mutating func emptied(_ index: Int, _ view: borrowing FleetView) -> [FleetOrder] {
    let evacuation = rounds[index].evacuation
    // What is still on its way here leaves again when it has come.
    guard evacuation.isOver, view[evacuation.host].inbound == 0 else { return [] }
    guard evacuation.isEmpty else { return fill(index, view) }
    rounds[index].phase = .working
    let number = rounds[index].number
    return [
      .host(evacuation.host, .maintenance), .wake(after: hosts[number].work, number),
    ]
  }

  /// A host is used again, and VMs come to it.
  private mutating func fill(_ index: Int, _ view: borrowing FleetView) -> [FleetOrder] {
    let (host, number) = (rounds[index].evacuation.host, rounds[index].number)
    rounds[index].phase = .filling
    var coming: [VMID] = []
    switch rules.wayBack {
    case .before: coming = rounds[index].evacuation.left.filter { homes[$0] == host }
    case .spread:
      let asked = rounds.reduce(into: Set<VMID>()) {
        $0.formUnion($1.coming)
        $0.formUnion($1.evacuation.open)
      }
      coming = view.levelling(host, without: asked)
    case .stay: break
    }
    coming.removeAll { view[$0].condition == .lost }
    rounds[index].coming = Set(coming)
    let moves = coming.map {
      FleetOrder.move(
        Move(
          $0, to: host, by: how.mover, priority: how.priority, isBack: rules.wayBack == .before,
          tag: 2 * number + 1))
    }
    return [.host(host, .up)] + moves
  }

  private mutating func end(_ index: Int) {
    guard rounds[index].phase != .over else { return }
    rounds[index].phase = .over
    underWay -= 1
  }
}

extension FleetOrder {
  /// The host that is used again by this order.
  fileprivate var hostInUseAgain: HostID? {
    guard case .host(let host, .up) = self else { return nil }
    return host
  }
}

extension FleetView {
  /// The VMs that would make a host as loaded as the others: again and again the largest VM of the
  /// most loaded host that leaves the one less loaded than the other.
  func levelling(_ host: HostID, without excluded: Set<VMID> = []) -> [VMID] {
    var used = hosts.map { $0.used + $0.promised }
    var residents = hosts.map(\.residents)
    var coming: [VMID] = []
    while true {
      var fullest: Int?
      for index in hosts.indices where index != host.index && hosts[index].state == .up {
        if let best = fullest, used[index] / hosts[index].memory <= used[best] / hosts[best].memory
        {
          continue
        }
        fullest = index
      }
      guard let from = fullest else { return coming }
      let fitting = residents[from].indices.filter { place in
        let memory = vms[residents[from][place].index].memory
        return !excluded.contains(residents[from][place])
          && vms[residents[from][place].index].bound == nil
          && (used[host.index] + memory) / hosts[host.index].memory
            <= (used[from] - memory) / hosts[from].memory
      }
      let largest = fitting.max {
        let (a, b) = (residents[from][$0], residents[from][$1])
        return (vms[a.index].memory, b.index) < (vms[b.index].memory, a.index)
      }
      guard let place = largest else { return coming }
      let vm = residents[from].remove(at: place)
      coming.append(vm)
      used[from] -= vms[vm.index].memory
      used[host.index] += vms[vm.index].memory
    }
  }
}
