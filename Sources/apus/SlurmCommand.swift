import ArgumentParser
import Experiment
import Foundation
import Quantities

/// `apus slurm`: an experiment as jobs of a cluster.
struct SlurmCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "slurm",
    abstract: "Write a script that runs a scenario on a Slurm cluster.",
    discussion: """
      The script submits an array of tasks, each a shard of the run, and a job that merges them when all \
      have succeeded. A task that is killed or queued again continues where it was interrupted, \
      or begins again. The results are the same to the byte as those of one machine.

        apus slurm S.json --replications 1000
        apus slurm S.json --vary '..bandwidth = 1, 10, 25 Gbit/s' --output bandwidths
        bash S-slurm.sh --partition=short --time=1:00:00

      Without --tasks, a few replications are run here to cut the work into tasks of 30 s or more. The \
      script is to be run in the folder where it was written, which all nodes share, as is the program. \
      Tasks use as many cores as --cpus-per-task gives them.

      Without Slurm, --shard and apus merge do the same with any other system: see apus merge --help.
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Option(help: "How many tasks there are (default: as many as take 30 s each, 1000 at most).")
  var tasks: Int?

  @Option(
    help: ArgumentHelp("The script (default: NAME-slurm.sh).", valueName: "file"))
  var script: String?

  @OptionGroup var sweep: SweepOptions
  @OptionGroup var options: PlayOptions

  /// What a task takes at least: starting one costs a second or more.
  private static let leastSeconds = 30.0
  private static let mostTasks = 1000

  func validate() throws {
    if options.precision != nil {
      throw ValidationError("find the number with apus run --precision, and write --replications")
    }
    if options.shard != nil || options.resume || options.jobs != nil {
      throw ValidationError("--shard, --resume and --jobs are for the tasks; the script says them")
    }
    if let tasks, !(1...Shard.most).contains(tasks) {
      throw ValidationError("--tasks must be from 1 to \(Shard.most)")
    }
  }

  func run() throws {
    let scenario = try options.scenario(scenario, sweep.request)
    let total = StudyRun.replications(of: scenario)
    let each = tasks == nil ? StudyRun.secondsPerReplication(of: scenario) : nil
    let tasks =
      tasks
      ?? each.map {
        min(Self.mostTasks, total, max(1, Int($0 * Double(total) / Self.leastSeconds)))
      }
      ?? 1
    guard tasks <= total else {
      try refuse("--tasks \(tasks): there are \(total) replications; write that or less")
    }
    let text = SlurmScript(
      name: scenario.name, program: Self.program,
      command: [sweep.request == nil ? "run" : "sweep", self.scenario] + sweep.arguments
        + options.arguments,
      output: options.output ?? "apus-results/\(scenario.name)", tasks: tasks, replications: total,
      secondsPerTask: each.map { $0 * Double(total) / Double(tasks) }
    ).text
    let path = script ?? "\(scenario.name)-slurm.sh"
    do throws(OutputError) {
      let file = try OutputFile(path, option: "--script", inputs: scenario.files)
      try file.write(Data(text.utf8))
      try file.finish()
    } catch {
      try refuse(error)
    }
    try Screen.answer(
      "\(path): \(total) replications in \(tasks) task\(tasks == 1 ? "" : "s"); submit it with: bash \(SlurmScript.quoted(path))"
    )
  }

  /// The path of this program.
  private static var program: String {
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath().path
  }
}

extension PlayOptions {
  /// What a task is told of them.
  fileprivate var arguments: [String] {
    var all: [String] = []
    func add(_ option: String, _ value: (some CustomStringConvertible)?) {
      if let value { all += [option, value.description] }
    }
    add("--replications", replications)
    add("--seed", seed)
    add("--fidelity", fidelity)
    add("--quantiles", quantiles)
    add("--time-limit", timeLimit)
    add("--event-limit", eventLimit)
    if trust.sandbox { all.append("--sandbox") }
    if trust.allowFormulas { all.append("--allow-formulas") }
    return all
  }
}

extension SweepOptions {
  /// What a task is told of them.
  fileprivate var arguments: [String] {
    vary.flatMap { ["--vary", $0] } + `where`.flatMap { ["--where", $0] }
      + (design.map { ["--design", $0] } ?? []) + (points.map { ["--points", "\($0)"] } ?? [])
  }
}
