import ArgumentParser
import Experiment

/// What is varied on the command line.
struct SweepOptions: ParsableArguments {
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A path and its values. Values of several --vary are combined, each with every other; a ; within one varies values together.",
      valueName: "path = values"))
  var vary: [String] = []

  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "A condition that every point meets, such as 'a <= b'.", valueName: "condition"))
  var `where`: [String] = []

  @Option(
    help: ArgumentHelp(
      "How points are chosen: \(SweepRequest.designs.joined(separator: ", ")) (default: product).",
      valueName: "design"))
  var design: String?

  @Option(help: "How many points the design chooses (default: 16).")
  var points: Int?

  func validate() throws {
    if let design, !SweepRequest.designs.contains(design) {
      throw ValidationError(
        "--design must be one of \(SweepRequest.designs.joined(separator: ", "))")
    }
    if points != nil, design == nil || design == "product" {
      throw ValidationError("--points is for a design: latin-hypercube or sobol")
    }
    if let points, !(1...SweepRequest.mostPoints).contains(points) {
      throw ValidationError("--points must be from 1 to \(SweepRequest.mostPoints)")
    }
    if vary.isEmpty, !`where`.isEmpty || design != nil {
      throw ValidationError("--where and --design need a --vary; the file's own stand in the file")
    }
  }

  /// What they ask for; `nil` leaves it to the file.
  var request: SweepRequest? {
    vary.isEmpty
      ? nil : SweepRequest(vary: vary, conditions: `where`, design: design, count: points)
  }
}

/// `apus sweep`: a scenario at many points.
struct SweepCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweep",
    abstract: "Run a scenario at many points, each with other values in it.",
    discussion: """
      Any value of the scenario can be varied, by its path or by a JSON pointer. The values are \
      put into the file, which is then read as if you had written them. All points share their random numbers.

        apus sweep S.json --vary 'network.links[0].bandwidth = 1, 10, 25, 100 Gbit/s'
        apus sweep S.json --vary 'vms[web].memory = 4..64/5 GiB' --vary '..latency = 0.1, 10 ms'
        apus sweep S.json --vary 'vms[*].memory = log 1..64/7 GiB' --dry-run

      Paths: vms[0].memory; vms[web].memory, the one with this name; hosts[*].memory, all of them; \
      ..bandwidth, the only one anywhere; /vms/0/memory. A name in front is the column's: \
      'memory: vms[web].memory = 4, 8 GiB'.

      Values: a list, with a unit at the end for all; a..b/n, n values at equal distances; \
      log a..b/n, at equal ratios; whole a..b/n, rounded to whole numbers. With --design sobol \
      or latin-hypercube, a..b: the design chooses values from it.

      'a = 1, 2; b = 3, 4' varies both together. --where 'a <= b' leaves points out.

      summary.csv and comparison.csv have a column for each value that is varied, points.csv lists the \
      points. In the file, "sweep": { "vary": [ ... ] } says the same, and apus run plays it.
      """)

  @Argument(help: "The scenario, a JSON file.")
  var scenario: String

  @Flag(help: "List the points and the values that they replace, and run nothing.")
  var dryRun = false

  @OptionGroup var sweep: SweepOptions
  @OptionGroup var options: PlayOptions

  func run() throws {
    let scenario = try options.scenario(scenario, sweep.request)
    guard scenario.isSwept else {
      try refuse(
        "\(scenario.files[0]): varies nothing; add --vary 'path = values', or \"sweep\" to the file"
      )
    }
    guard !dryRun else { return try Screen.answer(scenario.pointList) }
    try options.play(scenario)
  }
}
