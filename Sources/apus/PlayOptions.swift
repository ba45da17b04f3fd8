import ArgumentParser
import Experiment
import Foundation
import Orchestration
import Quantities
import Studies

/// How a scenario is run, and where its results go.
struct PlayOptions: ParsableArguments {
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
      "The quantiles that summary.csv gives (default: 0.5,0.9,0.99). Where they are asked for, quantiles.csv gives their intervals and differences as well.",
      valueName: "p,p,..."))
  var quantiles: String?

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @Option(
    name: .customLong("time-limit"),
    help: ArgumentHelp(
      "End the run after this much wall-clock time, for example \"10 min\". The run then has no results.",
      valueName: "time"), transform: quantity)
  var timeLimit: Seconds?

  @Option(
    name: .customLong("event-limit"),
    help: ArgumentHelp(
      "End the run when a replication has this many events (default: 1000000000). The run then has no results.",
      valueName: "events"))
  var eventLimit: Int?

  @Option(
    help: ArgumentHelp(
      "Run only the i-th of n equal parts; apus merge puts them together.", valueName: "i/n"))
  var shard: String?

  @Flag(help: "Go on with a run that was interrupted, if there is one.")
  var resume = false

  @Option(
    help: ArgumentHelp(
      "Run replications until the 95 % interval of a metric reaches no further to either side than a share of its mean, for every strategy and point.",
      valueName: "metric 5 %"))
  var precision: String?

  @Option(help: "The most replications that --precision may take (default: 10000).")
  var mostReplications: Int?

  @OptionGroup var trust: Trust

  func validate() throws {
    if precision != nil, replications != nil || shard != nil {
      throw ValidationError(
        "--precision chooses the number of replications: leave out --replications, and find the number before you run shards"
      )
    }
    if let mostReplications, precision == nil || !(2...1_000_000).contains(mostReplications) {
      throw ValidationError("--most-replications is for --precision, and from 2 to 1000000")
    }
    if let replications, !(1...Scenario.mostMigrations).contains(replications) {
      throw ValidationError("--replications must be from 1 to \(Scenario.mostMigrations)")
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
    if let shard, Shard(shard) == nil {
      throw ValidationError(
        "--shard takes the number of a part and how many there are; write for example --shard 2/3")
    }
  }

  /// Reads a scenario as these options want it, or ends the program.
  func scenario(_ path: String, _ sweep: SweepRequest? = nil) throws -> Scenario {
    try asked(of: readScenario(path, trust, sweep))
  }

  /// A scenario that was read, as these options want it.
  func asked(of scenario: Scenario) throws -> Scenario {
    var scenario = scenario
    scenario.budget = RunBudget(
      events: eventLimit ?? RunBudget.usualEvents, time: timeLimit,
      interruption: Signals.interruption)
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
    return scenario
  }

  /// Runs a scenario and writes its results, or ends the program.
  ///
  /// - Parameters:
  ///   - name: that of the folder, where none is named.
  ///   - isQuiet: whether nothing is said but the answer.
  ///   - tell: tells the answer, with what was found on the way and the folder of the results.
  func play(
    _ scenario: Scenario, name: String? = nil, isQuiet: Bool = false,
    tell: (StudyRun, _ note: String, _ folder: String) throws -> Void = { study, note, folder in
      do {
        try Screen.answer(try Telling.text(of: study, note, folder))
      } catch let error as StoredResultsError {
        try refuse(error)
      }
    }
  ) throws {
    var scenario = scenario
    var note = ""
    if let precision {
      let study = try self.study(precision, scenario)
      scenario.replications = study.replications
      note = study.text + "\n"
    }
    let shard = shard.flatMap(Shard.init)
    let folder = ResultsFolder(
      output ?? "apus-results/\(name ?? scenario.name)\(shard?.suffix ?? "")",
      inputs: scenario.files)
    if !isQuiet { try tellForecast(of: scenario) }
    var options = StudyRun.Options()
    options.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    options.quantiles = quantiles.flatMap(Quantiles.init) ?? .usual
    options.shard = shard
    options.resumes = resume
    Signals.interruptInsteadOfDying()
    let line = ProgressLine()
    if line.isShown, !isQuiet { options.progress = { line.show($0, of: $1) } }
    let ending: StudyRun.Ending
    do throws(OutputError) {
      ending = try StudyRun.play(scenario, options, into: folder)
    } catch {
      line.clear()
      try refuse(error)
    }
    line.clear()
    switch ending {
    case .whole(let study):
      try tell(study, note, folder.path)
    case .shard(let units):
      try Screen.answer(
        "Shard \(shard!) of \(scenario.name): \(units) replications, in \(folder.path)")
    case .interrupted(let done, let total, let place):
      Screen.complain(
        "interrupted after \(done) of \(total) replications, which are kept in \(place); the same command with --resume goes on"
      )
      throw ExitCode(Signals.exitCode)
    case .cutShort(let error): try refuse(ifCutShort: error)
    }
  }

  /// Finds how many replications are enough.
  private func study(_ precision: String, _ scenario: Scenario) throws -> PrecisionStudy {
    let line = ProgressLine()
    var study: PrecisionStudy?
    try answering("--precision") {
      let most = min(mostReplications ?? 10_000, scenario.maximumReplications)
      let (metric, rule) = try PrecisionStudy.parsed(precision, ceiling: max(2, most))
      study = try PrecisionStudy(
        scenario, metric: metric, rule: rule,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
      ) { line.show("\($0) replications so far") }
      line.clear()
    }
    return study!
  }
}

/// Says which VMs cannot go anywhere, before anything starts.
func tellForecast(of scenario: Scenario) throws {
  let lines = scenario.forecast
  if !lines.isEmpty { try Screen.answer(lines.joined(separator: "\n") + "\n") }
}
