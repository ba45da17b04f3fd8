import Datacenter
import Quantities

/// One migration of one replication, which may be run again with something changed.
struct Trial: Sendable {
  private(set) var plan: Plan
  private(set) var arm: Plan.Arm
  let replication: Int
  private let subject: Subject

  /// What is to end.
  private enum Subject {
    /// The migration of one of the plan's requests.
    case request(Int)
    /// A VM's move in a fleet, at whichever attempt, by the number of its request in the file.
    case vm(Int, request: Int)
  }

  /// Replications of more events are not run again without being asked for.
  static let mostEvents = 2_000_000

  /// A migration of one replication.
  ///
  /// - Parameters:
  ///   - place: its place among those that were asked for.
  ///   - ofRequest: in a fleet the number of its request in the file, from 1.
  init(
    plan: Plan, arm: Plan.Arm, replication: Int, at place: Int, vm: Int, ofRequest request: Int?
  ) {
    self.plan = plan
    self.arm = arm
    self.replication = replication
    subject = request.map { .vm(vm, request: $0) } ?? .request(place)
  }

  /// How the VM is moved; `nil` where that cannot be changed.
  var strategy: StrategySpec? {
    switch subject {
    case .request(let request): plan.requests[request].strategy ?? arm.strategy
    case .vm(_, let request):
      // What starts VMs again by itself stands behind the requests of the file.
      plan.scenario.whole.parts.requests.dropFirst(request - 1).first
        .flatMap { $0.strategy == nil ? arm.strategy : nil }
    }
  }

  /// The same with the VM moved in another manner: alone, or with all that share its strategy.
  func moving(by strategy: StrategySpec) -> Trial {
    var trial = self
    if case .request(let request) = subject, plan.requests[request].strategy != nil {
      trial.plan = plan.moving(request, by: strategy)
    } else {
      trial.arm = Plan.Arm(name: arm.name, strategy: strategy, policy: arm.policy)
    }
    return trial
  }

  /// When the run ends.
  var end: Seconds { plan.scenario.until }

  /// The same in a run that ends at another time.
  func ending(at end: Seconds) -> Trial {
    var trial = self
    trial.plan = plan.ending(at: end)
    return trial
  }

  /// The same with so many times the bandwidth on every link.
  func withBandwidth(times factor: Double) -> Trial {
    var trial = self
    trial.plan = plan.withBandwidth(times: factor)
    return trial
  }

  /// The same with links that are down for so long at most; `nil` where that changes nothing.
  func withLinks(downFor time: Seconds) -> (trial: Trial, before: Seconds?)? {
    plan.withLinks(downFor: time).map { plan, before in
      var trial = self
      trial.plan = plan
      return (trial, before)
    }
  }

  /// Every attempt at it with what has been changed.
  private var records: [MigrationRecord] {
    let asked = ReplicationOutcome(plan, arm: arm, replication: replication).asked
    return switch subject {
    case .request(let request): [asked[request].record].compactMap { $0 }
    case .vm(let vm, let request):
      asked.filter { $0.vm == vm && $0.place?.request == request }.compactMap(\.record)
    }
  }

  /// The migration as it is with what has been changed; `nil` if it does not end with the VM moved.
  var moved: MigrationRecord? { records.first { $0.outcome == .migrated } }

  /// Whether a link between its hosts is down when the run ends.
  private var isCutOff: Bool {
    plan.losesLinks && records.last?.standing?.isCutOff == true
  }

  /// The first remedy that makes it end, found by running each.
  var cure: Cure? {
    for remedy in isCutOff ? Remedy.allOfLostLink : Remedy.all {
      guard let changed = remedy.change(self), let record = changed.trial.moved else { continue }
      return Cure(change: changed.text, record: record)
    }
    return nil
  }
}

/// The change that makes a migration end, and how it ends then.
struct Cure: Sendable {
  /// The change, as it stands behind "with".
  let change: String
  let record: MigrationRecord

  /// What would help, in a sentence.
  static func sentence(_ cure: Cure?) -> String {
    guard let cure else { return "No single change of those that were tried makes it end." }
    let total = cure.record.totalTime.map { " after \(Readable(roughly: $0.value, .time).text)" }
    let dark = cure.record.downtime.map {
      ", with a downtime of \(Readable(roughly: $0.value, .time).text)"
    }
    return "It would end with \(cure.change)\(total ?? "")\(dark ?? "")."
  }
}
