import ArgumentParser
import Experiment

/// `apus explain`: one migration, stage by stage.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract: "Tell one migration stage by stage and round by round.",
    discussion: """
      Shows what each stage and round took, sent and found dirty, and why the live part ended. The timeline \
      below it has an A where the VM runs at its source, a dot where it is paused, and a B where it runs at \
      its destination. Where only disks move, A and B are datastores. If a migration had not ended when \
      the run did, the text says why, and which single change would let it end.

        apus explain Scenarios/first-migration.json
        apus explain my.json --strategy cold --vm web-3 --replication 7
        apus explain Scenarios/first-migration.json --compare cold
        apus explain Scenarios/first-migration.json --events

      Bars show how much of the largest round each round sent. On a terminal, or where COLUMNS says how \
      wide it is, long lines are folded. Nothing is ever coloured.
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(help: "The strategy, by its name in the scenario (default: the first).")
  var strategy: String?

  @Option(help: "The VM (default: the first that a request moves).")
  var vm: String?

  @Option(help: "The replication, from 1 to as many as the scenario has.")
  var replication = 1

  @Option(help: "The seed, instead of the scenario's.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "Another strategy, to be told side by side with the first.", valueName: "strategy"))
  var compare: String?

  @Flag(
    help:
      "Tell what happened event by event, in seconds since the migration was asked for: also when links, hosts and datastores fail and work again."
  )
  var events = false

  @OptionGroup var trust: Trust

  func validate() throws {
    if events, compare != nil {
      throw ValidationError("--events tells one migration; leave out --compare")
    }
    if replication < 1 { throw ValidationError("--replication must be 1 or more") }
  }

  func run() throws {
    var scenario = try readScenario(scenario, trust)
    if let seed { scenario.seed = seed }
    let story: Explanation
    do throws(ExplanationError) {
      story =
        if let compare {
          try Explanation(
            comparing: (strategy, compare), of: scenario, vm: vm, replication: replication)
        } else {
          try Explanation(
            scenario, strategy: strategy, vm: vm, replication: replication,
            telling: events ? .events : .stages, width: Folding.width)
        }
    } catch {
      try refuse(error)
    }
    try Screen.answer(Folding.folded(story.text))
    try refuse(ifCutShort: story.cutShort)
  }
}
