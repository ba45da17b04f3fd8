import Datacenter
import Orchestration
import Quantities

/// One migration, told stage by stage and round by round.
public struct Explanation: Sendable {
  /// The story.
  public let text: String
  /// Why it ends before its time, if it does.
  public let cutShort: CutShortError?

  /// What of a migration is told.
  public enum Telling: Sendable {
    /// Its stages and rounds.
    case stages
    /// What happened, in the order of time.
    case events
  }

  /// Runs one replication of one strategy of a scenario, and tells one of its migrations.
  ///
  /// - Parameters:
  ///   - strategy: the strategy's name in the scenario; `nil` for the first.
  ///   - vm: the VM's name; `nil` for the first that a request moves.
  ///   - replication: counted from 1.
  ///   - width: how many characters a line should have at most; `nil` where that does not matter.
  /// - Throws: `ExplanationError` if the scenario has no such strategy or migration.
  public init(
    _ scenario: Scenario, strategy: String? = nil, vm: String? = nil, replication: Int = 1,
    telling: Telling = .stages, width: Int? = nil
  ) throws(ExplanationError) {
    let found = try FoundMigration(scenario, strategy: strategy, vm: vm, replication: replication)
    cutShort = found.outcome.cutShort
    guard let record = found.asked.record, let places = found.places else {
      text = found.notAsked
      return
    }
    if telling == .events {
      text =
        MigrationEvents(
          record, places: places, vm: found.vm, run: found.run, others: found.outages
        ).text
      return
    }
    let story = MigrationStory(
      record, places: places, vm: found.vm, run: found.run, deeds: found.asked.deeds,
      width: width
    ).text
    text = found.trial.map { story + "\n\n" + Cure.sentence($0.cure) } ?? story
  }

  /// Runs one replication of two strategies, and tells a migration of the same VM in both.
  ///
  /// - Parameters:
  ///   - strategies: the names of both; `nil` for the first of the scenario.
  /// - Throws: `ExplanationError` if the scenario has no such strategy or migration.
  public init(
    comparing strategies: (String?, String), of scenario: Scenario, vm: String? = nil,
    replication: Int = 1
  ) throws(ExplanationError) {
    let first = try FoundMigration(
      scenario, strategy: strategies.0, vm: vm, replication: replication)
    let second = try FoundMigration(
      scenario, strategy: strategies.1, vm: first.vm, replication: replication)
    cutShort = first.outcome.cutShort ?? second.outcome.cutShort
    text = ComparedMigrations(first, second).text
  }
}

/// One migration of one replication of a strategy, found by the VM's name.
struct FoundMigration {
  let plan: Plan
  let arm: Plan.Arm
  let outcome: ReplicationOutcome
  /// Its place among the migrations that were asked for.
  let index: Int
  let vm: String
  private let replication: Int

  init(
    _ scenario: Scenario, strategy: String?, vm: String?, replication: Int
  ) throws(ExplanationError) {
    plan = Plan(scenario)
    guard let arm = plan.arms.first(where: { strategy == nil || $0.name == strategy }) else {
      throw ExplanationError(noun: "strategy", name: strategy!, choices: plan.arms.map(\.name))
    }
    guard (1...scenario.replications).contains(replication) else {
      throw ExplanationError(replication: replication, of: scenario.replications)
    }
    outcome = ReplicationOutcome(plan, arm: arm, replication: replication)
    let moved = outcome.asked.map { scenario.whole.vms.names[$0.vm] }
    guard let index = moved.firstIndex(where: { vm == nil || $0 == vm }) else {
      guard let vm, !moved.isEmpty else {
        throw ExplanationError(noMigrationOf: arm.name, replication: replication)
      }
      throw ExplanationError(noun: "migration of a VM", name: vm, choices: moved)
    }
    self.arm = arm
    self.index = index
    self.vm = moved[index]
    self.replication = replication
  }

  var asked: AskedMigration { outcome.asked[index] }

  /// The same again, to find what would have ended it; `nil` where it ended, or would cost too much.
  fileprivate var trial: Trial? {
    let trial = Trial(
      plan: plan, arm: arm, replication: replication, at: index, vm: asked.vm,
      ofRequest: asked.place?.request)
    guard let place = asked.place else { return asked.record?.standing == nil ? nil : trial }
    let attempts = outcome.asked.filter {
      $0.vm == asked.vm && $0.place?.request == place.request && $0.place?.run == place.run
    }
    let isOpen = attempts.last.map { $0.record?.outcome == nil } ?? false
    return isOpen && outcome.eventCount <= Trial.mostEvents ? trial : nil
  }
  var run: String { "strategy \(arm.name), replication \(replication)" }

  /// What failed and was repaired while it was under way, and each later crash of its VM.
  var outages: [MigrationEvents.Event] {
    guard let record = asked.record else { return [] }
    let whole = plan.scenario.whole
    let end = record.ended ?? record.followedUntil ?? .never
    var events: [MigrationEvents.Event] = []
    for (outage, name) in zip(outcome.outages, whole.names(of: outcome.outages)) {
      let part = "\(outage.part.kind) \(name)"
      let (began, ends) = (outage.began, outage.ends ?? .never)
      if began >= record.requested, began <= end { events.append((began, "\(part) fails")) }
      if ends >= record.requested, ends <= end { events.append((ends, "\(part) works again")) }
    }
    for crash in outcome.fleet?.outages?.crashes ?? []
    where crash.vm.index == asked.vm && crash.began >= record.requested {
      let host = whole.hosts.names[crash.host.index]
      events.append((crash.began, "the VM crashes with \(host)"))
      if let ended = crash.ended { events.append((ended, "the VM runs again")) }
    }
    return events
  }

  /// Its hosts or datastores; `nil` where it was never begun.
  var places: MigrationStory.Places? {
    asked.record.map { MigrationStory.Places($0, asked, in: plan.scenario.whole) }
  }

  /// What there is to say of one that was never begun.
  var notAsked: String {
    let place = asked.destination.map { " to \(plan.scenario.whole.hosts.names[$0])" } ?? ""
    return "\(vm)\(place), \(run): the run ended before it was asked for"
  }
}

/// There is nothing of that name or number to explain.
public struct ExplanationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The whole sentence, with what there is.
  public let description: String

  init(noun: String, name: String, choices: [String]) {
    let shown = choices.prefix(20).map { "\"\($0)\"" }.joined(separator: ", ")
    let rest = choices.count > 20 ? " and \(choices.count - 20) more" : ""
    description = "there is no \(noun) \"\(name)\"; the scenario has \(shown)\(rest)"
  }

  init(noMigrationOf arm: String, replication: Int) {
    description =
      "nothing migrates in replication \(replication) of \(arm); name another --replication or --strategy"
  }

  init(replication: Int, of count: Int) {
    description =
      "there is no replication \(replication): the scenario has \(count); "
      + (count == 1 ? "write 1" : "write a number from 1 to \(count)")
  }
}
