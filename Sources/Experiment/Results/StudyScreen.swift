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
    let heads =
      ["point"] + scenario.axes.map(\.name) + ["strategy"]
      + points[0].heads(makespan: points[0].hasMakespan)
    let rows = points.enumerated().flatMap { number, point in
      point.rows.map { row in
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
    let told = points.enumerated().flatMap { number, point in
      point.lastingLines.map { Visible.text("point \(number + 1), \($0)") }
    }
    lines += told.prefix(Self.mostLines) + (told.isEmpty ? [] : [""])
    let reasons = points.enumerated().flatMap { number, point in
      point.reasons.filter { !$0.isEmpty }.map { "point \(number + 1), \($0)" }
    }
    lines += reasons.prefix(20)
    if reasons.count > 20 { lines.append("and \(reasons.count - 20) more such lines") }
    if !reasons.isEmpty { lines.append("") }
    lines += points[0].caption(isComplete: points.allSatisfy(\.isComplete))
    return lines.joined(separator: "\n")
  }
}
