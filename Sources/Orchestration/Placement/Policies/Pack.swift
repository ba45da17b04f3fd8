public import Datacenter

/// The host of whose memory and cores the largest share is taken, on average of the two.
public struct Pack: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates.best(in: view) { $0.share }
  }
}
