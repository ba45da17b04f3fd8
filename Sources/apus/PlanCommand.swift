import ArgumentParser
import Design
import Experiment
import Foundation
import StrictJSON
import Studies

/// What questions of many experiments have in common.
struct StudyOptions: ParsableArguments {
  @Option(help: "The strategy, by its name in the scenario (default: the first).")
  var strategy: String?

  @Option(help: "Independent runs at each point (default: enough for the question).")
  var replications: Int?

  @Option(help: "The seed, instead of the scenario's.")
  var seed: UInt64?

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @Option(help: ArgumentHelp("A CSV file for what was found.", valueName: "file"))
  var output: String?

  @OptionGroup var trust: Trust

  func validate() throws {
    if let replications, !(1...Scenario.mostMigrations).contains(replications) {
      throw ValidationError("--replications must be from 1 to \(Scenario.mostMigrations)")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  var jobsAtATime: Int { jobs ?? ProcessInfo.processInfo.activeProcessorCount }

  /// - Parameter enough: how many replications the question needs; `nil` for the scenario's number.
  func laboratory(_ path: String, enough: Int? = nil) throws -> Laboratory {
    try Laboratory(
      path,
      trust: .init(readsOnlyItsFolder: trust.sandbox, allowsFormulas: trust.allowFormulas),
      strategy: strategy, replications: replications ?? enough, seed: seed, jobs: jobsAtATime)
  }

  /// Writes a table, where one is asked for.
  func write(_ csv: @autoclosure () -> String, inputs: [String]) throws(OutputError) {
    guard let output else { return }
    let file = try OutputFile(output, inputs: inputs)
    try file.write(Data(csv().utf8))
    try file.finish()
  }
}

/// Does something, and ends the program with what is wrong with the question.
func answering(_ option: String, _ body: () throws -> Void) throws {
  do {
    try body()
  } catch let error as DesignError {
    try refuse("\(option): \(error.problem); \(error.remedy)")
  } catch let error as ScenarioErrors {
    try refuse(error)
  } catch let error as OutputError {
    try refuse(error)
  } catch let error as CutShortError {
    try refuse(ifCutShort: error)
  }
}

/// `apus plan`: the inverse question.
struct PlanCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan",
    abstract: "Find the smallest or largest value with which a demand holds.",
    discussion: """
      How much bandwidth do I need, how busy may the VM be, how late may I start?

        apus plan S.json --smallest '..bandwidth = log 0.1..100 Gbit/s' --such-that 'p99 downtime < 500 ms'
        apus plan S.json --largest 'vms[web].writes.hot.rate = 1000..100000 writes/s' \\
          --such-that 'downtime < 1 s' --probability 0.95
        apus plan S.json --smallest 'strategies.qemu.preCopy.streams = 1, 2, 4, 8' --such-that 'mean makespan < 2 h'

      A demand on p99 must hold for the 99 % quantile of migrations, and one on mean for the \
      mean. A demand without a statistic must hold for every migration of a replication, in a \
      share --probability of the replications.

      The range is divided into eight parts, or into those of a..b/n. The part in which the demand begins to \
      hold is halved until it is a thousandth of the range. All values are tried on equal VMs. The interval \
      of the answer reaches from the last value at which the demand is broken beyond chance (95 %) to the \
      first at which it holds beyond chance. A demand may hold in the middle of the range only; then the \
      answer says where. Exit code 1 if it holds nowhere in the range.
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(
    help: ArgumentHelp(
      "The path of a value, and a range. The smallest value with which the demand holds is found.",
      valueName: "path = range"))
  var smallest: String?

  @Option(
    help: ArgumentHelp(
      "The path of a value, and a range. The largest value with which the demand holds is found.",
      valueName: "path = range"))
  var largest: String?

  @Option(
    help: ArgumentHelp("The demand, such as 'p99 downtime < 500 ms'.", valueName: "metric < value"))
  var suchThat: String

  @Option(help: "In what share of replications a demand without a statistic must hold.")
  var probability = 0.95

  @OptionGroup var options: StudyOptions

  func validate() throws {
    if (smallest == nil) == (largest == nil) {
      throw ValidationError("name one value, with --smallest or with --largest")
    }
    if !(0.0001..<1).contains(probability) {
      throw ValidationError("--probability must be above 0 and below 1, such as 0.95")
    }
  }

  func run() throws {
    let wanted: PlanStudy.Wanted = smallest != nil ? .smallest : .largest
    let option = "--\(wanted.rawValue)"
    var demand: Demand?
    try answering("--such-that") { demand = try Demand(suchThat, probability: probability) }
    var axis: Axis?
    try answering(option) { axis = try Axis(smallest ?? largest!) }
    guard let demand, let axis else { return }
    let line = ProgressLine()
    try answering("apus plan") {
      let laboratory = try options.laboratory(scenario, enough: demand.leastReplications)
      let study = try PlanStudy(wanted, axis, suchThat: demand, in: laboratory) { count in
        line.show("\(count) values")
      }
      line.clear()
      try options.write(study.csv, inputs: [scenario])
      try Screen.answer(study.text)
      if !study.hasAnswer { throw ExitCode(1) }
    }
  }
}

/// `apus sensitivity`: which value decides?
struct SensitivityCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sensitivity",
    abstract: "Say which of several values decides a result.",
    discussion: """
      Prints Sobol's indices: the share of a result's variance that each value explains alone, \
      and the share that it explains together with the others. All values vary within their \
      ranges.

        apus sensitivity S.json --of 'mean downtime' --vary 'vms[web].memory = 1..16 GiB' \\
          --vary '..bandwidth = 1..10 Gbit/s'
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp("A value and its range.", valueName: "path = range"))
  var vary: [String]

  @Option(
    name: .customLong("of"),
    help: ArgumentHelp("The result: a metric, with mean or p99 before it.", valueName: "result"))
  var result: String

  @Option(help: "How many points, n, each of two samples has; n (values + 2) points are run.")
  var points = 256

  @OptionGroup var options: StudyOptions

  func validate() throws {
    if !(16...65536).contains(points) {
      throw ValidationError("--points must be from 16 to 65536")
    }
  }

  func run() throws {
    let line = ProgressLine()
    var measure: Measure?
    try answering("--of") { measure = try Measure(result) }
    guard let measure else { return }
    try answering("--vary") {
      let axes = try vary.map { try Axis($0) }
      let laboratory = try options.laboratory(scenario)
      let study = try SensitivityStudy(of: measure, axes, count: points, in: laboratory) {
        line.show($0, of: $1)
      }
      line.clear()
      try options.write(study.csv, inputs: [scenario])
      try Screen.answer(study.text)
    }
  }
}

/// `apus rank`: which is best, and how sure is that?
struct RankCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rank",
    abstract: "Rank strategies and points by a metric, and say how sure that is.",
    discussion: """
      Every strategy at every point is compared with the best one, on equal VMs: the difference, an \
      interval that holds for all comparisons together, and the probability of being best.

        apus rank S.json --by downtime
        apus rank S.json --by makespan --vary 'admission.limits.hostOut = 1, 2, 4, 8'
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(help: ArgumentHelp("The metric, as summary.csv calls it.", valueName: "metric"))
  var by: String

  @Flag(help: "Rank larger values as better.")
  var largest = false

  @Option(help: "Independent runs of each strategy, instead of the scenario's number.")
  var replications: Int?

  @Option(help: "The seed, instead of the scenario's.")
  var seed: UInt64?

  @Option(help: "Replications that run at a time (default: one for each core).")
  var jobs: Int?

  @OptionGroup var sweep: SweepOptions
  @OptionGroup var trust: Trust

  func validate() throws {
    if let replications, !(2...1_000_000).contains(replications) {
      throw ValidationError("--replications must be from 2 to 1000000")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
  }

  func run() throws {
    var scenario = try readScenario(scenario, trust, sweep.request)
    if let replications { scenario.replications = min(replications, scenario.maximumReplications) }
    if let seed { scenario.seed = seed }
    let played = scenario
    try answering("--by") {
      let study = try RankStudy(
        played, by: by, isLargestBest: largest,
        jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount)
      try Screen.answer(study.text)
    }
  }
}
