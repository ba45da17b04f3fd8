public import Datacenter

/// Any of the hosts, each as likely as the others.
public struct RandomFit: Placement {
  public init() {}

  public var draws: Bool { true }

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    candidates[min(candidates.count - 1, Int(hint.draw * Double(candidates.count)))]
  }
}
