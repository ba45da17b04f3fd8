import ArgumentParser
import Experiment
import Foundation
import Inventories
import Prediction
import Quantities

/// `apus predict`: a table of VMs in, predictions with intervals out.
struct Predict: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "predict",
    abstract: "Predict the migrations of an inventory, or a single one, with intervals.",
    discussion: """
      Reads a CSV file with a row for each migration, and writes it again with predictions in further \
      columns. The first is the share of replications that converged. Then follow the 5 %, 50 % and 95 % \
      points and the mean of total time, downtime and bytes sent. A replication that does not converge \
      counts as never: the 95 % point is empty if more than 5 % do not. Means are over those that \
      converged. The last columns are the share that an operator ended by stopping the VM (0 without \
      --stop-when-stalled), and how long the VM was unreachable. Columns are found by their names, in any \
      order; others pass through.

      \(columns)

      Measured columns (total_time_ms, downtime_ms or outage_ms, sent_kib or sent_bytes, converged) pass \
      through too. Only --score reads them, to compare them with the predictions. \(Predictor.measuredHelp)

        apus predict vms.csv --output predicted.csv
        apus predict measured.csv --score
        apus predict --memory "8 GiB" --dirty-rate "5000 pages/s" --technique xbzrle

      Cells that change nothing are told on the error stream, such as multifd_channels with post-copy. So is \
      what was taken for granted.

      Exit code 3: some rows could not be predicted, or not be scored; the error stream has a message for \
      each, with its line.
      """)

  @Argument(
    help: ArgumentHelp(
      "The inventory, a CSV file; or an export that apus import reads.", valueName: "vms.csv"))
  var inventory: String?

  @Option(help: ArgumentHelp("The file to write (default: the output).", valueName: "file.csv"))
  var output: String?

  @Flag(help: "Compare with the measured columns, and print scores instead of predictions.")
  var score = false

  @Option(help: ArgumentHelp("A CSV file for the scores.", valueName: "file.csv"))
  var scoreOutput: String?

  @Option(help: "Independent runs of each row.")
  var replications = 100

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Rows that are worked on at a time (default: one for each core).")
  var jobs: Int?

  @Option(
    help: ArgumentHelp(
      "How closely memory is modelled: \(Scenario.fidelityNames.joined(separator: ", ")).",
      valueName: "fidelity"))
  var fidelity: String?

  @Option(help: "The engine of every row, whatever the row says.")
  var engine: String?

  @Option(
    help: ArgumentHelp(
      "The devices of each VM whose row does not say: \(Predictor.machines.joined(separator: ", ")) (default: virtio).",
      valueName: "kind"))
  var devices: String?

  @Option(
    help: ArgumentHelp("Workload families of apus calibrate, a JSON file.", valueName: "file.json"))
  var families: String?

  @Flag(
    help:
      "For rows without stop_when_stalled: an operator stops the VM when its migration stalls."
  )
  var stopWhenStalled = false

  @OptionGroup(title: "A single migration") var single: SingleMigration

  func validate() throws {
    if !(1...100_000).contains(replications) {
      throw ValidationError("--replications must be from 1 to 100000")
    }
    if let jobs, !(1...1024).contains(jobs) {
      throw ValidationError("--jobs must be from 1 to 1024")
    }
    if let fidelity, !Scenario.fidelityNames.contains(fidelity) {
      throw ValidationError(
        "--fidelity must be one of \(Scenario.fidelityNames.joined(separator: ", "))")
    }
    if let engine, !Predictor.engines.contains(engine) {
      throw ValidationError("--engine must be one of \(Predictor.engines.joined(separator: ", "))")
    }
    if let devices, !Predictor.machines.contains(devices) {
      throw ValidationError(
        "--devices must be one of \(Predictor.machines.joined(separator: ", "))")
    }
    if scoreOutput != nil, !score { throw ValidationError("--score-output goes with --score") }
    if let output, output == scoreOutput {
      throw ValidationError("--output and --score-output name one file; name two")
    }
    if inventory == nil, single.memory == nil {
      throw ValidationError("name an inventory, or give --memory and --dirty-rate")
    }
    if let technique = single.technique, !SinglePrediction.techniques.contains(technique) {
      throw ValidationError(
        "--technique must be one of \(SinglePrediction.techniques.joined(separator: ", "))")
    }
    if inventory != nil, let option = single.given.first(where: { $0 != "--technique" }) {
      throw ValidationError("\(option) is for a single migration, without an inventory")
    }
    if inventory == nil, single.dirtyRate == nil {
      throw ValidationError(
        "--memory needs --dirty-rate, such as --dirty-rate \"5000 pages/s\", or --dirty-rate unknown"
      )
    }
    if case .unknown = single.dirtyRate, single.window != nil {
      throw ValidationError("--window goes with a rate; --dirty-rate unknown has no window")
    }
    if inventory == nil, output != nil || score {
      throw ValidationError("--output and --score are for an inventory")
    }
  }

  func run() throws {
    var predictor = Predictor()
    predictor.replications = replications
    predictor.seed = seed
    predictor.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    predictor.fidelity = fidelity
    predictor.engine = engine
    predictor.devices = devices
    predictor.stopsWhenStalled = stopWhenStalled
    predictor.scoresRows = score
    predictor.technique = inventory == nil ? nil : single.technique
    if let families {
      do throws(ScenarioErrors) {
        try predictor.useFamilies(families)
      } catch {
        try refuse(error)
      }
    }
    if let inventory {
      try predict(inventory, by: predictor)
    } else {
      try Screen.answer(single.answer(by: predictor))
    }
  }

  private func predict(_ path: String, by predictor: Predictor) throws {
    let bytes = try ExportedFleet.rows(path, ofPast: score)
    let inputs = [path] + [families].compactMap(\.self)
    let answer: OutputFile?
    let scores: OutputFile?
    do throws(OutputError) {
      answer = try output.map { path throws(OutputError) in
        try OutputFile(path, inputs: inputs)
      }
      scores = try scoreOutput.map { path throws(OutputError) in
        try OutputFile(path, option: "--score-output", inputs: inputs)
      }
    } catch {
      try refuse(error)
    }
    let line = ProgressLine()
    let sinks = Predictor.Sinks(
      answer: { data in
        if let answer {
          try answer.write(data)
        } else if !score {
          try Screen.answer(data)
        }
      },
      complaint: { text in
        line.clear()
        Screen.complain(text)
      },
      progress: { rows, share in line.show(ProgressLine.bar(share) + " \(rows) rows") })
    let tally: Predictor.Tally
    do {
      tally = try predictor.predict(bytes, file: path, to: sinks)
      line.clear()
      try answer?.finish()
    } catch let error as InventoryError {
      try refuse(error)
    } catch let error as OutputError {
      try refuse(error)
    }
    if score { try tell(tally.scores, in: scores) }
    if tally.failed > 0 {
      Screen.complain(
        "\(path): \(tally.failed) of \(tally.failed + tally.predicted) rows could not be predicted")
    }
    if tally.unscored > 0 {
      Screen.complain(
        "\(path): \(tally.unscored) of \(tally.failed + tally.predicted) rows could not be scored")
    }
    if tally.failed + tally.unscored > 0 { throw ExitCode(3) }
  }

  private func tell(_ scores: ScoreBoard, in file: OutputFile?) throws {
    do throws(OutputError) {
      try file?.write(Data(scores.csv.utf8))
      try file?.finish()
    } catch {
      try refuse(error)
    }
    try Screen.answer(scores.screen)
  }

  /// The columns, as `--help` shows them: in lines that it need not wrap, as it would not indent them.
  private static var columns: String {
    Predictor.columns.map { wrapped($0.names, by: 2) + "\n" + wrapped($0.meaning, by: 6) }
      .joined(separator: "\n")
  }

  /// Counts bytes, not characters: the texts are ASCII, and every start of the program makes them.
  private static func wrapped(_ text: String, by indent: Int, at width: Int = 78) -> String {
    let margin = String(repeating: " ", count: indent)
    var (wrapped, column) = ("", 0)
    for word in text.utf8.split(separator: UInt8(ascii: " ")) {
      if column > 0, column + 1 + word.count <= width {
        wrapped += " "
        column += 1 + word.count
      } else {
        wrapped += column > 0 ? "\n" + margin : margin
        column = indent + word.count
      }
      wrapped += Substring(word)
    }
    return wrapped
  }
}

/// A dirty rate, or that nobody knows it.
enum DirtyRate {
  case known(PagesPerSecond)
  case unknown

  /// Reads one.
  static func reading(_ text: String) throws -> DirtyRate {
    text.lowercased() == "unknown" ? .unknown : .known(try rateOfWrites(text))
  }

  var rate: PagesPerSecond? { if case .known(let rate) = self { rate } else { nil } }
}

/// Reads a rate of writes: reads are counted in the same units, and are none.
private func rateOfWrites(_ text: String) throws -> PagesPerSecond {
  let rate: PagesPerSecond = try quantity(text)
  guard !text.hasSuffix("reads/s") else {
    throw ValidationError("\"\(text)\" is a rate of reads; write it in pages/s or in writes/s")
  }
  return rate
}

/// A migration described on the command line.
struct SingleMigration: ParsableArguments {
  @Option(help: ArgumentHelp("The VM's memory.", valueName: "8 GiB"), transform: quantity)
  var memory: Bytes?

  @Option(
    help: ArgumentHelp(
      "Distinct pages that the VM writes per second; unknown for the rate of any VM.",
      valueName: "5000 pages/s"), transform: DirtyRate.reading)
  var dirtyRate: DirtyRate?

  @Option(
    help: ArgumentHelp(
      "The window over which the dirty rate was measured (default: 1 s).", valueName: "1 s"),
    transform: quantity)
  var window: Seconds?

  @Option(
    help: ArgumentHelp(
      "The data rate of the network (default: 924 Mbit/s, as Gigabit Ethernet).",
      valueName: "10 Gbit/s"), transform: quantity)
  var bandwidth: BytesPerSecond?

  @Option(
    help: ArgumentHelp(
      "The downtime that the engine aims for (default: the engine's).", valueName: "300 ms"),
    transform: quantity)
  var downtimeLimit: Seconds?

  @Option(
    help:
      "How the VM, or the VM of every row, is moved: \(SinglePrediction.techniques.joined(separator: ", "))."
  )
  var technique: String?

  @Option(help: "What runs in the VM, as in an inventory (default: unknown).")
  var workload: String?

  /// The options that were given.
  var given: [String] {
    [
      (memory != nil, "--memory"), (dirtyRate != nil, "--dirty-rate"), (window != nil, "--window"),
      (bandwidth != nil, "--bandwidth"), (downtimeLimit != nil, "--downtime-limit"),
      (technique != nil, "--technique"), (workload != nil, "--workload"),
    ].filter(\.0).map(\.1)
  }

  func answer(by predictor: Predictor) throws -> String {
    do throws(SinglePredictionError) {
      return try SinglePrediction(
        memory: memory!, dirtyRate: dirtyRate!.rate, window: window ?? Seconds(1),
        bandwidth: bandwidth,
        downtimeLimit: downtimeLimit, technique: technique, workload: workload, by: predictor
      ).text
    } catch {
      try refuse(error)
    }
  }
}
