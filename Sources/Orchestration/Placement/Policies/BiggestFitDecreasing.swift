public import Datacenter
import Quantities

/// The largest VM first, each to the host with the most free memory: how XAPI plans the evacuation of a
/// host (xapi's `binpack.ml`, the inner step of `bin_pack_every_combination`).
public struct BiggestFitDecreasing: Placement {
  public init() {}

  public var takesLargestFirst: Bool { true }

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates.best(in: view) { $0.free.value }
  }
}
