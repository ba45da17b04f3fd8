public import Datacenter

/// The host of whose memory and cores the smallest share is taken, on average of the two.
public struct LeastLoaded: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates.best(in: view) { -$0.share }
  }
}
