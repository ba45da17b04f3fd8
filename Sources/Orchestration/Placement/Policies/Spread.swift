public import Datacenter

/// The host with the fewest VMs, on it and on their way to it.
public struct Spread: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates.best(in: view) { -Double($0.load) }
  }
}
