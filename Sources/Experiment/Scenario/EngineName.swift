import Datacenter
import Quantities
import Strategies

/// The pre-copy engines that a scenario may name, with the parameters that each of them has.
enum EngineName: String, CaseIterable, Sendable {
  case xenModern = "xen-modern"
  case xen46 = "xen-4.6"
  case xenClassic = "xen-classic"
  case xen2005 = "xen-2005"
  case textbook

  /// What the engine is, for `apus list`.
  var summary: String {
    switch self {
    case .xenModern:
      "Xen 4.7 and later: at most 5 live rounds, or fewer than 50 dirty pages; the residue is still sent live"
    case .xen46:
      "Xen 4.6: at most 5 live rounds, or at most 50 dirty pages, which go in the last round"
    case .xenClassic:
      "Xen 2 to 4.5: at most 29 live rounds or 3 times the memory; skips pages written again"
    case .xen2005:
      "Clark et al. 2005: as xen-classic, at a rate that follows the guest's from 100 to 500 Mbit/s"
    case .textbook:
      "the geometric series of textbooks and SimGrid: fluid memory, a plain pipe, a 30 ms downtime limit"
    }
  }

  /// The engine's own parameters, as keys of the scenario.
  var parameters: [String] {
    switch self {
    case .xenModern: ["maximumRounds", "targetDirty"]
    case .xen46: XenKeys.ofXen46
    case .xenClassic: XenKeys.ofXenClassic
    case .xen2005: XenKeys.ofXen2005
    case .textbook: ["downtimeLimit", "maximumRounds"]
    }
  }

  /// What the stages around the copy cost where the scenario does not say.
  var costs: StageCosts {
    switch self {
    case .xenModern, .xen46, .xenClassic, .xen2005: StageCosts()
    case .textbook: .free
    }
  }
}
