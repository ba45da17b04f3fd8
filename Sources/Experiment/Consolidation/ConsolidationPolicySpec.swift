import Consolidation
import StrictJSON

/// Who moves VMs on a day of consolidation.
struct ConsolidationPolicySpec: ReadableObject, Sendable {
  static let schemaName = "ConsolidationPolicy"
  static let schemaText =
    "When a host counts as overloaded, and which of its VMs leave. VMs go to the host where they add the least power. A host with little load is emptied if all its VMs find a place."

  let overload: Overload
  let parameter: Double
  let selection: Selection
  let weights: LocalRegression.Weights

  /// When a host has too much to do.
  enum Overload: String, CaseIterable, Sendable {
    case threshold
    case interquartileRange = "iqr"
    case medianAbsoluteDeviation = "mad"
    case localRegression = "lr"
    /// No VM ever moves.
    case never
    /// No VM ever moves, and every host takes its full power all day.
    case alwaysOn = "always-on"

    /// What CloudSim's experiments use.
    var standard: Double {
      switch self {
      case .threshold: 0.8
      case .interquartileRange: 1.5
      case .medianAbsoluteDeviation: 2.5
      case .localRegression: 1.2
      case .never, .alwaysOn: 0
      }
    }

    var moves: Bool { self != .never && self != .alwaysOn }
  }

  /// Which VM leaves.
  enum Selection: String, CaseIterable, Sendable {
    case minimumMigrationTime = "minimum-migration-time"
    case maximumCorrelation = "maximum-correlation"
    case minimumUtilisation = "minimum-utilisation"
    case random
  }

  init(reading o: inout ObjectReader) {
    overload = o.required(
      "overload", .word("a test of overload"),
      "The rule by which a host is overloaded. threshold: its VMs ask for more than a fixed share of its CPU. iqr and mad: the same, with a lower threshold for a host whose load varies more. lr: a line through its load in the last ten rounds reaches its capacity. never: no VM moves. always-on: no VM moves, and no host saves power."
    )
    let parameter: Double? = o.optional(
      "parameter", .number(.above(0, upTo: 1000)),
      "The threshold (default: 0.8), or the safety factor of iqr (default: 1.5), mad (2.5) and lr (1.2)."
    )
    let selection: Selection? = o.optional(
      "selection", Shape<Selection>.word("a selection"),
      "Which VM leaves an overloaded host: the one with the least memory, the one whose load rises most with that of the others, the one that asks for least CPU, or a random one. The default is minimum-migration-time."
    )
    let weights: LocalRegression.Weights? = o.optional(
      "weights", Shape<LocalRegression.Weights>.word("weights"),
      "How lr weighs rounds: equal, as CloudSim does; tricube or robust, as Beloglazov and Buyya's article says (default: equal)."
    )
    let overload = overload
    o.check(
      "weights", restsOn: ["overload"], holds: weights == nil || overload == .localRegression,
      "only lr weighs rounds", "remove it")
    o.check(
      "parameter", restsOn: ["overload"], holds: parameter == nil || overload.moves,
      "what never moves a VM has no parameter", "remove it")
    o.check(
      "selection", restsOn: ["overload"], holds: selection == nil || overload.moves,
      "what never moves a VM selects none", "remove it")
    self.parameter = parameter ?? overload.standard
    self.selection = selection ?? .minimumMigrationTime
    self.weights = weights ?? .equal
  }

  /// The policy; `nil` for what never moves a VM.
  func policy(seed: UInt64, replication: Int) -> ConsolidationPolicy? {
    let detector: any OverloadDetector
    switch overload {
    case .threshold: detector = StaticThreshold(parameter)
    case .interquartileRange: detector = InterquartileRange(safety: parameter)
    case .medianAbsoluteDeviation: detector = MedianAbsoluteDeviation(safety: parameter)
    case .localRegression: detector = LocalRegression(safety: parameter, weights: weights)
    case .never, .alwaysOn: return nil
    }
    let selection: any VMSelection =
      switch selection {
      case .minimumMigrationTime: MinimumMigrationTime()
      case .maximumCorrelation: MaximumCorrelation()
      case .minimumUtilisation: MinimumUtilisation()
      case .random: RandomChoice(seed: seed, replication: UInt64(replication))
      }
    return ConsolidationPolicy(detector, selection)
  }
}
