import Experiment

/// A guest's speed over time in each strategy, with the beginning of each round.
struct SpeedFigure {
  let figure: Figure
  /// How many round markers and samples a panel has.
  private static let most = (rounds: 60, samples: 1500)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let samples = try shown.rows("guest.csv") { $0["vm"] == shown.vm && $0["kind"] == "sample" }
    let rounds = try shown.rowsOfMigration("rounds.csv")
    let arms = shown.arms.filter { samples[$0]?.isEmpty == false }
    guard !arms.isEmpty else { return nil }
    let grid = Panels(
      arms.count, columns: 1, height: 90, margins: (left: 66, top: 36, right: 24, bottom: 26))
    let axis = Axis(
      arms.flatMap { arm in
        samples[arm]!.map { ($0.number("started_s") ?? 0) + ($0.number("duration_s") ?? 0) }
      }, .time, fromZero: true)
    var isThin = false
    var panels: [String] = []
    for (index, arm) in arms.enumerated() {
      let starts = (rounds[arm] ?? []).compactMap { $0.number("started_s") }
      let marked = starts.prefix(Self.most.rounds)
      isThin = isThin || marked.count < starts.count
      panels.append(
        Self.panel(
          index, arm.label, samples[arm]!, rounds: marked.map(axis.at), axis: axis,
          in: grid))
    }
    figure = Figure(
      "speed", title: "How fast the guest runs while it moves",
      subtitle: shown.ofMigration + "; dashed: a round begins",
      remarks: shown.remarks
        + (isThin ? ["of many rounds the first \(Self.most.rounds) are marked"] : []),
      canvas: grid.canvas, panels: panels)
  }

  private static func panel(
    _ index: Int, _ label: String, _ samples: [RecordedRow], rounds: [Double], axis: Axis,
    in grid: Panels
  ) -> String {
    // Of many samples, so many are drawn together at their mean.
    let width = (samples.count + most.samples - 1) / most.samples
    let points = stride(from: 0, to: samples.count, by: width).flatMap { first -> [[Double]] in
      let part = samples[first..<min(first + width, samples.count)]
      let time = part.reduce(0) { $0 + ($1.number("duration_s") ?? 0) }
      let work = part.reduce(0) { $0 + ($1.number("work_s") ?? 0) }
      let start = part.first!.number("started_s") ?? 0
      let speed = time > 0 ? work / time : 0
      return [[axis.at(start), speed], [axis.at(start + time), speed]]
    }
    let marks = rounds.isEmpty ? "" : Gnuplot.data("r\(index)", rounds.map { [$0, 0, 0, 1.05] })
    let lines =
      rounds.isEmpty
      ? ""
      : "$r\(index) using 1:2:3:4 with vectors nohead lc rgb '\(Style.orange)' lw 1 dt 2, "
    return """
      \(grid.box(index, title: label))\
      \(axis.commands("x", "time", isNamed: grid.isLast(index), most: 8))unset logscale y
      set yrange [0:1.05]
      set ytics ('0' 0, '50' 0.5, '100' 1)
      set ylabel 'speed in %'
      \(marks)\(Gnuplot.data("g\(index)", points))plot \(lines)$g\(index) using 1:2 with lines \
      lc rgb '\(Style.blue)' lw 2

      """
  }
}
