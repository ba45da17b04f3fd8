import Experiment

/// The figures of an accuracy study, made from its tables.
public struct AccuracyFigures {
  private let tables: StoredTables

  /// - Parameter folder: where `apus accuracy` wrote the tables.
  public init(_ folder: String) { tables = StoredTables(folder) }

  /// Whether the folder holds such tables.
  public var exist: Bool { tables.has("reliability.csv") && tables.has("predicted.csv") }

  /// Every figure for which there is a table.
  ///
  /// - Throws: if a table is damaged.
  public var figures: [Figure] {
    get throws(StoredResultsError) {
      try [reliability, load, predicted, cases].compactMap(\.self)
    }
  }

  private static let subtitle = "workload known"

  /// The rows of a table about known workloads, by technique in the order of the table.
  private func byTechnique(
    _ file: String, needing columns: [String]
  ) throws(StoredResultsError) -> [(technique: String, rows: [RecordedRow])] {
    var order: [String] = []
    var groups: [String: [RecordedRow]] = [:]
    for row in try tables.rows(
      file, needing: ["standing", "technique"] + columns,
      where: { $0["standing"] == "known" && $0["technique"] != "all" })
    {
      if groups[row["technique"]] == nil { order.append(row["technique"]) }
      groups[row["technique"], default: []].append(row)
    }
    return order.map { ($0, groups[$0]!) }
  }

  /// How often intervals of each nominal level held the measured total time: a panel for each technique.
  private var reliability: Figure? {
    get throws(StoredResultsError) {
      let groups = try byTechnique("reliability.csv", needing: ["nominal", "observed"])
      guard !groups.isEmpty else { return nil }
      return facets(
        "reliability", title: "How many measured total times an interval holds",
        subtitle: "\(Self.subtitle); dashed: as many as it promises", groups.map(\.technique)
      ) { index, isLast in
        """
        unset logscale xy
        set xrange [0:1]
        set yrange [0:1]
        set xtics ('0' 0, '0.5' 0.5, '1' 1)
        set ytics ('0' 0, '0.5' 0.5, '1' 1)
        \(isLast ? "set xlabel 'nominal level'" : "unset xlabel")
        set ylabel 'share inside'
        \(Gnuplot.data("r\(index)", groups[index].rows.compactMap { row in
          guard let x = row.number("nominal"), let y = row.number("observed") else { return nil }
          return [x, y]
        }))plot x with lines dt 2 lw 1 lc rgb '#888888', $r\(index) using 1:2 \
        with linespoints lc rgb '\(Style.blue)' lw 2 pt 7 ps 0.6

        """
      }
    }
  }

  /// Predicted against measured total times, in groups: a panel for each technique.
  private var predicted: Figure? {
    get throws(StoredResultsError) {
      let columns = [
        "predicted_total_time_ms_p50", "measured_total_time_ms_p50", "measured_total_time_ms_p05",
        "measured_total_time_ms_p95",
      ]
      let groups = try byTechnique("predicted.csv", needing: columns)
      let points = groups.map { group in
        group.rows.map { row in columns.compactMap { row.number($0).map { $0 / 1000 } } }
          .filter { $0.count == columns.count && $0.allSatisfy { $0 > 0 } }
      }
      guard points.contains(where: { !$0.isEmpty }) else { return nil }
      let axis = Axis(points.joined().joined().map(\.self), .plain)
      return facets(
        "predicted", title: "Predicted and measured total times, groups of like prediction",
        subtitle: "\(Self.subtitle); points: medians; bars: from 5 % to 95 % of the measured times",
        groups.map(\.technique)
      ) { index, isLast in
        """
        \(axis.commands("x", "predicted, in s", isNamed: isLast, most: 3))\
        \(axis.commands("y", "measured, in s", most: 3))\
        \(Gnuplot.data("p\(index)", points[index]))\
        plot x with lines dt 2 lw 1 lc rgb '#888888', $p\(index) using 1:2:3:4 with yerrorbars \
        lc rgb '\(Style.blue)' lw 1.5 pt 7 ps 0.6

        """
      }
    }
  }

  private func facets(
    _ name: String, title: String, subtitle: String, _ labels: [String],
    panel: (_ index: Int, _ isLast: Bool) -> String
  ) -> Figure {
    let grid = Panels(
      labels.count, columns: min(labels.count, 3), height: 200,
      margins: (left: 62, top: 38, right: 16, bottom: 28))
    return Figure(
      name, title: title, subtitle: subtitle, canvas: grid.canvas,
      panels: labels.indices.map { index in
        grid.box(index, title: labels[index]) + panel(index, grid.isLast(index))
      })
  }

  /// The median error and the median width of the 90 % interval by load: a panel for each standing.
  private var load: Figure? {
    get throws(StoredResultsError) {
      let series = [
        ("median_rel_error", "median error"), ("median_rel_width_90", "width of the 90 % interval"),
      ]
      let rows = try tables.rows(
        "load.csv", needing: ["technique", "standing", "load"] + series.map(\.0),
        where: { $0["technique"] == "pre-copy" })
      guard !rows.isEmpty else { return nil }
      let standings = [("known", "workload known"), ("unknown", "workload unknown")]
      var bands: [String] = []
      for row in rows where !bands.contains(row["load"]) { bands.append(row["load"]) }
      func points(_ standing: String, _ column: String) -> [[Double]] {
        bands.enumerated().compactMap { place, band in
          rows.first { $0["standing"] == standing && $0["load"] == band }?.number(column)
            .flatMap { $0 > 0 ? [Double(place), $0 * 100] : nil }
        }
      }
      let all = standings.flatMap { standing in series.flatMap { points(standing.0, $0.0) } }
      guard !all.isEmpty else { return nil }
      let axis = Axis(all.map { $0[1] }, .plain)
      let grid = Panels(
        2, columns: 2, height: 240, margins: (left: 66, top: 30, right: 20, bottom: 28),
        hasLegend: true)
      let looks = series.indices.map { number in
        let look = Style.series[number]
        return
          "with linespoints lc rgb '\(look.colour)' lw 2 dt \(look.dash) pt \(look.point) ps 0.8"
      }
      let tics = bands.enumerated().map { "\(Gnuplot.quoted($1)) \($0)" }.joined(separator: ", ")
      return Figure(
        "load", title: "Errors and intervals grow with the load (pre-copy)",
        subtitle: "load: dirty rate over bandwidth; what is below 0.05 is below 0.3 too",
        canvas: grid.canvas,
        panels: [grid.legend(zip(looks, series).map { ($0, $1.1) })]
          + standings.enumerated().map { index, standing in
            let plots = series.indices.map { "$l\(index)\($0) using 1:2 \(looks[$0])" }
            let data = series.enumerated().map { number, entry in
              Gnuplot.data("l\(index)\(number)", points(standing.0, entry.0))
            }.joined()
            return """
              \(grid.box(index, title: standing.1))\
              unset logscale x
              set xrange [-0.4:\(Gnuplot.number(Double(bands.count) - 0.6))]
              set xtics (\(tics)) font ',9'
              set xlabel 'load'
              \(axis.commands("y", "% of the total time", most: 4))\(data)plot \(plots.joined(separator: ", "))

              """
          })
    }
  }

  /// Predicted against measured total times of the migrations under controlled writes.
  private var cases: Figure? {
    get throws(StoredResultsError) {
      let columns = [
        "total_time_ms", "predicted_total_time_ms_p50", "predicted_total_time_ms_p05",
        "predicted_total_time_ms_p95",
      ]
      let points = try tables.rows("cases.csv", needing: columns).map { row in
        columns.compactMap { row.number($0).map { $0 / 1000 } }
      }.filter { $0.count == columns.count && $0.allSatisfy { $0 > 0 } }
      guard !points.isEmpty else { return nil }
      let axis = Axis(points.joined().map(\.self), .plain)
      let grid = Panels(
        1, columns: 1, width: 600, height: 440,
        margins: (left: 76, top: 16, right: 24, bottom: 50))
      return Figure(
        "cases", title: "QEMU migrations under controlled writes",
        subtitle: "bars: the 90 % interval of the prediction", canvas: grid.canvas,
        panels: [
          grid.box(0) + axis.commands("x", "measured total time in s")
            + axis.commands("y", "predicted total time in s") + Gnuplot.data("c", points)
            + "plot x with lines dt 2 lw 1 lc rgb '#888888', $c using 1:2:3:4 with yerrorbars"
            + " lc rgb '\(Style.blue)' lw 1.5 pt 7 ps 0.5\n"
        ])
    }
  }
}
