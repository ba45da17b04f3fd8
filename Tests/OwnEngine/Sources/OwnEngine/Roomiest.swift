import Datacenter
import Orchestration
import Quantities

/// The host with the most free memory.
struct Roomiest: Placement {
  func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    var best = candidates[0]
    for host in candidates where view.hosts[host.index].free > view.hosts[best.index].free {
      best = host
    }
    return best
  }
}
