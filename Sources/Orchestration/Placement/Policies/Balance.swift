public import Datacenter
import Quantities

/// The host on which the VM leaves the hosts' loads most even: the smallest standard deviation of the
/// share of memory taken, which is what DRS is published to lower (Gulati et al., "VMware Distributed
/// Resource Management", VMware Technical Journal 2012).
public struct Balance: Placement {
  public init() {}

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    let memory = view[vm].memory
    let home = view[vm].host
    var (count, sum, squares) = (0.0, 0.0, 0.0)
    for (index, host) in view.hosts.enumerated() where host.state == .up {
      var share = 1 - host.free / host.memory
      if index == home.index { share -= memory / host.memory }
      count += 1
      sum += share
      squares += share * share
    }
    return candidates.best(in: view) { host in
      let old = 1 - host.free / host.memory
      let new = old + memory / host.memory
      let mean = (sum + new - old) / count
      return mean * mean - (squares + new * new - old * old) / count
    }
  }
}
