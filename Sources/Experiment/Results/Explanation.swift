import Datacenter
import Quantities
import Randomness

/// One migration, told stage by stage and round by round.
public struct Explanation: Sendable {
  /// The story.
  public let text: String
  /// Why it ends before its time, if it does.
  public let cutShort: CutShortError?

  /// Runs one replication of one strategy of a scenario, and tells one of its migrations.
  ///
  /// - Parameters:
  ///   - strategy: the strategy's name in the scenario; `nil` for the first.
  ///   - vm: the VM's name; `nil` for the first that a request moves.
  ///   - replication: counted from 1.
  /// - Throws: `ExplanationError` if the scenario has no such strategy or migration.
  public init(
    _ scenario: Scenario, strategy: String? = nil, vm: String? = nil, replication: Int = 1
  ) throws(ExplanationError) {
    let plan = Plan(scenario)
    guard let arm = plan.arms.first(where: { strategy == nil || $0.name == strategy }) else {
      throw ExplanationError(noun: "strategy", name: strategy!, choices: plan.arms.map(\.name))
    }
    let names = scenario.whole.vms.names
    guard (1...scenario.replications).contains(replication) else {
      throw ExplanationError(replication: replication, of: scenario.replications)
    }
    let outcome = ReplicationOutcome(plan, arm: arm, replication: replication)
    let moved = outcome.asked.map { names[$0.vm] }
    guard let index = moved.firstIndex(where: { vm == nil || $0 == vm }) else {
      throw ExplanationError(noun: "migration of a VM", name: vm!, choices: moved)
    }
    let asked = outcome.asked[index]
    cutShort = outcome.cutShort
    let hosts = scenario.whole.hosts.names
    let run = "strategy \(arm.name), replication \(replication)"
    guard let record = asked.record else {
      let place = asked.destination.map { " to \(hosts[$0])" } ?? ""
      text =
        "\(moved[index])\(place), \(run): the run ended before it was asked for"
      return
    }
    let places = MigrationStory.Places(record, asked, in: scenario.whole)
    let story = MigrationStory(
      record, places: places, vm: moved[index], run: run, deeds: asked.deeds
    ).text
    // In a fleet a change to one migration is a change to those that wait for it.
    guard record.standing != nil, asked.place == nil else {
      text = story
      return
    }
    let trial = Trial(plan: plan, arm: arm, request: index, replication: replication)
    text = story + "\n\n" + Cure.sentence(trial.cure)
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

  init(replication: Int, of count: Int) {
    description =
      "there is no replication \(replication): the scenario has \(count); "
      + (count == 1 ? "write 1" : "write a number from 1 to \(count)")
  }
}
