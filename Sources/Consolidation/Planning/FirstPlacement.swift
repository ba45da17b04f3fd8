internal import Quantities

/// Where VMs begin: one after the other, each with all that it may ever ask for.
public enum FirstPlacement: String, Sendable, CaseIterable {
  /// On the first host with room.
  case firstFit = "first-fit"
  /// Where it costs the least power; of equals the first.
  case powerAware = "power-aware"

  /// Puts every VM on a host.
  ///
  /// - Returns: the VMs of each host in their order, and the VMs that found no host.
  public func place(_ estate: Estate) -> (residents: [[Int]], left: [Int]) {
    var residents: [[Int]] = estate.hosts.map { _ in [] }
    var reserved = estate.hosts.map { _ in 0.0 }
    var memory = estate.hosts.map { _ in Bytes.zero }
    var left: [Int] = []
    for (vm, size) in estate.vms.enumerated() {
      var best: Int?
      var least = Double.greatestFiniteMagnitude
      for (host, capacity) in estate.hosts.enumerated()
      where capacity.coreSpeed >= size.speed
        && capacity.speed - reserved[host] >= size.speed
        && memory[host] + size.memory <= capacity.memory
      {
        if self == .firstFit {
          best = host
          break
        }
        let utilisation = (reserved[host] + size.speed) / capacity.speed
        let more = capacity.power.watts(at: min(1, utilisation)) - capacity.power.watts(at: 0)
        if more < least { (best, least) = (host, more) }
      }
      guard let best else {
        left.append(vm)
        continue
      }
      residents[best].append(vm)
      reserved[best] += size.speed
      memory[best] += size.memory
    }
    return (residents, left)
  }
}
