import ArgumentParser
import Experiment

/// `apus explain`: one migration, stage by stage.
struct Explain: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Tell one migration stage by stage and round by round.",
    discussion: """
      Shows what each stage and round took, sent and found dirty, why the live part ended, and a \
      timeline: A where the VM runs on its first host, a dot where it is dark, B where it has arrived. \
      Where a VM stays on its host and only its disks move, A and B are datastores. Of a migration that \
      had not ended when the run did it says why, and which single change makes it end.

        apus explain Scenarios/first-migration.json
        apus explain my.json --strategy cold --vm web-3 --replication 7
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

  @OptionGroup var trust: Trust

  func validate() throws {
    if replication < 1 { throw ValidationError("--replication must be 1 or more") }
  }

  func run() throws {
    var scenario = try readScenario(scenario, trust)
    if let seed { scenario.seed = seed }
    let story: Explanation
    do throws(ExplanationError) {
      story = try Explanation(scenario, strategy: strategy, vm: vm, replication: replication)
    } catch {
      try refuse(error)
    }
    try Screen.answer(story.text)
    try refuse(ifCutShort: story.cutShort)
  }
}
