public import Datacenter
import Quantities

/// The host with the highest sum of weights, as nova's scheduler forms it: free memory and free cores
/// with weight 1, moves on their way with weight -1, each scaled to 0...1 over the candidates
/// (nova/weights.py `normalize`; `ram_weight_multiplier`, `cpu_weight_multiplier` 1.0,
/// `io_ops_weight_multiplier` -1.0).
public struct NovaWeighers: Placement {
  /// How much free memory counts.
  public var memory: Double
  /// How much free cores count.
  public var cores: Double
  /// How much moves on their way count.
  public var operations: Double

  public init(memory: Double = 1, cores: Double = 1, operations: Double = -1) {
    self.memory = memory
    self.cores = cores
    self.operations = operations
  }

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    let weighers: [(multiplier: Double, weight: (HostFacts) -> Double)] = [
      (memory, { $0.free.value }),
      (cores, { ($0.cores ?? 0) - Double($0.vcpus + $0.promisedVCPUs) }),
      (operations, { Double($0.inbound) }),
    ]
    var totals = Array(repeating: 0.0, count: candidates.count)
    for weigher in weighers where weigher.multiplier != 0 {
      let weights = candidates.map { weigher.weight(view.hosts[$0.index]) }
      let (low, high) = (weights.min()!, weights.max()!)
      guard high > low else { continue }
      for (place, weight) in weights.enumerated() {
        totals[place] += weigher.multiplier * (weight - low) / (high - low)
      }
    }
    let best = totals.indices.max { (totals[$0], -$0) < (totals[$1], -$1) }!
    return candidates[best]
  }
}
