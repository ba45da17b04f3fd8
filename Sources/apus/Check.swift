import ArgumentParser
import Experiment
import Foundation
import Quantities

/// `apus record`: results to compare later runs with.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Record the results of scenarios, for apus check.",
    discussion: """
      Runs each scenario and writes its results to a folder of its own in Results, or in another one. Its \
      run.json binds them to this version, the scenario's hash and the seed.

        apus record Scenarios/*.json
      """)

  @OptionGroup var recorded: Recorded

  func run() throws {
    for scenario in try recorded.all() {
      let folder = ResultsFolder(
        recorded.folder(of: scenario), option: "--results", inputs: scenario.files)
      let cutShort: CutShortError?
      do throws(OutputError) {
        cutShort = try recorded.simulate(scenario, into: folder.begin()).cutShort
      } catch {
        try refuse(error)
      }
      try refuse(ifCutShort: cutShort)
      try Screen.answer("\(scenario.name): recorded in \(recorded.folder(of: scenario))")
    }
  }
}

/// `apus check`: recorded results against what a run gives now.
struct Check: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run recorded scenarios again, and say what moved.",
    discussion: """
      Compares every byte, or with --tolerance every number up to a relative difference, and tells the \
      differences by strategy, replication, VM and column. Exit code 1 if anything moved, 2 if \
      a scenario was never recorded. The content of the scenario, the seed, the replications and the \
      strategies are compared whatever the tolerance.

        apus check Scenarios/*.json
        apus check Scenarios/first-migration.json --tolerance 0.001

      With --consistency nothing is run: the arguments are folders of results, and their files are held \
      against each other (sums, bounds, keys, summaries computed again). Exit code 1 if they disagree.

        apus check --consistency apus-results/first-migration
      """)

  @OptionGroup var recorded: Recorded

  @Option(
    help: "The relative difference of numbers that counts as none, such as 0.001.",
    transform: decimal)
  var tolerance = 0.0

  @Flag(help: "Check the files of results folders against each other, without a run.")
  var consistency = false

  func validate() throws {
    if !(0..<1).contains(tolerance) {
      throw ValidationError("--tolerance must be from 0 to below 1")
    }
  }

  func run() throws { try consistency ? checkConsistency() : compare() }

  /// How many findings of a folder are told.
  private static let most = 20

  private func checkConsistency() throws {
    var isWrong = false
    for folder in recorded.scenarios {
      let findings: [String]
      do throws(ConsistencyError) {
        findings = try Consistency(ofFolder: folder).findings
      } catch {
        try refuse(error)
      }
      try Screen.answer("\(folder): \(findings.isEmpty ? "consistent" : "not consistent")")
      for finding in findings.prefix(Self.most) { try Screen.answer("  " + finding) }
      if findings.count > Self.most {
        try Screen.answer("  and \(findings.count - Self.most) more")
      }
      isWrong = isWrong || !findings.isEmpty
    }
    if isWrong { throw ExitCode(1) }
  }

  private func compare() throws {
    var moved = 0
    var missing = 0
    for scenario in try recorded.all() {
      let folder = recorded.folder(of: scenario)
      let results = RecordedResults(folder)
      guard results.exist else {
        missing += 1
        Screen.complain(
          "\(scenario.name): has no recorded results in \(folder); record them: apus record")
        continue
      }
      let run = recorded.simulate(scenario)
      try refuse(ifCutShort: run.cutShort)
      let differences = results.differences(from: run, tolerance: tolerance)
      if differences.isEmpty {
        try Screen.answer("\(scenario.name): as recorded")
      } else {
        moved += 1
        try Screen.answer("\(scenario.name): moved")
        for difference in differences { try Screen.answer("  " + difference) }
      }
    }
    if missing > 0 { throw ExitCode(2) }
    if moved > 0 { throw ExitCode(1) }
  }
}

/// Reads a plain number.
private func decimal(_ text: String) throws -> Double {
  guard let number = Double(decimal: text) else {
    throw ValidationError("\"\(text)\" is not a number; write a plain number, such as 0.001")
  }
  return number
}

/// Scenarios and where their recorded results lie.
struct Recorded: ParsableArguments {
  @Argument(help: "The scenarios, JSON files.")
  var scenarios: [String]

  @Option(help: "The folder that holds a folder of results for each scenario.")
  var results = "Results"

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @OptionGroup var trust: Trust

  func validate() throws {
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  /// Reads all scenarios before the first is run.
  func all() throws -> [Scenario] {
    let all = try scenarios.map { try readScenario($0, trust) }
    var files: [String: String] = [:]
    for (scenario, file) in zip(all, scenarios) {
      if let other = files.updateValue(file, forKey: scenario.name), other != file {
        try refuse(
          "\(file): \(other) has the same name, and their results would lie in one folder; rename one of them"
        )
      }
    }
    return all
  }

  func folder(of scenario: Scenario) -> String { "\(results)/\(scenario.name)" }

  private var jobsAtATime: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  func simulate(_ scenario: Scenario) -> ExperimentRun {
    ExperimentRun(scenario, jobs: jobsAtATime)
  }

  /// Runs a scenario, and writes its results.
  func simulate(_ scenario: Scenario, into results: ResultsWriter) throws(OutputError)
    -> ExperimentRun
  {
    try ExperimentRun(scenario, jobs: jobsAtATime, into: results)
  }
}
