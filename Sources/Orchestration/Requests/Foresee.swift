public import Datacenter
public import Quantities

/// Hosts that are warned of are emptied before they fail. It lasts as long as the run.
///
/// A host that has not failed within `patience` of its warning is used again: the warning was false. One
/// that failed is used again when it is back.
public struct Foresee: FleetRequest {
  /// The hosts that are watched.
  public let hosts: Set<HostID>
  public let predictor: Predictor?
  /// How long after its warning a host is expected to fail.
  public let patience: Seconds
  /// What has come of each warning, and of each failure without one, in the order of time.
  public private(set) var incidents: [Incident] = []

  private let how: HowToMove
  /// Warned hosts that have not failed, and hosts that have, each with its incident.
  private var warned: [HostID: Int] = [:]
  private var failed: [HostID: Int] = [:]
  private var evacuations: [Int: Evacuation] = [:]
  /// The incident for which each VM moves.
  private var moving: [VMID: Int] = [:]

  /// A warning, or a failure without one.
  public struct Incident: Hashable, Sendable {
    public let host: HostID
    public internal(set) var kind: Kind
    /// VMs that were on the host.
    public internal(set) var vms = 0
    /// Of these, VMs that moved away because of the warning.
    public internal(set) var moved = 0
    /// VMs that were on the host, or half there, when it failed.
    public internal(set) var caught = 0

    /// What came of it.
    public enum Kind: String, Hashable, Sendable, CaseIterable {
      /// A warning of which it was still open what comes of it when the run ended.
      case open
      /// The host failed, and had been warned of.
      case foreseen
      /// The host did not fail after its warning.
      case falseAlarm = "false-alarm"
      /// The host failed, and had not been warned of.
      case missed
    }
  }

  public init(
    _ hosts: [HostID], _ predictor: Predictor, patience: Seconds, _ how: HowToMove = HowToMove()
  ) {
    self.hosts = Set(hosts)
    self.predictor = predictor
    self.patience = patience
    self.how = how
  }

  public var lasts: Bool { true }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .foreseen(let host): return warn(host, view)
    case .ended(let vm, let outcome, let number):
      evacuations[number]?.ended(vm, outcome)
      // One that crashed, and started elsewhere, has not moved.
      if moving.removeValue(forKey: vm) != nil, outcome == .finished {
        incidents[number].moved += 1
      }
      return []
    case .settled(_, let host): return warned[host].map { empty($0, view) } ?? []
    case .woken(let number):
      let host = incidents[number].host
      guard warned[host] == number else { return [] }
      warned[host] = nil
      incidents[number].kind = .falseAlarm
      return view[host].state == .draining ? [.host(host, .up)] : []
    case .crashed(let vm):
      if let number = moving.removeValue(forKey: vm) {
        incidents[number].caught += 1
      } else if hosts.contains(view[vm].host), view[view[vm].host].state == .lost {
        let number = incident(of: view[vm].host)
        incidents[number].caught += 1
        if incidents[number].kind == .missed { incidents[number].vms += 1 }
      }
      return []
    case .lost(let host):
      guard hosts.contains(host) else { return [] }
      let number = incident(of: host)
      if warned.removeValue(forKey: host) != nil { incidents[number].kind = .foreseen }
      failed[host] = number
      return []
    case .back(let host):
      failed[host] = nil
      return hosts.contains(host) && view[host].state == .draining ? [.host(host, .up)] : []
    case .due, .window, .notStarted, .appraised: return []
    }
  }

  /// The incident to which the failure of a host belongs.
  private mutating func incident(of host: HostID) -> Int {
    if let number = warned[host] ?? failed[host] { return number }
    incidents.append(Incident(host: host, kind: .missed))
    failed[host] = incidents.count - 1
    return incidents.count - 1
  }

  private mutating func warn(_ host: HostID, _ view: borrowing FleetView) -> [FleetOrder] {
    guard hosts.contains(host), warned[host] == nil, view[host].state == .up else { return [] }
    let number = incidents.count
    incidents.append(Incident(host: host, kind: .open))
    warned[host] = number
    evacuations[number] = Evacuation(host)
    return [.host(host, .draining)] + empty(number, view) + [.wake(after: patience, number)]
  }

  private mutating func empty(_ number: Int, _ view: borrowing FleetView) -> [FleetOrder] {
    let host = incidents[number].host
    let others = Set(warned.keys)
    guard var evacuation = evacuations[number] else { return [] }
    let orders = evacuation.orders(view, how, closed: others, tag: number)
    evacuations[number] = evacuation
    for case .move(let move) in orders { moving[move.vm] = number }
    incidents[number].vms = max(incidents[number].vms, view[host].residents.count)
    return orders
  }
}
