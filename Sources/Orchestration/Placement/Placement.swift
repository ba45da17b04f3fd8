public import Datacenter
import Quantities

/// Which of the hosts that could take a VM does: the seam between the fleet and where VMs go.
///
/// The filter comes first and is the same for all (`Feasibility`); a placement chooses among those
/// that are left. It is a pure function of the view and of what it is told.
public protocol Placement: Sendable {
  /// Whether a batch of VMs that is placed up front is placed largest first.
  var takesLargestFirst: Bool { get }
  /// Whether it looks at the number that is drawn for it.
  var draws: Bool { get }
  /// The host for a VM.
  ///
  /// - Parameter candidates: the hosts that can take it, by number; at least one.
  func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID
}

extension Placement {
  public var takesLargestFirst: Bool { false }
  public var draws: Bool { false }
}

/// What a placement may use beside the view.
public struct PlacementHint: Sendable {
  /// Where the last VM went.
  public var last: HostID?
  /// A number from 0 to 1, drawn anew for each placement.
  public var draw: Double

  public init(last: HostID? = nil, draw: Double = 0) {
    self.last = last
    self.draw = draw
  }
}

extension [HostID] {
  /// The host with the highest score, the first of equals.
  func best(in view: borrowing FleetView, _ score: (HostFacts) -> Double) -> HostID {
    var best: (host: HostID, score: Double)?
    for host in self {
      let score = score(view.hosts[host.index])
      if let old = best, old.score >= score { continue }
      best = (host, score)
    }
    return best!.host
  }
}

extension HostFacts {
  /// The share of its memory and its cores that VMs here and on their way take, on average of the two;
  /// of its memory alone where its cores are never short.
  var share: Double {
    let memory = (used + promised) / self.memory
    guard let cores else { return memory }
    return (memory + Double(vcpus + promisedVCPUs) / cores) / 2
  }
}
