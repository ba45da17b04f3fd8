import ArgumentParser
import Experiment

/// `apus drain`: how long it takes to empty hosts.
struct DrainHosts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Empty hosts of a scenario: how long it takes, and who cannot leave.",
    discussion: """
      Takes the hosts, VMs and networks of a scenario, ignores its requests, and empties the \
      hosts that you name. VMs that cannot go anywhere are listed before anything starts. Everything else is as in apus run.

        apus drain fleet.json esx-3
        apus drain RVTools_export/ esx-3      straight from an export: see apus import
        apus drain fleet.json 'rack-1-*' --at-once 2 --deadline "10 min"
        apus drain fleet.json 'esx-{1..4}' --strategy qemu-8.2
      """)

  @Argument(
    help: "The scenario, a JSON file, such as apus import writes; or an export that it reads.")
  var scenario: String

  @Argument(help: "The hosts to empty: names, with their domains or without, patterns or ranges.")
  var hosts: [String]

  @Option(help: "The manager, instead of the scenario's.")
  var manager: String?

  @Option(
    help:
      "Migrations that leave each host at a time, instead of what the scenario or its manager says."
  )
  var atOnce: Int?

  @Option(help: "One of the scenario's strategies, or an engine; without it, all strategies.")
  var strategy: String?

  @Option(help: "The time within which the hosts should be empty, such as \"10 min\".")
  var deadline: String?

  @OptionGroup var options: PlayOptions

  func validate() throws {
    if let atOnce, !(1...1_000_000).contains(atOnce) {
      throw ValidationError("--at-once must be from 1 to 1000000")
    }
  }

  func run() throws {
    let scenario = try options.asked(of: asked())
    for line in scenario.readings { try Screen.answer(line) }
    try options.play(scenario, name: "\(scenario.name)-drain")
  }

  private func asked() throws -> Scenario {
    let drain = Drain(
      hosts, manager: manager, atOnce: atOnce, strategy: strategy, deadline: deadline)
    let source = try ExportedFleet.source(scenario)
    do {
      return try Scenario(
        source, asking: drain, readsOnlyItsFolder: options.trust.sandbox,
        allowsFormulas: options.trust.allowFormulas)
    } catch {
      try refuse(error)
    }
  }
}
