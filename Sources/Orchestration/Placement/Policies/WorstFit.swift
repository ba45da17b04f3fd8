public import Datacenter
import Quantities

/// The host on which the most memory stays free.
public struct WorstFit: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates.best(in: view) { $0.free.value }
  }
}
