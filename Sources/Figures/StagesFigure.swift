import Experiment

/// The stages of one migration in each strategy: a bar for each stage on a time axis.
struct StagesFigure {
  let figure: Figure

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let stages = try shown.rowsOfMigration("stages.csv")
    let migrations = try shown.rowsOfMigration("migrations.csv")
    let panels = shown.arms.compactMap { arm -> Panel? in
      guard let rows = stages[arm] else { return nil }
      return Panel(label: arm.label, stages: rows, migration: migrations[arm]?.first)
    }
    guard !panels.isEmpty else { return nil }
    let lines = panels.map(\.bars.count).max()!
    let grid = Panels(
      panels.count, columns: 1, height: lines * 20,
      margins: (left: 150, top: 36, right: 40, bottom: 26))
    let axis = Axis(panels.flatMap { $0.bars.map(\.end) }, .time, fromZero: true)
    figure = Figure(
      "stages", title: "The stages of a migration, and how long each takes",
      subtitle: shown.ofMigration, remarks: shown.remarks, canvas: grid.canvas,
      panels: panels.enumerated().map { $1.commands($0, axis: axis, lines: lines, in: grid) })
  }
}

/// The stages of one strategy.
private struct Panel {
  let label: String
  let bars: [Bar]

  /// One stage, its times since the migration began.
  struct Bar {
    let name: String
    let start: Double
    let end: Double
  }

  init?(label: String, stages: [RecordedRow], migration: RecordedRow?) {
    guard let first = stages.first?.number("started_s") else { return nil }
    bars = stages.compactMap { row in
      guard let start = row.number("started_s"), let time = row.number("duration_s") else {
        return nil
      }
      return Bar(name: row["stage"], start: start - first, end: start - first + time)
    }
    guard !bars.isEmpty else { return nil }
    let outcome = migration?["outcome"] ?? ""
    let reason = migration?["reason"] ?? ""
    self.label =
      outcome.isEmpty || outcome == "finished"
      ? label : "\(label) (\(reason.isEmpty ? outcome : "\(outcome): \(reason)"))"
  }

  func commands(_ index: Int, axis: Axis, lines: Int, in grid: Panels) -> String {
    var texts = ""
    var rows: [[Double]] = []
    for (line, bar) in bars.enumerated() {
      let (start, end) = (axis.at(bar.start), axis.at(bar.end))
      rows.append([
        (start + end) / 2, Double(line + 1), start, end, Double(line) + 0.65, Double(line) + 1.35,
      ])
      let text = Gnuplot.quoted(Readable(roughly: bar.end - bar.start, .time).text)
      let room = 0.82 * axis.high
      // Beside the bar where there is room, and in it where it fills the line.
      let (place, side, colour) =
        end < room
        ? (end, "left offset 0.6,0", Style.black)
        : start > 0.2 * axis.high
          ? (start, "right offset -0.6,0", Style.black) : ((start + end) / 2, "center", "#ffffff")
      texts +=
        "set label \(text) at first \(Gnuplot.number(place)), first \(line + 1) \(side)"
        + " front font ',11' textcolor rgb '\(colour)'\n"
    }
    let tics = bars.enumerated().map { "\(Gnuplot.quoted($1.name)) \($0 + 1)" }
    return """
      \(grid.box(index, title: label))\
      \(axis.commands("x", "time since the migration began", isNamed: grid.isLast(index)))\
      set yrange [\(lines).6:0.4]
      set ytics (\(tics.joined(separator: ", ")))
      unset ylabel
      \(texts)\(Gnuplot.data("s\(index)", rows))plot $s\(index) using 1:2:3:4:5:6 with boxxyerror \
      lc rgb '\(Style.blue)' lw 2

      """
  }
}
