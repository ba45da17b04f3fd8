import Datacenter
import Randomness
import StrictJSON

/// Which VMs broke which of their objectives in one replication.
struct ObjectivesOutcome: Sendable, Codable {
  /// For each kind the VMs that were to move and have such an objective, by number, and whether a
  /// migration of theirs broke it.
  let broken: [ObjectivesSpec.Kind: [Judged]]
  /// What each VM broke that broke any, by number.
  let kinds: [Int: [ObjectivesSpec.Kind]]

  /// Whether a VM's migrations broke an objective.
  struct Judged: Sendable, Codable {
    let vm: Int
    let isBroken: Bool
  }

  init(_ asked: [AskedMigration], _ vms: [VMSpec]) {
    var broken: [ObjectivesSpec.Kind: [Int: Bool]] = [:]
    for migration in asked {
      guard let objectives = vms[migration.vm].objectives else { continue }
      for kind in ObjectivesSpec.Kind.allCases where objectives.has(kind) {
        let isBroken = migration.record.map { objectives.isBroken(kind, by: $0) } ?? false
        broken[kind, default: [:]][migration.vm, default: false] =
          isBroken || broken[kind]?[migration.vm] == true
      }
    }
    self.broken = broken.mapValues { vms in
      vms.sorted { $0.key < $1.key }.map { Judged(vm: $0.key, isBroken: $0.value) }
    }
    var kinds: [Int: [ObjectivesSpec.Kind]] = [:]
    for kind in ObjectivesSpec.Kind.allCases {
      for (vm, isBroken) in broken[kind] ?? [:] where isBroken {
        kinds[vm, default: []].append(kind)
      }
    }
    self.kinds = kinds
  }

  /// What a VM broke, as results spell it; `nil` if nothing.
  func text(of vm: Int) -> String? {
    kinds[vm].map { $0.map(\.rawValue).joined(separator: "; ") }
  }

  /// How many VMs broke any.
  var count: Int { kinds.count }

  // MARK: Summaries

  /// What was observed, in the order of `metrics`: for each kind whether each VM broke it, so that the
  /// mean is the probability. Nothing is told where no VM has objectives.
  var measured: [Measured] {
    ObjectivesSpec.Kind.allCases.map { kind in
      Measured((broken[kind] ?? []).map { $0.isBroken ? 1 : 0 }, isTold: broken[kind] != nil)
    } + [Measured(count, isTold: !broken.isEmpty)]
  }

  /// How results call the share of VMs that broke an objective.
  static func name(of kind: ObjectivesSpec.Kind) -> String { "\(kind.rawValue)_broken" }

  /// What they are, for the reference.
  static let metrics =
    ObjectivesSpec.Kind.allCases.map { kind in
      ResultFile.Entry(
        name: name(of: kind), unit: "1",
        meaning:
          "For each VM with an objective of \(kind.rawValue) that was to move: 1 if a migration broke it, else 0. The mean is the probability.",
        isKey: false)
    } + [
      ResultFile.Entry(
        name: "objectives-broken", unit: "VMs", meaning: "How many VMs broke any objective.",
        isKey: false)
    ]
}

extension ExperimentRun {
  /// How probable it is that a VM's migrations break an objective, a line for each arm; none without
  /// objectives.
  var brokenObjectives: [String] {
    guard scenario.whole.parts.vms.contains(where: { $0.objectives != nil }) else { return [] }
    let lines = plan.arms.indices.map { arm in
      let texts = ObjectivesSpec.Kind.allCases.compactMap { kind -> String? in
        let name = ObjectivesOutcome.name(of: kind)
        guard let share = observed[arm][name]?.means?.mean else { return nil }
        return "\(kind.rawValue) by \(Readable(roughly: 100 * share, .count).text) % of the VMs"
      }
      let lead = plan.arms.count > 1 ? "\(plan.arms[arm].name): " : ""
      return texts.isEmpty
        ? "\(lead)no VM with an objective was to move"
        : "\(lead)objectives broken: \(texts.joined(separator: ", "))"
    }
    return lines.map { Visible.text($0) } + [""]
  }
}
