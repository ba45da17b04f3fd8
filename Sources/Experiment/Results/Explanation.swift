import Datacenter
import Quantities
import Randomness

/// One migration, told stage by stage and round by round.
public struct Explanation: Sendable {
  /// The story.
  public let text: String

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
      throw ExplanationError(
        noun: "strategy", name: strategy!, choices: plan.arms.map(\.name))
    }
    let names = scenario.whole.vms.names
    let moved = plan.requests.map { names[$0.vm] }
    guard let request = moved.firstIndex(where: { vm == nil || $0 == vm }) else {
      throw ExplanationError(noun: "migration of a VM", name: vm!, choices: moved)
    }
    let outcome = ReplicationOutcome(plan, arm: arm, replication: replication)
    let destination = scenario.whole.hosts.names[plan.requests[request].destination]
    let title =
      "\(moved[request]) to \(destination), strategy \(arm.name), replication \(replication)"
    guard let record = outcome.records[request] else {
      text = "\(title): the run ended before it was asked for"
      return
    }
    text = MigrationStory(record, hosts: scenario.whole.hosts.names, title: title).text
  }
}

/// There is nothing of that name to explain.
public struct ExplanationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was looked for.
  public let noun: String
  /// By which name.
  public let name: String
  /// What there is.
  public let choices: [String]

  /// The whole sentence.
  public var description: String {
    let all = choices.map { "\"\($0)\"" }.joined(separator: ", ")
    return "there is no \(noun) \"\(name)\"; the scenario has \(all)"
  }
}
