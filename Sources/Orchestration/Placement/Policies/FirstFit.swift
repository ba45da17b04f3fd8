public import Datacenter

/// The first host that can take the VM.
public struct FirstFit: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID { candidates[0] }
}
