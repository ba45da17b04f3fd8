public import Datacenter

/// Hosts are to be emptied, all at once: every VM on them moves somewhere else. They take no VMs
/// afterwards.
public struct Evacuate: FleetRequest {
  /// The hosts to empty.
  public let hosts: [HostID]
  private let how: HowToMove
  private var evacuations: [Evacuation] = []
  /// The evacuation that moves each VM.
  private var evacuating: [VMID: Int] = [:]

  public init(_ hosts: [HostID], _ how: HowToMove = HowToMove()) {
    self.hosts = hosts
    self.how = how
  }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    var orders: [FleetOrder] = []
    switch news {
    case .due:
      evacuations = hosts.map { Evacuation($0) }
      orders = hosts.map { view[$0].state == .lost ? .skip($0, .lost) : .host($0, .draining) }
      for index in evacuations.indices { orders += evacuate(index, view) }
    case .ended(let vm, let outcome, _):
      if let index = evacuating.removeValue(forKey: vm) {
        evacuations[index].ended(vm, outcome)
      }
    case .settled(_, let host):
      // Where another request uses the host again, what comes to it is no longer this one's matter.
      if let index = hosts.firstIndex(of: host), view[host].state == .draining {
        orders = evacuate(index, view)
      }
    case .woken, .lost, .back, .foreseen, .crashed, .notStarted, .appraised, .window: break
    }
    // What is still on its way here leaves again when it has come.
    if evacuating.isEmpty, hosts.allSatisfy({ view.hosts[$0.index].inbound == 0 }) {
      orders.append(.done)
    }
    return orders
  }

  private mutating func evacuate(_ index: Int, _ view: borrowing FleetView) -> [FleetOrder] {
    let orders = evacuations[index].orders(view, how, closed: Set(hosts))
    for case .move(let move) in orders { evacuating[move.vm] = index }
    return orders
  }
}
