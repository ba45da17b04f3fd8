import ArgumentParser
import Evidence
import Experiment
import Figures
import Foundation
import Prediction

/// `apus accuracy`: how near predictions come to measured migrations.
struct Accuracy: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "accuracy",
    abstract: "Measure how near predictions come to measured migrations.",
    discussion: """
      Predicts every row of an inventory of measured migrations three times. Known: with workload families that \
      were calibrated without this row. Unknown: with its workload left blank, by the standard family unknown. \
      New: with its workload left blank, by a family made from all other workloads. \
      Writes tables of errors and intervals, beside those of simpler models. They hold aggregates only, no \
      measured rows.

        apus accuracy --data measured.csv --output Results/accuracy

      With --cases, migrations whose every input is known are predicted too. With --article, the study is \
      also written as an article, a Markdown file. Figures need gnuplot.

      With --measured, a folder of other measurements is predicted row by row: migrations at a time, managers, \
      evacuations, failures, storage and published cases. Each number is told as a forecast or as a fit. \
      This takes seconds and needs no --data. It writes laboratories.csv and, with --measured-article, a page.

        apus accuracy --measured Tests/ValidationTests/Data --output Results/accuracy
      """)

  /// What is taken where nothing is said, and not told again in the article.
  private static let usual = (folds: 5, replications: 100, rows: 120, evaluations: 60)

  @Option(help: ArgumentHelp("The measured migrations, a CSV file.", valueName: "data.csv"))
  var data: String?

  @Option(
    help: ArgumentHelp("A folder of measurements of other kinds.", valueName: "folder"))
  var measured: String?

  @Option(
    help: ArgumentHelp("The article to write about --measured.", valueName: "file.md"))
  var measuredArticle: String?

  @Option(help: ArgumentHelp("The folder for the tables.", valueName: "folder"))
  var output = "apus-results/accuracy"

  @Option(
    help: ArgumentHelp("Migrations whose every input is known, a CSV file.", valueName: "cases.csv")
  )
  var cases: String?

  @Option(help: ArgumentHelp("The article to write.", valueName: "file.md"))
  var article: String?

  @Flag(help: "Leave the figures out.")
  var withoutFigures = false

  @Option(
    help:
      "Into how many groups the rows of a workload are divided. Each group is predicted from the others."
  )
  var folds = Self.usual.folds

  @Option(help: "Independent runs of each row that is predicted.")
  var replications = Self.usual.replications

  @Option(help: "Rows of each workload and technique, at most, that a calibration uses.")
  var rows = Self.usual.rows

  @Option(help: "The most scores that a calibration computes from each of three starting points.")
  var evaluations = Self.usual.evaluations

  @Option(help: "The seed.")
  var seed: UInt64 = 1

  @Option(help: "Rows that are run at a time (default: one for each core).")
  var jobs: Int?

  func validate() throws {
    if data == nil, measured == nil {
      throw ValidationError(
        "name measured migrations, --data FILE.csv, or a folder of other measurements, --measured FOLDER"
      )
    }
    if data == nil, cases != nil || article != nil {
      throw ValidationError("--cases and --article go with --data; name the migrations, too")
    }
    if measured == nil, measuredArticle != nil {
      throw ValidationError("--measured-article goes with --measured; name the folder, too")
    }
    for (value, name, range) in [
      (folds, "--folds", 2...100), (replications, "--replications", 2...10_000),
      (rows, "--rows", 10...1_000_000), (evaluations, "--evaluations", 1...100_000),
      (jobs ?? 1, "--jobs", 1...1024),
    ] where !range.contains(value) {
      throw ValidationError("\(name) must be from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// What was asked for, wherever the data lie.
  private func command(_ data: String) -> String {
    var words = ["apus accuracy --data \(URL(filePath: data).lastPathComponent)"]
    if let cases { words.append("--cases \(cases)") }
    words.append("--output \(output)")
    if let article { words.append("--article \(article)") }
    let usual = Self.usual
    for (option, value, usual) in [
      ("--folds", folds, usual.folds), ("--replications", replications, usual.replications),
      ("--rows", rows, usual.rows),
      ("--evaluations", evaluations, usual.evaluations),
    ] where value != usual { words.append("\(option) \(value)") }
    if seed != 1 { words.append("--seed \(seed)") }
    return words.joined(separator: " ")
  }

  func run() throws {
    if let measured { try compare(measured) }
    if let data { try study(data) }
  }

  /// Predicts a folder of measurements.
  private func compare(_ measured: String) throws {
    let folder = ResultsFolder(output, inputs: [measured] + [data, cases].compactMap(\.self))
    let line = ProgressLine()
    do {
      try folder.prepare()
      let told = try measuredArticle.map { try OutputFile($0, option: "--measured-article") }
      var study = try EvidenceStudy(
        MeasuredFolder(measured), jobs: jobs ?? ProcessInfo.processInfo.activeProcessorCount
      ) { kind in
        line.clear()
        line.show(kind)
      }
      line.clear()
      study.command =
        "apus accuracy --measured \(measured) --output \(output)"
        + (measuredArticle.map { " --measured-article \($0)" } ?? "")
      try folder.write(study.files)
      try told?.write(Data(study.article.utf8))
      try told?.finish()
      try Screen.answer("\(study.screen)\nCSV files: \(folder.path)")
    } catch let error as any CustomStringConvertible & Error {
      line.clear()
      try refuse(error)
    }
  }

  /// Calibrates with measured migrations, and predicts them.
  private func study(_ data: String) throws {
    let bytes = try readFile(data)
    let inputs = [data] + [cases].compactMap(\.self)
    let folder = ResultsFolder(output, inputs: inputs)
    var effort = Calibration.Effort()
    effort.rows = rows
    effort.evaluations = evaluations
    effort.seed = seed
    effort.jobs = jobs ?? ProcessInfo.processInfo.activeProcessorCount
    let line = ProgressLine()
    var study: AccuracyStudy
    let known = try cases.map { try (bytes: readFile($0), file: $0) }
    do {
      // What is missing is looked for before hours of work, and not after.
      if !withoutFigures {
        do throws(Gnuplot.Failure) {
          try Gnuplot().check()
        } catch {
          try refuse("\(error), or leave the figures out: --without-figures")
        }
      }
      try folder.prepare()
      let told = try article.map { try OutputFile($0, option: "--article", inputs: inputs) }
      study = try AccuracyStudy(
        bytes, file: data, folds: folds, replications: replications, effort: effort
      ) { text in
        line.clear()
        line.show(text)
      }
      line.clear()
      study.command = command(data)
      study.controlled = try known.map {
        try ControlledCases(
          $0.bytes, file: $0.file, replications: replications, seed: seed, jobs: effort.jobs)
      }
      // The tables first: a figure that cannot be drawn takes nothing with it.
      try folder.write(study.files)
      try told?.write(Data(study.article.utf8))
      try told?.finish()
      if !withoutFigures {
        for figure in try AccuracyFigures(output).figures {
          try folder.write([("\(figure.name).svg", try Gnuplot().draw(figure))])
        }
      }
    } catch let error as any CustomStringConvertible & Error {
      line.clear()
      try refuse(error)
    }
    if let passedOver = study.passedOver { Screen.complain(passedOver) }
    try Screen.answer("\(study.screen)\nCSV files: \(folder.path)")
  }
}
