import Design
import Seam
import StrictJSON

/// What an experiment is, as far as its results tell: two parts of one experiment have the same.
struct Outline: Sendable, Equatable, Codable {
  /// The version of the program.
  let apus: String
  let scenario: String
  /// A hash of what the scenario says.
  let scenarioHash: String
  let seed: UInt64
  let replications: Int
  /// The strategies, in order.
  let strategies: [String]
  /// The fidelity that was asked for; `nil` leaves it to the scenario.
  let fidelity: String?
  let quantiles: [Double]
  /// Whether quantiles have a table of their own.
  let givesQuantiles: Bool
  /// What is varied; empty where nothing is.
  let axes: [AxisColumn]
  let points: Int
  /// The tables beside the summaries that are written; `nil` for all.
  let tables: [String]?
  /// What was asked beside the file.
  let asked: Asked

  init(_ scenario: Scenario, arms: [Plan.Arm], quantiles: Quantiles) {
    apus = ExperimentRun.version
    self.scenario = scenario.name
    scenarioHash = Self.hexadecimal(scenario.hash)
    seed = scenario.seed
    replications = scenario.replications
    strategies = arms.map(\.name)
    fidelity = scenario.fidelity?.rawValue
    self.quantiles = quantiles.probabilities
    givesQuantiles = quantiles.areChosen
    axes = scenario.axes
    points = scenario.pointCount
    tables = scenario.whole.parts.tables
    asked = Asked(scenario, quantiles)
  }

  /// How many replications there are in all.
  var units: Int { points * strategies.count * replications }

  /// The point that a row is about, from 0.
  func key(point: Int) -> PointKey {
    PointKey(
      scenario: scenario, number: axes.isEmpty ? nil : point + 1,
      cells: axes.map { $0.cells[point] })
  }

  /// Replications by point, then by arm.
  func grouped(_ all: ReplicationDigests) -> [[ReplicationDigests]] {
    (0..<points).map { point in
      strategies.indices.map { arm in
        let first = (point * strategies.count + arm) * replications
        return all.part(first..<first + replications)
      }
    }
  }

  /// What a unit is, for messages: `point 3, strategy xen, replication 5`.
  func name(ofUnit unit: Int) -> String {
    let (place, replication) = unit.quotientAndRemainder(dividingBy: replications)
    let (point, arm) = place.quotientAndRemainder(dividingBy: strategies.count)
    return (axes.isEmpty ? "" : "point \(point + 1), ")
      + "strategy \(strategies[arm]), replication \(replication + 1)"
  }

  /// In what another outline differs, in the words of a message; `nil` if in nothing.
  func difference(from other: Outline) -> String? {
    func pair(_ name: String, _ a: some Equatable, _ b: some Equatable) -> String? {
      "\(a)" == "\(b)" ? nil : "\(name) \(b) instead of \(a)"
    }
    return pair("version", apus, other.apus) ?? pair("the scenario", scenario, other.scenario)
      ?? pair("a text of the scenario with the hash", scenarioHash, other.scenarioHash)
      ?? pair("the seed", seed, other.seed)
      ?? pair("replications", replications, other.replications)
      ?? pair("the strategies", strategies, other.strategies)
      ?? pair("the fidelity", fidelity ?? "unset", other.fidelity ?? "unset")
      ?? pair("the quantiles", quantiles, other.quantiles)
      ?? (axes == other.axes && points == other.points ? nil : "other points")
  }

  static func hexadecimal(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
