/// MU: the VM that asks for the least share of its speed leaves; of equals, the one that came first.
public struct MinimumUtilisation: VMSelection {
  public init() {}

  public func choose(among candidates: [Int], _ view: ConsolidationView) -> Int {
    var best = candidates[0]
    // The rounding of this division decides between VMs of different speeds that ask for equal shares.
    var least = view.demand[best] / view.vms[best].speed
    for candidate in candidates.dropFirst() {
      let share = view.demand[candidate] / view.vms[candidate].speed
      if share < least { (best, least) = (candidate, share) }
    }
    return best
  }
}
