package import Experiment

/// The mean of each metric in each strategy, with its interval: a panel for each metric.
struct MeansFigure {
  let figure: Figure

  /// One line of the figure: a label and the rows of `summary.csv` about it.
  struct Line {
    let label: String
    let rows: [RecordedRow]
  }

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    // Of a sweep there are figures that say more.
    guard shown.results.points.axes.isEmpty else { return nil }
    // One number has nothing beside it.
    guard shown.results.arms.count > 1 || shown.results.replications > 1 else { return nil }
    let rows = try shown.results.tables.rows("summary.csv")
    let byArm = Dictionary(grouping: rows, by: StoredResults.Arm.init)
    let remarks =
      shown.results.arms.count > Self.most
      ? ["\(Self.most) of \(shown.results.arms.count) strategies are shown"] : []
    self.init(
      shown.results.arms.prefix(Self.most).map { Line(label: $0.label, rows: byArm[$0] ?? []) },
      subtitle: shown.subtitle(
        shown.results.replications > 1
          ? "means over \(shown.results.replications) replications, 95 % intervals"
          : "one replication, so no intervals"),
      remarks: remarks)
  }

  /// How many lines can be read.
  static let most = 40

  init?(_ lines: [Line], subtitle: String, remarks: [String]) {
    let panels = ShownMetric.told(by: lines.flatMap(\.rows)).map { metric in
      (metric.text, lines.map { line in line.rows.first { $0["metric"] == metric.name } })
    }
    guard !panels.isEmpty else { return nil }
    let labels = lines.map(\.label)
    let margin = min(220, 24 + 7 * min(26, labels.map(\.count).max() ?? 0))
    // The share that never ends stands at the right.
    let hasNever = lines.flatMap(\.rows).contains { ($0.number("never_share") ?? 0) > 0 }
    let grid = Panels(
      panels.count, columns: panels.count == 1 ? 1 : 2, height: max(60, lines.count * 22),
      margins: (left: margin, top: 14, right: hasNever ? 96 : 24, bottom: 50))
    figure = Figure(
      "means", title: "What each strategy takes on average", subtitle: subtitle, remarks: remarks,
      canvas: grid.canvas,
      panels: panels.enumerated().map { index, panel in
        Self.panel(
          index, panel.0, panel.1, labels: labels, ticks: max(2, min(4, grid.plotWidth / 42)),
          box: grid.box(index))
      })
  }

  private static func panel(
    _ index: Int, _ text: String, _ rows: [RecordedRow?], labels: [String], ticks most: Int,
    box: String
  ) -> String {
    let unit = rows.compactMap { $0?["unit"] }.first ?? ""
    var points: [[Double]] = []
    var values: [Double] = []
    var notes = ""
    for (line, row) in rows.enumerated() {
      guard let row else { continue }
      let never = row.number("never_share") ?? 0
      if never > 0 {
        notes +=
          "set label \(Gnuplot.quoted("never: \(percent(never))"))"
          + " at graph 1.0, first \(line + 1) left offset 0.5,0 font ',10'\n"
      }
      guard let mean = row.number("mean") else { continue }
      let low = row.number("ci95_low") ?? mean
      let high = row.number("ci95_high") ?? mean
      points.append([mean, Double(line + 1), low, high])
      values += [mean, low > 0 ? low : mean, high]
    }
    let axis = Axis(values, .named(unit))
    let scaled = points.map { point in
      [axis.at(point[0]), point[1], max(axis.low, axis.at(point[2])), axis.at(point[3])]
    }
    let tics = labels.enumerated().map { "\(Gnuplot.quoted($1, most: 26)) \($0 + 1)" }
    return """
      \(box)\(axis.commands("x", text, most: most))set yrange [\(labels.count).6:0.4]
      unset ylabel
      set ytics (\(tics.joined(separator: ", ")))
      \(notes)\(Gnuplot.data("m\(index)", scaled))plot $m\(index) using 1:2:3:4 with xerrorbars \
      lc rgb '\(Style.blue)' lw 2 pt 7 ps 0.8

      """
  }

  static func percent(_ share: Double) -> String {
    let whole = (share * 100).rounded()
    if share > 0, whole == 0 { return "below 1 %" }
    if share < 1, whole == 100 { return "above 99 %" }
    return "\(Int(whole)) %"
  }
}

extension Figure {
  /// The means of strategies of several results, one line each.
  ///
  /// - Parameter lines: a label, and the rows of `summary.csv` about it.
  package static func means(_ lines: [(label: String, rows: [RecordedRow])]) -> Figure? {
    MeansFigure(
      lines.prefix(MeansFigure.most).map { .init(label: $0.label, rows: $0.rows) },
      subtitle: "means with 95 % intervals",
      remarks: lines.count > MeansFigure.most
        ? ["\(MeansFigure.most) of \(lines.count) strategies are shown"] : [])?.figure
  }
}
