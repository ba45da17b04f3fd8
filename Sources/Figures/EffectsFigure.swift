import Experiment

/// What a sweep of several values says: each metric against each value, a point for each point of the
/// design, whatever the other values are there.
struct EffectsFigure {
  let figure: Figure
  /// How many strategies and values are drawn.
  private static let most = (strategies: Style.series.count, values: 6)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let points = shown.results.points
    guard points.axes.count > 1, !points.isGrid else { return nil }
    let rows = try shown.results.tables.rows("summary.csv")
    let metrics = ShownMetric.told(by: rows).prefix(2)
    guard !metrics.isEmpty else { return nil }
    let strategies = Array(shown.strategies.prefix(Self.most.strategies))
    let values = Array(points.axes.indices.prefix(Self.most.values))
    let columns = metrics.count
    let grid = Panels(
      values.count * columns, columns: columns, height: 150,
      margins: (left: 78, top: 22, right: 24, bottom: 56), hasLegend: strategies.count > 1)
    var panels: [String] = []
    if strategies.count > 1 {
      panels.append(
        grid.legend(strategies.enumerated().map { (CurveLook($0).points(isHollow: false), $1) }))
    }
    var hasNever = false
    for value in values {
      let steps = SweptAxis(points, value)
      for metric in metrics {
        let own = rows.filter { $0["metric"] == metric.name }
        hasNever = hasNever || own.contains { $0.number("mean") == nil }
        let axis = Axis(
          own.compactMap { $0.number("mean") }.filter { $0 > 0 }, .named(own.first?["unit"] ?? ""))
        let index = panels.count - (strategies.count > 1 ? 1 : 0)
        var data = ""
        var plots: [String] = []
        for (number, strategy) in strategies.enumerated() {
          let places = own.filter { $0["strategy"] == strategy }.compactMap { row -> [Double]? in
            guard let x = steps.place(of: row["point"]), let mean = row.number("mean") else {
              return nil
            }
            return [x, max(axis.low, axis.at(mean))]
          }
          guard !places.isEmpty else { continue }
          data += Gnuplot.data("e\(index)_\(number)", places)
          plots.append(
            "$e\(index)_\(number) using 1:2 \(CurveLook(number).points(isHollow: false))")
        }
        guard !plots.isEmpty else { return nil }
        panels.append(
          grid.box(index) + steps.commands + axis.commands("y", metric.text, most: 4) + data
            + "plot \(plots.joined(separator: ", "))\n")
      }
    }
    var remarks: [String] = []
    if points.axes.count > values.count {
      remarks.append("\(values.count) of \(points.axes.count) values are shown")
    }
    if shown.strategies.count > strategies.count {
      remarks.append(
        "\(strategies.count) of \(shown.strategies.count) strategies are shown; name others with --strategy"
      )
    }
    if hasNever { remarks.append("points at which nothing finishes are left out") }
    figure = Figure(
      "effects", title: "How results depend on each value that varies",
      subtitle: shown.subtitle(
        "means at each of \(points.names.count) points, where all values vary together"),
      remarks: remarks, canvas: grid.canvas, panels: panels)
  }
}
