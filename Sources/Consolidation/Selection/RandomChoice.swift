internal import Randomness

/// RS: any VM leaves, each as likely as the others.
public struct RandomChoice: VMSelection {
  private let seed: UInt64
  private let replication: UInt64
  private var draws = 0

  public init(seed: UInt64, replication: UInt64) {
    self.seed = seed
    self.replication = replication
  }

  public mutating func choose(among candidates: [Int], _ view: ConsolidationView) -> Int {
    var stream = RandomStream(
      seed: seed, name: "leaves", entity: "\(draws)", replication: replication)
    draws += 1
    return candidates[Int(stream.uniform() * Double(candidates.count))]
  }
}
