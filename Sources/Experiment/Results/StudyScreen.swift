import Design
import Quantities
import StrictJSON

/// The table that is printed for a scenario with several points: one line for each point and strategy.
extension StudyRun {
  /// The most lines of the table: summary.csv has them all.
  private static let mostLines = 100

  /// The question, the table, and how to read it.
  ///
  /// - Parameters:
  ///   - byVM: whether each VM has a line of its own, where there is one point.
  ///   - answer: what stands below the question.
  ///   - width: how long lines of tables may be; `nil` for any length.
  public func screen(byVM: Bool = false, answer: String? = nil, width: Int? = nil) -> String {
    guard scenario.isSwept else {
      return points[0].screen(byVM: byVM, answer: answer, width: width)
    }
    let page = min(ExperimentRun.pageWidth, width ?? ExperimentRun.pageWidth)
    var lines: [String] = []
    if let question = scenario.questionInOneLine {
      lines += ExperimentRun.wrapped(question, at: page) + [""]
    }
    if let answer { lines += ExperimentRun.wrapped(answer, at: page) + [""] }
    let columns = points.dropFirst().reduce(points[0].columns) { $0 + $1.columns }
    let heads = ["point"] + scenario.axes.map(\.name) + points[0].heads(columns)
    let rows = points.enumerated().flatMap { number, point in
      point.rows(columns).map { row in
        ["\(number + 1)"].map { Readable(shown: $0) }
          + scenario.axes.map { Readable(shown: $0.cells[number]) } + row
      }
    }
    lines += ExperimentRun.aligned(
      heads.map(Visible.text), Array(rows.prefix(Self.mostLines)), texts: scenario.axes.count + 2,
      width: width)
    if rows.count > Self.mostLines {
      lines.append("and \(rows.count - Self.mostLines) more lines: summary.csv has them all")
    }
    lines.append("")
    lines += byPoint(most: Self.mostLines) { $0.lastingLines.map(Visible.text) }
    lines += byPoint(most: Self.mostNotes) { $0.brokenObjectives }
    lines += byPoint(most: Self.mostNotes) { $0.reasons }
    lines += notes
    let typical = points.first(where: \.isPlural) ?? points[0]
    lines += typical.caption(isComplete: points.allSatisfy(\.isComplete))
    return lines.joined(separator: "\n")
  }
}
