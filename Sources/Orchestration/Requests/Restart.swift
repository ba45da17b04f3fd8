public import Datacenter
public import Quantities
import Randomness
public import Seam

/// VMs that crash start again on hosts that have room: high availability. It lasts as long as the run.
///
/// A crash is noticed after the detection time, which is the same for all VMs that a host took along.
/// Then those VMs start, in their order, each where the placement puts it. One that no host has room for
/// is tried again every so often.
public struct Restart: FleetRequest {
  /// The VMs that are watched, in the order in which they start.
  public let vms: [VMID]
  /// From a crash until it is noticed, and how often what finds no room is tried again.
  public let detection: RandomQuantity<Seconds>
  public let retry: Seconds

  private let rank: [VMID: Int]
  private let randomness: (seed: UInt64, replication: UInt64)
  /// Crashes that have not been noticed, by the host that the VMs were on.
  private var unnoticed: [HostID: [VMID]] = [:]
  /// The hosts of which a crash is noticed next, by the number of the waking.
  private var detections: [HostID] = []
  /// VMs for which there was no room.
  private var waiting: [VMID] = []
  private var isToRetry = false

  public init(
    _ vms: [VMID], detection: RandomQuantity<Seconds>, retry: Seconds, seed: UInt64 = 0,
    replication: UInt64 = 0
  ) {
    self.vms = vms
    self.detection = detection
    self.retry = retry
    randomness = (seed, replication)
    rank = Dictionary(
      zip(vms, vms.indices), uniquingKeysWith: { first, _ in first })
  }

  public var lasts: Bool { true }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .due:
      return vms.filter { view[$0].condition == .lost }.flatMap { crashed($0, view) }
    case .crashed(let vm): return rank[vm] == nil ? [] : crashed(vm, view)
    case .woken(let number) where number < 0:
      isToRetry = false
      return start(waiting)
    case .woken(let number): return start(unnoticed.removeValue(forKey: detections[number]) ?? [])
    case .notStarted(let vm):
      waiting.append(vm)
      guard !isToRetry else { return [] }
      isToRetry = true
      return [.wake(after: retry, -1)]
    case .ended, .settled, .lost, .back, .foreseen, .appraised, .window: return []
    }
  }

  private mutating func crashed(_ vm: VMID, _ view: borrowing FleetView) -> [FleetOrder] {
    let host = view[vm].host
    guard unnoticed[host]?.contains(vm) != true else { return [] }
    unnoticed[host, default: []].append(vm)
    guard unnoticed[host]?.count == 1 else { return [] }
    let number = detections.count
    detections.append(host)
    return [.wake(after: detectionTime(view[host].name, number), number)]
  }

  private func detectionTime(_ host: String, _ number: Int) -> Seconds {
    if let constant = detection.constant { return constant }
    var stream = RandomStream(
      seed: randomness.seed, name: "detection", entity: "\(host)/\(number)",
      replication: randomness.replication)
    return max(.zero, detection.sample(from: &stream))
  }

  private mutating func start(_ vms: [VMID]) -> [FleetOrder] {
    waiting.removeAll(where: vms.contains)
    return vms.sorted { rank[$0]! < rank[$1]! }.map { .start($0, on: nil) }
  }
}

/// VMs that nobody restarts elsewhere start again on their own host: at once if it works, or when it is
/// back. It lasts as long as the run.
public struct Autostart: FleetRequest {
  /// VMs that others start again.
  public let others: Set<VMID>

  public init(except others: Set<VMID> = []) { self.others = others }

  public var lasts: Bool { true }

  public mutating func next(
    after news: FleetNews, _ view: borrowing FleetView
  ) -> [FleetOrder] {
    switch news {
    case .crashed(let vm):
      let host = view[vm].host
      return others.contains(vm) || view[host].state == .lost ? [] : [.start(vm, on: host)]
    case .back(let host):
      return view.vms.indices.map { VMID($0) }
        .filter { view[$0].host == host && view[$0].condition == .lost && !others.contains($0) }
        .map { .start($0, on: host) }
    case .due, .ended, .settled, .woken, .lost, .foreseen, .notStarted, .appraised, .window:
      return []
    }
  }
}
