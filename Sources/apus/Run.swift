import ArgumentParser
import Experiment
import Foundation
import Orchestration
import Quantities

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

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @Option(
    name: .customLong("time-limit"),
    help: ArgumentHelp(
      "End the run after so much time of the machine, for example \"10 min\"; it has no results then.",
      valueName: "time"), transform: quantity)
  var timeLimit: Seconds?

  @Option(
    name: .customLong("event-limit"),
    help: ArgumentHelp(
      "End the run when a replication has so many events; it has no results then.",
      valueName: "events"))
  var eventLimit: Int?

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
    if let timeLimit, !(timeLimit > .zero) {
      throw ValidationError("--time-limit must be above 0; write for example --time-limit '10 min'")
    }
    if let eventLimit, eventLimit < 1 {
      throw ValidationError("--event-limit must be 1 or more")
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
    scenario.budget = RunBudget(events: eventLimit, time: timeLimit)
    if let fidelity {
      scenario.useFidelity(fidelity)
      if let problem = scenario.tooLarge { try refuse("--fidelity \(fidelity): \(problem)") }
    }
    let folder = ResultsFolder(
      output ?? "apus-results/\(scenario.name)", inputs: scenario.files)
    try tellForecast(of: scenario)
    let run: ExperimentRun
    do throws(OutputError) {
      run = try simulate(
        scenario, into: folder.begin(), jobs: jobs,
        quantiles: quantiles.flatMap(Quantiles.init) ?? .usual)
    } catch {
      try refuse(error)
    }
    try refuse(ifCutShort: run.cutShort)
    try Screen.answer("\(run.screen(byVM: byVM))\nCSV files: \(folder.path)")
  }
}

/// Runs a scenario and writes its results, and shows how far it is.
///
/// - Parameter jobs: replications that run at a time; `nil` for one on each core.
func simulate(
  _ scenario: Scenario, into results: ResultsWriter, jobs: Int?, quantiles: Quantiles = .usual
) throws(OutputError) -> ExperimentRun {
  let jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
  let line = ProgressLine()
  guard line.isShown else {
    return try ExperimentRun(scenario, jobs: jobs, quantiles: quantiles, into: results)
  }
  defer { line.clear() }
  return try ExperimentRun(scenario, jobs: jobs, quantiles: quantiles, into: results) {
    line.show($0, of: $1)
  }
}

/// Says which VMs cannot go anywhere, before anything starts.
func tellForecast(of scenario: Scenario) throws {
  let lines = scenario.forecast
  if !lines.isEmpty { try Screen.answer(lines.joined(separator: "\n") + "\n") }
}
