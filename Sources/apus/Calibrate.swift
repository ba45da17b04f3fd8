import ArgumentParser
import Experiment
import Foundation
import Prediction

/// `apus calibrate`: measured migrations in, workload families out.
struct Calibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Estimate workload families from measured migrations.",
    discussion: """
      Reads an inventory with dirty rates, workloads and what was measured (total_time_ms, downtime_ms), and \
      finds for each workload the parameters whose predictions score best. Predict with them:

        apus calibrate measured.csv --output families.json
        apus predict vms.csv --families families.json

      An export with past migrations, which apus import reads, may stand in the place of the file. A workload \
      needs \(Calibration.fewest) migrations or more. The family unknown is for VMs whose workload nobody knows. \
      Rows without a workload make it. Without such rows, three workloads or more make it: it is as far from \
      them as they are from each other. Equal seeds give equal results.

      A shell script migrates VMs with virsh and writes such a file:

        apus calibrate --script > measure-migrations

      Of a workload with \(Calibration.fewEnough) migrations or fewer, the screen tells what they are worth. \
      Each is left out once and predicted by a family that was calibrated on the others. --worth does so \
      with more migrations, too, in \(Calibration.mostGroups) groups; it takes many times as long.
      """)

  @Argument(
    help: ArgumentHelp("The measured migrations: a CSV file, or an export.", valueName: "data.csv"))
  var data: String?

  @Flag(
    help:
      "Print a script that migrates VMs with virsh and writes such a file, and calibrate nothing.")
  var script = false

  @Flag(help: "Tell what the migrations are worth, however many there are.")
  var worth = false

  @Option(help: ArgumentHelp("The file to write (default: the output).", valueName: "file.json"))
  var output: String?

  @Option(help: "Independent runs of each row.")
  var replications = 16

  @Option(help: "Rows of each workload and technique at most; more take longer.")
  var rows = 240

  @Option(help: "The most scores that are computed from each of three starting points.")
  var evaluations = 160

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Rows that are run at a time (default: one for each core).")
  var jobs: Int?

  func validate() throws {
    if script != (data == nil) {
      throw ValidationError(
        script ? "--script reads no file; leave it out" : "name the measured migrations, a CSV file"
      )
    }
    for (value, name, most) in [
      (replications, "--replications", 1000), (rows, "--rows", 1_000_000),
      (evaluations, "--evaluations", 100_000), (jobs ?? 1, "--jobs", 1024),
    ] where !(1...most).contains(value) {
      throw ValidationError("\(name) must be from 1 to \(most)")
    }
  }

  func run() throws {
    guard let data else { return try Screen.answer(Data(MeasuringScript.text.utf8)) }
    let bytes = try ExportedFleet.rows(data, ofPast: true)
    var effort = Calibration.Effort()
    effort.replications = replications
    effort.rows = rows
    effort.evaluations = evaluations
    effort.seed = seed
    effort.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let line = ProgressLine()
    let calibration: Calibration
    do {
      let file = try output.map { try OutputFile($0, inputs: [data]) }
      calibration = try Calibration(
        bytes, file: data, effort: effort, tellsWorth: worth ? true : nil
      ) { family, source in
        line.clear()
        line.show("calibrating \(family) from \(source)")
      }
      line.clear()
      try file?.write(Data(calibration.json.utf8))
      try file?.finish()
    } catch let error as any CustomStringConvertible & Error {
      line.clear()
      try refuse(error)
    }
    if let passedOver = calibration.passedOver { Screen.complain(passedOver) }
    if output == nil {
      try Screen.answer(calibration.json)
      Screen.complain(calibration.screen)
    } else {
      try Screen.answer(calibration.screen)
    }
  }
}

/// The bytes of a file or pipe, or the end of the program.
func readFile(_ path: String) throws -> [UInt8] {
  guard let file = FileHandle(forReadingAtPath: path),
    let data = try? file.readToEnd() ?? Data()
  else { try refuse("\(path): is not a file that can be read; check the path") }
  return Array(data)
}
