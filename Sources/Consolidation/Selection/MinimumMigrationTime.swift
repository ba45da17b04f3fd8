internal import Quantities

/// MMT: the VM with the least memory leaves; of equals, the one that came first.
public struct MinimumMigrationTime: VMSelection {
  public init() {}

  public func choose(among candidates: [Int], _ view: ConsolidationView) -> Int {
    var best = candidates[0]
    for candidate in candidates where view.vms[candidate].memory < view.vms[best].memory {
      best = candidate
    }
    return best
  }
}
