public import Datacenter

/// The next host after the one that the last VM went to.
public struct RoundRobin: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    guard let last = hint.last else { return candidates[0] }
    return candidates.first { $0.index > last.index } ?? candidates[0]
  }
}
