import ArgumentParser
import Experiment
import Foundation
import Quantities

/// `apus record`: results to compare later runs with.
struct Record: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "record",
    abstract: "Record the results of scenarios, for apus check.",
    discussion: """
      Runs each scenario and writes its results to a folder of its own in Results, or in another one. Its \
      run.json binds them to this version, the scenario's hash and the seed.

        apus record Scenarios/*.json
      """)

  @OptionGroup var recorded: Recorded

  func run() throws {
    for scenario in try recorded.all() {
      var cutShort: CutShortError?
      let folder = ResultsFolder(
        recorded.folder(of: scenario), option: "--results", inputs: scenario.files)
      do throws(OutputError) {
        if case .cutShort(let error) = try StudyRun.play(scenario, recorded.options, into: folder) {
          cutShort = error
        }
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
    commandName: "check",
    abstract: "Run recorded scenarios again, and say what changed.",
    discussion: """
      Compares every byte, or with --tolerance every number up to a relative difference, and lists the \
      differences by strategy, replication, VM and column. Exit code 1 if anything changed, 2 if \
      a scenario was never recorded. The content of the scenario, the seed, the replications and the \
      strategies are compared whatever the tolerance.

        apus check Scenarios/*.json
        apus check Scenarios/first-migration.json --tolerance 0.001

      With --statistical, a result counts as changed only if chance does not explain the difference. For \
      every strategy and metric, the recorded replications are compared with new ones by the test of \
      Kolmogorov and Smirnov. At most 5 % of checks are false alarms (Holm's correction). Use it with \
      --seed, or after a change that draws other numbers.

        apus check Scenarios/*.json --statistical --seed 7

      For scripts and build servers, --json prints the findings as JSON, and --junit writes them as JUnit \
      does. Findings are in causal order: rows first, then the summaries that follow from them.

        apus check Scenarios/*.json --junit check.xml

      With --consistency nothing is run: the arguments are folders of results, and their files are \
      compared with each other (sums, bounds, keys, recomputed summaries). Exit code 1 if they disagree.

        apus check --consistency apus-results/first-migration
      """)

  @OptionGroup var recorded: Recorded

  @Option(
    help: "Numbers count as equal up to this relative difference, such as 0.001.",
    transform: decimal)
  var tolerance = 0.0

  @Flag(help: "Check the files of results folders against each other, without a run.")
  var consistency = false

  @Flag(help: "Compare distributions. Differences that chance explains do not count.")
  var statistical = false

  @Option(help: "With --statistical: the seed, instead of the scenario's.")
  var seed: UInt64?

  @Flag(help: "Print the findings as JSON.")
  var json = false

  @Option(help: ArgumentHelp("Write the findings as a JUnit report.", valueName: "file"))
  var junit: String?

  func validate() throws {
    if seed != nil, !statistical {
      throw ValidationError("--seed is for --statistical: another seed gives other bytes")
    }
    if statistical, tolerance > 0 { throw ValidationError("--statistical has no --tolerance") }
    if consistency, statistical || json || junit != nil {
      throw ValidationError("--consistency runs nothing: leave out the other options")
    }
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
    var report = CheckReport()
    for var scenario in try recorded.all() {
      if let seed { scenario.seed = seed }
      let results = RecordedResults(recorded.folder(of: scenario))
      guard results.exist else {
        report.add(
          scenario.name, .missing,
          ["has no recorded results in \(results.folder); record them: apus record"])
        continue
      }
      let run = StudyRun(scenario, recorded.options)
      try refuse(ifCutShort: run.cutShort)
      let differences =
        statistical
        ? results.statisticalDifferences(from: run)
        : results.differences(from: run.files, tolerance: tolerance)
      report.add(scenario.name, differences.isEmpty ? .asRecorded : .moved, differences)
      if !json { try Screen.answer(report.lastEntry) }
    }
    for entry in report.entries where entry.status == .missing {
      Screen.complain("\(entry.scenario): \(entry.findings[0])")
    }
    if json { try Screen.answer(raw: report.json) }
    if let junit { try write(report.junit, to: junit) }
    if report.has(.missing) { throw ExitCode(2) }
    if report.has(.moved) { throw ExitCode(1) }
  }

  private func write(_ text: String, to path: String) throws {
    do throws(OutputError) {
      let file = try OutputFile(path, option: "--junit", inputs: recorded.scenarios)
      try file.write(Data(text.utf8))
      try file.finish()
    } catch {
      try refuse(error)
    }
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

  /// How they are run.
  var options: StudyRun.Options {
    var options = StudyRun.Options()
    options.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    return options
  }
}
