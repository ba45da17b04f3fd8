import Experiment
import Randomness

/// What a sweep of two values says: a heat map for each strategy and metric, a cell for each point.
struct MapFigure {
  let figure: Figure
  /// How many strategies are drawn, and how many cells have their number in them.
  private static let most = (strategies: 4, cells: 12)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let points = shown.results.points
    guard points.isGrid else { return nil }
    // The value with more steps lies along the page.
    let along = points.values(0).count >= points.values(1).count ? 0 : 1
    let steps = (x: points.values(along), y: points.values(1 - along))
    let rows = try shown.results.tables.rows("summary.csv")
    let metrics = ShownMetric.told(by: rows).prefix(2)
    let strategies = Array(shown.strategies.prefix(Self.most.strategies))
    guard !metrics.isEmpty, !strategies.isEmpty else { return nil }
    let columns = max(metrics.count, 1)
    let grid = Panels(
      strategies.count * columns, columns: columns,
      height: min(320, max(130, steps.y.count * 26)),
      margins: (left: 92, top: 34, right: 96, bottom: 48))
    var panels: [String] = []
    var hasPart = false
    for strategy in strategies {
      for metric in metrics {
        let all = rows.filter { $0["metric"] == metric.name }
        let scale = Axis(all.compactMap { $0.number("mean") }, .named(all.first?["unit"] ?? ""))
        let cells = all.filter { $0["strategy"] == strategy }.compactMap { row -> Cell? in
          guard let x = steps.x.firstIndex(of: points.text(along, at: row["point"])),
            let y = steps.y.firstIndex(of: points.text(1 - along, at: row["point"]))
          else { return nil }
          return Cell(
            x: x, y: y, mean: row.number("mean"), isPart: (row.number("never_share") ?? 0) > 0)
        }
        hasPart = hasPart || cells.contains { $0.isPart && $0.mean != nil }
        let index = panels.count
        panels.append(
          grid.box(
            index,
            title: strategies.count > 1 ? "\(strategy): \(metric.text)" : metric.text)
            + Self.ticks("x", steps.x, points.axes[along].label)
            + Self.ticks("y", steps.y, points.axes[1 - along].label)
            + Self.plot(index, cells, steps: steps, scale: scale))
      }
    }
    figure = Figure(
      "map",
      title:
        "What \(points.axes[along].shortName) and \(points.axes[1 - along].shortName) lead to together",
      subtitle: shown.subtitle(
        "means over \(shown.results.replications) replications; the darker the more"
          + (hasPart ? "; !: not every migration finishes" : "")),
      remarks: shown.strategies.count > strategies.count
        ? [
          "\(strategies.count) of \(shown.strategies.count) strategies are shown; name others with --strategy"
        ] : [],
      canvas: grid.canvas, panels: panels)
  }

  private struct Cell {
    let x: Int
    let y: Int
    /// `nil` where nothing ended.
    let mean: Double?
    let isPart: Bool
  }

  private static func ticks(_ letter: String, _ values: [String], _ label: String) -> String {
    // Of many steps every so-manieth has its value.
    let stride = (values.count + 11) / 12
    let tics = values.enumerated().filter { $0.offset % stride == 0 }
      .map { "\(Gnuplot.quoted($0.element, most: 10)) \($0.offset + 1)" }
    return """
      unset logscale \(letter)
      set \(letter)range [0.5:\(values.count).5]
      set \(letter)tics (\(tics.joined(separator: ", "))) font ',10'
      set \(letter)label \(Gnuplot.quoted(label, most: 44))

      """
  }

  private static func plot(
    _ index: Int, _ cells: [Cell], steps: (x: [String], y: [String]), scale: Axis
  ) -> String {
    let known = cells.filter { $0.mean != nil }
    let boxes = known.map { cell in
      let (x, y) = (Double(cell.x + 1), Double(cell.y + 1))
      return [x, y, x - 0.5, x + 0.5, y - 0.5, y + 0.5, scale.at(cell.mean!)]
    }
    var texts = ""
    if steps.x.count <= most.cells {
      for cell in cells {
        let share = cell.mean.map { scale.share(of: $0) } ?? 0
        let text =
          cell.mean.map { shown(scale.at($0)) + (cell.isPart ? " !" : "") } ?? "never"
        texts +=
          "set label \(Gnuplot.quoted(text)) at first \(cell.x + 1), first \(cell.y + 1) center front"
          + " font ',\(steps.x.count > 6 ? 9 : 10)' textcolor rgb '\(share > 0.68 ? "#ffffff" : "#111111")'\n"
      }
    }
    let range = "[\(Gnuplot.number(scale.low)):\(Gnuplot.number(scale.high))]"
    let tics = scale.ticks(most: 4).map { "'\(Gnuplot.number($0))' \(Gnuplot.number($0))" }
    return """
      \(texts)set palette defined (0 '#f7fbff', 0.5 '#6baed6', 1 '#08306b')
      \(scale.isLogarithmic ? "set" : "unset") logscale cb
      set cbrange \(range)
      set cbtics (\(tics.joined(separator: ", "))) font ',10'
      set cblabel \(Gnuplot.quoted(scale.unit.isEmpty ? "" : "in \(scale.unit)")) font ',10' offset -0.5,0
      \(Gnuplot.data("m\(index)", boxes.isEmpty ? [[-1, -1, -2, -1, -2, -1, scale.low]] : boxes))\
      plot $m\(index) using 1:2:3:4:5:6:7 with boxxyerror fs solid 1 noborder lc palette

      """
  }

  /// A number to three digits.
  private static func shown(_ value: Double) -> String { Readable(roughly: value, .count).text }
}
