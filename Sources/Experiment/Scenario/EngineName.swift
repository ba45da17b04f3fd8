import Datacenter
import Quantities
import Strategies

/// The pre-copy engines that a scenario may name, with the parameters that each of them has.
enum EngineName: String, CaseIterable, Sendable {
  case xenModern = "xen-modern"
  case textbook

  /// What the engine is, for `apus list`.
  var summary: String {
    switch self {
    case .xenModern:
      "Xen 4.7 and later: at most 5 live rounds, or fewer than 50 dirty pages; the residue is still sent live"
    case .textbook:
      "the geometric series of textbooks and SimGrid: fluid memory, a plain pipe, a 30 ms downtime limit"
    }
  }

  /// The engine's own parameters, as keys of the scenario.
  var parameters: [String] {
    switch self {
    case .xenModern: ["maximumRounds", "targetDirty"]
    case .textbook: ["downtimeLimit", "maximumRounds"]
    }
  }

  /// What the stages around the copy cost where the scenario does not say.
  var costs: StageCosts {
    switch self {
    case .xenModern: StageCosts()
    case .textbook: .free
    }
  }
}
