import ArgumentParser
import Experiment
import Figures
import Foundation
import Pages

/// `apus report`: results as one page.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report",
    abstract: "Write results as one page of HTML, to be read in a browser or printed.",
    discussion: """
      The page needs no network and no other file. It says the question, the answer with its interval, \
      what did not finish, what was assumed, and how to run it again, with figures and with tables that \
      can be sorted. Several folders are compared.

        apus report apus-results/first-migration
        apus report Results/drain-a-rack --output drain.html
        apus report Results/nsdi05-web-server Results/nsdi05-specweb99

      The question and the assumptions come from the scenario: Scenarios/NAME.json, NAME.json, or what \
      --scenario names; it must be the one that was run. Figures need gnuplot (Debian's gnuplot-nox); \
      without it the page is written without them, and the exit code is 5.
      """)

  @Argument(help: "The folders of results, of apus run or apus record.")
  var results: [String]

  @Option(
    help: ArgumentHelp("The page (default: NAME.html, or comparison.html).", valueName: "file.html")
  )
  var output: String?

  @Option(help: "The scenario from which the results were made; once for each.")
  var scenario: [String] = []

  @Option(
    help: ArgumentHelp(
      "The tables of an accuracy study, of apus accuracy (default: Results/accuracy, or accuracy beside the results).",
      valueName: "folder"))
  var accuracy: String?

  @OptionGroup var choice: Plot.Choice

  @OptionGroup var trust: Trust

  func run() throws {
    do {
      let report = try Report(
        results, scenarios: scenario, accuracy: accuracy, choice: choice.figures,
        reading: { path, drain throws(ScenarioErrors) in try trust.scenario(path, asking: drain) })
      for remark in report.remarks { Screen.complain(remark) }
      let gnuplot = Gnuplot()
      var missing: Gnuplot.Failure?
      do throws(Gnuplot.Failure) { try gnuplot.check() } catch { missing = error }
      let file = try OutputFile(output ?? "\(report.name).html", inputs: scenario)
      var draw: ((Figure) throws -> String)?
      if missing == nil { draw = { String(decoding: try gnuplot.draw($0), as: UTF8.self) } }
      let page = try report.page(draw)
      try file.write(Data(page.utf8))
      try file.finish()
      try Screen.answer(output ?? "\(report.name).html")
      if let missing {
        Screen.complain("\(missing.description); the page was written without figures")
        throw ExitCode(5)
      }
    } catch let error as any CustomStringConvertible & Error {
      try refuse(error)
    }
  }
}
