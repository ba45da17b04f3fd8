public import Datacenter
import Quantities

/// The host whose free resources suit what the VM wants best, memory and cores as one vector, each as a
/// share of what the host has (Panigrahy et al., "Heuristics for vector bin packing", 2011).
///
/// With d what the VM wants and f what is free:
/// `dotProduct` takes the largest d·f, `cosine` the smallest angle between them, and `distance` the
/// smallest |f - d|, the L2 norm of what stays free.
public struct VectorFit: Placement {
  /// How a host's free resources are compared with what the VM wants.
  public enum Measure: String, Hashable, Sendable, CaseIterable {
    case dotProduct, cosine, distance
  }

  public let measure: Measure

  public init(_ measure: Measure) { self.measure = measure }

  public func choose(
    from candidates: [HostID], for vm: VMID, _ view: borrowing FleetView, _ hint: PlacementHint
  ) -> HostID {
    let (memory, vcpus) = (view[vm].memory, Double(view[vm].vcpus))
    return candidates.best(in: view) { host in
      let cores = host.cores ?? .infinity
      let wanted = (memory / host.memory, vcpus / cores)
      let taken = Double(host.vcpus + host.promisedVCPUs) / cores
      let free = (host.free / host.memory, 1 - taken)
      let product = wanted.0 * free.0 + wanted.1 * free.1
      switch measure {
      case .dotProduct: return product
      case .cosine: return product / (length(wanted) * length(free))
      case .distance: return -length((free.0 - wanted.0, free.1 - wanted.1))
      }
    }
  }

  private func length(_ vector: (Double, Double)) -> Double {
    (vector.0 * vector.0 + vector.1 * vector.1).squareRoot()
  }
}
