import ArgumentParser
import Experiment

/// `apus drain`: how long it takes to empty hosts.
struct DrainHosts: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "drain",
    abstract: "Empty hosts of a scenario: how long it takes, and who cannot leave.",
    discussion: """
      Takes the hosts, VMs and networks of a scenario, whatever it asks itself, and empties hosts in it. \
      VMs that cannot go anywhere are told before anything starts. Everything else is as in apus run.

        apus drain fleet.json esx-3
        apus drain fleet.json 'rack-1-*' --at-once 2 --deadline "10 min"
        apus drain fleet.json 'esx-{1..4}' --strategy qemu-8.2
      """)

  @Argument(help: "The scenario, a JSON file, such as apus import writes.")
  var scenario: String

  @Argument(help: "The hosts to empty: names, patterns or ranges.")
  var hosts: [String]

  @Option(help: "The manager, instead of the scenario's.")
  var manager: String?

  @Option(help: "Migrations that leave each host at a time, instead of what the scenario says.")
  var atOnce: Int?

  @Option(help: "One of the scenario's strategies, or an engine; without it, all strategies.")
  var strategy: String?

  @Option(help: "Within which time it should be done, such as \"10 min\".")
  var deadline: String?

  @Option(
    help: ArgumentHelp(
      "The folder for the CSV files (default: apus-results/NAME-drain).", valueName: "folder"))
  var output: String?

  @Option(help: "Independent runs of each strategy, instead of the scenario's number.")
  var replications: Int?

  @Option(help: "The seed, instead of the scenario's.")
  var seed: UInt64?

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @OptionGroup var trust: Trust

  func validate() throws {
    if let atOnce, !(1...1_000_000).contains(atOnce) {
      throw ValidationError("--at-once must be from 1 to 1000000")
    }
    if let replications, !(1...1_000_000).contains(replications) {
      throw ValidationError("--replications must be from 1 to 1000000")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  func run() throws {
    var scenario = try asked()
    if let replications {
      let most = scenario.maximumReplications
      guard replications <= most else {
        try refuse(
          "--replications \(replications): results have room for \(most); write that or less")
      }
      scenario.replications = replications
    }
    if let seed { scenario.seed = seed }
    let folder = ResultsFolder(
      output ?? "apus-results/\(scenario.name)-drain", inputs: scenario.files)
    try tellForecast(of: scenario)
    let run: ExperimentRun
    do throws(OutputError) {
      run = try simulate(scenario, into: folder.begin(), jobs: jobs)
    } catch {
      try refuse(error)
    }
    try refuse(ifCutShort: run.cutShort)
    try Screen.answer("\(run.screen)\nCSV files: \(folder.path)")
  }

  private func asked() throws -> Scenario {
    let drain = Drain(
      hosts, manager: manager, atOnce: atOnce, strategy: strategy, deadline: deadline)
    do {
      return try Scenario(
        contentsOf: scenario, asking: drain, readsOnlyItsFolder: trust.sandbox,
        allowsFormulas: trust.allowFormulas)
    } catch {
      try refuse(error)
    }
  }
}
