import ArgumentParser
import Experiment
import Foundation

/// `apus run`: a scenario in, a table on the screen and CSV files out.
struct Run: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run a scenario: a table on the screen, CSV files on disk.",
    discussion: """
      Runs every strategy of the scenario as often as it asks for, on equal VMs, and compares them. \
      Equal seeds give equal bytes, whatever --jobs says.

        apus run Scenarios/first-migration.json
        apus run my.json --replications 100 --seed 7 --output my-results
        apus run Scenarios/measured-dirty-rate.json --by-vm
        apus run my.json --json | jq '.strategies[].metrics.downtime.mean'
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "The folder for the CSV files (default: apus-results/NAME).", valueName: "folder"))
  var output: String?

  @Option(help: "Independent runs of each strategy, instead of the scenario's number.")
  var replications: Int?

  @Option(help: "The seed, instead of the scenario's.")
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "How closely memory is modelled: \(Scenario.fidelityNames.joined(separator: ", ")).",
      valueName: "fidelity"))
  var fidelity: String?

  @Option(
    help: ArgumentHelp(
      "The quantiles that summary.csv gives (default: 0.5,0.9,0.99).", valueName: "p,p,..."))
  var quantiles: String?

  @Flag(name: .customLong("by-vm"), help: "Give each VM a line of its own in the table.")
  var byVM = false

  @Flag(help: "Print the answer and the summary as JSON, for programs.")
  var json = false

  @Flag(help: "Print nothing but what is wrong.")
  var quiet = false

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @OptionGroup var trust: Trust

  func validate() throws {
    if let replications, !(1...1_000_000).contains(replications) {
      throw ValidationError("--replications must be from 1 to 1000000")
    }
    if let fidelity, !Scenario.fidelityNames.contains(fidelity) {
      throw ValidationError(
        "--fidelity must be one of \(Scenario.fidelityNames.joined(separator: ", "))")
    }
    if let quantiles, Quantiles(quantiles) == nil {
      throw ValidationError(
        "--quantiles takes different numbers between 0 and 1; write for example --quantiles 0.5,0.95,0.99"
      )
    }
    if json, quiet || byVM {
      throw ValidationError("--json prints everything; leave out \(quiet ? "--quiet" : "--by-vm")")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  func run() throws {
    var scenario = try readScenario(scenario, trust)
    if let replications {
      let most = scenario.maximumReplications
      guard replications <= most else {
        try refuse(
          "--replications \(replications): results have room for \(most); write that or less")
      }
      scenario.replications = replications
    }
    if let seed { scenario.seed = seed }
    if let fidelity {
      scenario.useFidelity(fidelity)
      if let problem = scenario.tooLarge { try refuse("--fidelity \(fidelity): \(problem)") }
    }
    let folder = ResultsFolder(
      output ?? "apus-results/\(scenario.name)", inputs: scenario.files)
    let run: ExperimentRun
    do throws(OutputError) {
      run = try simulate(scenario, into: folder.begin())
    } catch {
      try refuse(error)
    }
    try refuse(ifStuck: run.standstill)
    try tell(run, in: folder.path)
  }

  private func tell(_ run: ExperimentRun, in folder: String) throws {
    if quiet { return }
    let text: String
    do throws(StoredResultsError) {
      let stored = try StoredResults(folder)
      if json {
        text = try stored.json(question: run.scenario.questionInOneLine)
      } else {
        // What is drawn is for eyes; programs that read the table get it as ever.
        let bars = Screen.isTerminal ? try stored.downtimes(isUTF8: Screen.isUTF8) : []
        let screen = run.screen(byVM: byVM, answer: try stored.answer().headline)
        text =
          ([screen] + (bars.isEmpty ? [] : [""] + bars) + ["CSV files: \(folder)"])
          .joined(separator: "\n")
      }
    } catch {
      try refuse(error)
    }
    try Screen.answer(text)
  }

  private func simulate(
    _ scenario: Scenario, into results: ResultsWriter
  ) throws(OutputError) -> ExperimentRun {
    let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let quantiles = quantiles.flatMap(Quantiles.init) ?? .usual
    let line = ProgressLine()
    guard line.isShown, !quiet else {
      return try ExperimentRun(scenario, jobs: jobs, quantiles: quantiles, into: results)
    }
    defer { line.clear() }
    return try ExperimentRun(scenario, jobs: jobs, quantiles: quantiles, into: results) {
      line.show($0, of: $1)
    }
  }
}
