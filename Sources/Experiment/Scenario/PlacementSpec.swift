import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// Where VMs go that no request sends to a host.
struct PlacementSpec: ReadableObject, Sendable {
  static let schemaName = "Placement"
  static let schemaText = "Which hosts VMs go to when the request names none."

  let policy: Policy
  let feasibility: Feasibility
  /// When it is decided; `nil` leaves it to the manager.
  let time: PlacementTime?

  /// The policies by their names.
  enum Policy: String, CaseIterable, Sendable {
    case firstFit = "first-fit"
    case bestFit = "best-fit"
    case worstFit = "worst-fit"
    case roundRobin = "round-robin"
    case random
    case leastLoaded = "least-loaded"
    case biggestFitDecreasing = "biggest-fit-decreasing"
    case nova
    case spread
    case pack
    case balance
    case dotProduct = "dot-product"
    case cosine
    case distance = "l2"

    /// The policy itself.
    var placement: any Placement {
      switch self {
      case .firstFit: FirstFit()
      case .bestFit: BestFit()
      case .worstFit: WorstFit()
      case .roundRobin: RoundRobin()
      case .random: RandomFit()
      case .leastLoaded: LeastLoaded()
      case .biggestFitDecreasing: BiggestFitDecreasing()
      case .nova: NovaWeighers()
      case .spread: Spread()
      case .pack: Pack()
      case .balance: Balance()
      case .dotProduct: VectorFit(.dotProduct)
      case .cosine: VectorFit(.cosine)
      case .distance: VectorFit(.distance)
      }
    }
  }

  init() {
    policy = .leastLoaded
    feasibility = Feasibility()
    time = nil
  }

  init(reading o: inout ObjectReader) {
    policy = o.optional(
      "policy", .word("a placement"), default: .leastLoaded,
      "The rule that chooses among the hosts that have room and fit.")
    time = o.optional(
      "decided", .word("a time"), shown: .atStart,
      "When the host is chosen: atStart, when the migration starts; upFront, at the request, with room kept from then on."
    )
    let ratio: Double? = o.optional(
      "vcpusPerCore", .number(.above(0, upTo: 1000)),
      "The most vCPUs that a host takes for each of its cores. Without it, a host takes any number of vCPUs, and they share its cores."
    )
    let share: Double = o.optional(
      "memoryShare", .number(.above(0, upTo: 1)), default: 1,
      "The share of a host's memory that placed VMs may fill.")
    feasibility = Feasibility(vcpusPerCore: ratio, memoryShare: share)
  }
}

/// VMs that must share a host, or must not.
struct AffinitySpec: ReadableObject, Sendable {
  static let schemaName = "Affinity"
  static let schemaText = "Rules for placement: VMs that must share a host, or must not."

  let kind: AffinityRule.Kind
  let vms: [Located<String>]

  init(reading o: inout ObjectReader) {
    let together = o.optional(
      "together", .array(of: .locatedName, atLeast: 1), default: [],
      "VMs that share a host: names or patterns.")
    let apart = o.optional(
      "apart", .array(of: .locatedName, atLeast: 1), default: [],
      "VMs that never share a host: names or patterns.")
    o.check(
      "together", "apart", holds: together.isEmpty != apart.isEmpty,
      "a rule keeps VMs together or apart", "write one of \"together\" and \"apart\"")
    kind = together.isEmpty ? .apart : .together
    vms = together + apart
    o.note()
  }
}
