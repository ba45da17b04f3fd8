import Datacenter
import Orchestration
import Quantities

/// How the hosts' cores were loaded in one replication.
struct LoadOutcome: Sendable {
  /// How each host stood, where the scenario asks for it.
  let samples: [HostLoadLog.Sample]
  /// What was wanted of the hosts' cores and not had, in core-seconds.
  let shortage: Double
  /// What Apus's own balancer decided on.
  let decisions: [Rebalance.Decision]
  /// What managers' balancers measured at each look, and how many moves they ordered.
  let imbalances: [Double]
  let ordered: Int

  init(_ fleet: inout Fleet, until end: Instant) {
    samples = fleet.hostLoads(at: end)
    shortage = fleet.world.cpuShortage(at: end)
    var decisions: [Rebalance.Decision] = []
    var imbalances: [Double] = []
    var ordered = 0
    for place in fleet.requestPlaces {
      if let request = fleet.request(place) as? Rebalance { decisions += request.decisions }
      guard let request = fleet.request(place) as? EvenLoads else { continue }
      imbalances += request.imbalances
      ordered += request.ordered
    }
    (self.decisions, self.imbalances, self.ordered) = (decisions, imbalances, ordered)
  }
}

/// What summaries need of it.
struct LoadDigest: Sendable, Codable {
  let shortage: Double
  /// Moves that balancers ordered.
  let moves: Int
  /// Moves that were tried; none by a manager's balancer.
  let tried: Int
  /// What the moves of Apus's own balancer were to gain beyond their cost, in core-seconds.
  let gain: Double
  /// The mean imbalance; `nil` where no manager measured it.
  let imbalance: Double?

  init(_ outcome: LoadOutcome) {
    let taken = outcome.decisions.filter(\.isTaken)
    shortage = outcome.shortage
    moves = taken.count + outcome.ordered
    tried = outcome.decisions.count
    gain = taken.reduce(0) { $0 + $1.gain - ($1.cost ?? 0) }
    imbalance =
      outcome.imbalances.isEmpty
      ? nil : outcome.imbalances.reduce(0, +) / Double(outcome.imbalances.count)
  }

  /// What was observed, in the order of `metrics`.
  var measured: [Measured] {
    [
      Measured(shortage), Measured(moves), Measured(tried), Measured(gain),
      Measured([imbalance ?? .nan]),
    ]
  }

  /// What they are, for the reference.
  static let metrics: [ResultFile.Entry] = [
    .init(
      name: "cpu-shortage", unit: "core s",
      meaning:
        "With demand: what VMs and migrations wanted of the hosts' cores and did not have, summed over the run.",
      isKey: false),
    .init(
      name: "balancing-moves", unit: "moves",
      meaning: "With demand: moves that balancers ordered.", isKey: false),
    .init(
      name: "balancing-tried", unit: "moves",
      meaning: "With demand: moves that Apus's own balancer tried in a copy of the run.",
      isKey: false),
    .init(
      name: "balancing-gain", unit: "core s",
      meaning:
        "With demand: shortage that Apus's own balancer expected to avoid by its moves, less what they cost.",
      isKey: false),
    .init(
      name: "imbalance", unit: "1",
      meaning:
        "With demand: the imbalance as a manager's balancer measures it, the mean over its looks; each has a measure of its own.",
      isKey: false),
  ]
}
