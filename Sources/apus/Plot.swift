import ArgumentParser
import Experiment
import Figures
import Foundation

/// `apus plot`: figures of results.
struct Plot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw figures of results, as SVG and PNG.",
    discussion: """
      Draws every figure that the files of a results folder allow, or one by name, with gnuplot. The \
      script of each figure, NAME.gp, is written too; change it, and gnuplot draws it again.

        apus plot apus-results/first-migration
        apus plot Results/drain-a-rack lanes --replication 3
        apus plot Results/what-the-guest-feels rounds --strategy auto-converge
        apus plot apus-results/how-much-bandwidth sweep
        apus plot Results/accuracy
        apus plot sensitivity.csv           the table of apus sensitivity --output

      \(FigureKind.all.map { "\($0.name): \($0.about) From \($0.needs.joined(separator: ", "))." }
        .joined(separator: "\n"))

      Needs gnuplot (Debian's gnuplot-nox); without it the exit code is 5.
      """)

  @Argument(
    help:
      "The folder of results, of apus run, apus record or apus accuracy, or a table of apus sensitivity."
  )
  var results: String

  @Argument(help: "The figure (default: all that the files allow).")
  var name: String?

  @Option(
    help: ArgumentHelp(
      "The folder for the figures (default: apus-figures/NAME).", valueName: "folder"))
  var output: String?

  @OptionGroup var choice: Choice

  func run() throws {
    do {
      let (title, figures) = try all()
      let gnuplot = Gnuplot()
      try gnuplot.check()
      let folder = ResultsFolder(output ?? "apus-figures/\(title)")
      try folder.prepare()
      for figure in figures {
        var files: [(name: String, data: Data)] = [("\(figure.name).gp", Data(figure.script.utf8))]
        for format in Gnuplot.Format.allCases {
          files.append(
            ("\(figure.name).\(format.rawValue)", try gnuplot.draw(figure, as: format)))
        }
        try folder.write(files)
        try Screen.answer("\(folder.path)/\(figure.name).svg: \(figure.title)")
        for remark in figure.remarks { try Screen.answer("  \(remark)") }
      }
    } catch let error as Gnuplot.Failure {
      Screen.complain(error.description)
      throw ExitCode(error.isMissing ? 5 : 2)
    } catch let error as any CustomStringConvertible & Error {
      try refuse(error)
    }
  }

  /// What the figures are called together, and the figures.
  private func all() throws -> (String, [Figure]) {
    if results.hasSuffix(".csv") {
      let tornado = try TornadoFigure(results).figure
      return ("sensitivity", try named([tornado], of: [tornado.name], needs: nil))
    }
    let accuracy = AccuracyFigures(results)
    if accuracy.exist {
      let figures = try accuracy.figures
      return ("accuracy", try named(figures, of: figures.map(\.name), needs: nil))
    }
    let kinds = FigureKind.all
    if let name, !kinds.contains(where: { $0.name == name }) {
      throw StoredResultsError(nothing: name, of: kinds.map(\.name))
    }
    let stored = try StoredResults(results)
    for remark in stored.remarks { Screen.complain(remark) }
    let kind = kinds.first { $0.name == name }
    let figures = try choice.figures.figures(of: stored, kind)
    return (stored.scenario, try named(figures, of: kinds.map(\.name), needs: kind?.needs))
  }

  private func named(_ figures: [Figure], of names: [String], needs: [String]?) throws -> [Figure] {
    guard let name else {
      guard !figures.isEmpty else {
        throw StoredResultsError(saying: "\(results): holds nothing that could be drawn")
      }
      return figures
    }
    if !names.contains(name) { throw StoredResultsError(nothing: name, of: names) }
    let wanted = figures.filter { $0.name == name }
    guard !wanted.isEmpty else {
      throw StoredResultsError(
        saying:
          "\(results): has nothing for the figure \(name), which is made from \((needs ?? []).joined(separator: ", "))"
      )
    }
    return wanted
  }

  /// What of the results figures show.
  struct Choice: ParsableArguments {
    @Option(
      help: "A strategy to show, by its name; may be given more than once (default: the first 8).")
    var strategy: [String] = []

    @Option(
      help:
        "A point of a sweep to show, by its number in points.csv; may be given more than once.")
    var point: [Int] = []

    @Option(help: "The replication to show, in figures of a single one.")
    var replication = 1

    @Option(help: "The VM of figures that show one migration (default: the first that finished).")
    var vm: String?

    var figures: FigureChoice {
      var choice = FigureChoice()
      (choice.strategies, choice.replication, choice.vm) = (strategy, replication, vm)
      choice.points = point.map(String.init)
      return choice
    }
  }
}

extension StoredResultsError {
  fileprivate init(nothing name: String, of names: [String]) {
    self.init(
      saying: "there is no figure \"\(name)\"; name one of \(names.joined(separator: ", "))")
  }
}
