import ArgumentParser
import Experiment

/// `apus run`: a scenario in, a table on the screen and CSV files out.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Run a scenario: a table on the screen, CSV files on disk.",
    discussion: """
      Runs every strategy of the scenario as often as it asks for, on equal VMs, and compares them. \
      Equal seeds give equal bytes, whatever --jobs says, and however many shards there are.

        apus run Scenarios/first-migration.json
        apus run my.json --replications 100 --seed 7 --output my-results
        apus run Scenarios/measured-dirty-rate.json --by-vm
        apus run my.json --json | jq '.strategies[].metrics.downtime.mean'
        apus run my.json --shard 2/3        the second of three parts: see apus merge

      Ctrl-C stops the replications that are under way, keeps those that have ended, and exits with \
      130; the same command with --resume goes on. A second Ctrl-C ends it at once.
      """)

  @Argument(help: "The scenario, a JSON file; or an export that apus import reads.")
  var scenario: String

  @Flag(name: .customLong("by-vm"), help: "Give each VM a line of its own in the table.")
  var byVM = false

  @Flag(help: "Print the answer and the summary as JSON, for programs.")
  var json = false

  @Flag(help: "Print nothing but what is wrong.")
  var quiet = false

  @OptionGroup var options: PlayOptions

  func validate() throws {
    if json, quiet || byVM {
      throw ValidationError("--json prints everything; leave out \(quiet ? "--quiet" : "--by-vm")")
    }
  }

  func run() throws {
    let scenario = try options.scenario(scenario)
    try options.play(scenario, isQuiet: quiet || json) { study, note, folder in
      if quiet { return }
      do {
        try Screen.answer(
          json
            ? try StoredResults(folder, isFresh: true).json(
              question: study.scenario.questionInOneLine)
            : try Telling.text(of: study, note, folder, byVM: byVM))
      } catch let error as StoredResultsError {
        try refuse(error)
      }
    }
  }
}
