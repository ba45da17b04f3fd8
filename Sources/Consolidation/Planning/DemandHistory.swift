/// What share of its speed each VM asked for in the last rounds, at most `HostLoad.lookback` of them.
public struct DemandHistory: Sendable {
  /// VM by VM, a ring.
  private var shares: [Double]
  private var counts: [Int]
  private var heads: [Int]

  /// Nothing has been seen of so many VMs.
  public init(vms: Int) {
    shares = Array(repeating: 0, count: vms * HostLoad.lookback)
    counts = Array(repeating: 0, count: vms)
    heads = counts
  }

  /// A round has passed.
  public mutating func note(_ share: Double, of vm: Int) {
    heads[vm] = heads[vm] == 0 ? HostLoad.lookback - 1 : heads[vm] - 1
    shares[vm * HostLoad.lookback + heads[vm]] = share
    counts[vm] = min(counts[vm] + 1, HostLoad.lookback)
  }

  /// How many rounds are known of a VM.
  public func count(of vm: Int) -> Int { counts[vm] }

  /// What a VM asked for some rounds before the last, which is 0.
  public func share(of vm: Int, back rounds: Int) -> Double {
    var place = heads[vm] + rounds
    if place >= HostLoad.lookback { place -= HostLoad.lookback }
    return shares[vm * HostLoad.lookback + place]
  }

  /// Adds what a VM asked for in each round, as a share of a host's speed, to a sum that begins somewhere.
  func add(_ vm: Int, speed: Double, of total: Double, to sums: inout [Double], from first: Int) {
    let start = vm * HostLoad.lookback
    var place = heads[vm]
    for round in 0..<counts[vm] {
      sums[first + round] += shares[start + place] * speed / total
      place += 1
      if place == HostLoad.lookback { place = 0 }
    }
  }
}
