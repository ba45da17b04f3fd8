import Experiment

/// The rounds of one migration in each strategy: how many bytes, and how fast.
struct RoundsFigure {
  let figure: Figure

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let all = try shown.rowsOfMigration("rounds.csv")
    let rows = shown.arms.compactMap { arm in
      all[arm].map { (label: arm.label, rounds: Self.numbered($0)) }
    }
    guard !rows.isEmpty else { return nil }
    let grid = Panels(
      rows.count * 2, columns: 2, height: rows.count > 3 ? 120 : 170,
      margins: (left: 104, top: 30, right: 20, bottom: 28), hasLegend: true)
    let thinned = rows.map { Self.thinned($0.rounds) }
    let bytes = Axis(
      thinned.joined().map(\.row).flatMap { row in
        ["sent_bytes", "dirtied_bytes"].compactMap { row.number($0) }.filter { $0 > 0 }
      }, .data, logarithmicFrom: 8)
    let rates = Axis(
      thinned.joined().map(\.row).flatMap { row in
        [row.number("rate_bytes_per_s"), Self.dirtyRate(row)].compactMap(\.self).filter { $0 > 0 }
      }, .rate, logarithmicFrom: 8)
    let isThin = zip(rows, thinned).contains { $0.rounds.count > $1.count }
    let stops = try shown.rowsOfMigration("stages.csv").mapValues { stages in
      stages.first { $0["stage"] == "stop-and-copy" }?.number("started_s")
    }
    // Whoever counts rounds of pre-copy does not count what is sent while the VM is paused.
    let isPausedAtLast = all.allSatisfy { arm, rounds in
      guard let stop = stops[arm] ?? nil, let last = rounds.last?.number("started_s") else {
        return false
      }
      return last >= stop
    }
    figure = Figure(
      "rounds", title: "Round by round: what is sent, and what the guest dirties meanwhile",
      subtitle: shown.ofMigration + (isPausedAtLast ? "; the last while the VM is paused" : ""),
      remarks: shown.remarks + (isThin ? ["of many rounds, \(most) evenly spaced are shown"] : []),
      canvas: grid.canvas,
      panels: [grid.legend(Self.legend(of: thinned.flatMap { $0.map(\.row) }))]
        + rows.indices.flatMap { index in
          [
            Self.bytes(
              2 * index, rows[index].label, thinned[index], axis: bytes, in: grid),
            Self.rates(
              2 * index + 1, rows[index].label, thinned[index], axis: rates, in: grid),
          ]
        })
  }

  /// A row of `rounds.csv` and its place on the axis.
  private typealias Round = (place: Double, row: RecordedRow)

  /// Where a strategy sends in several ways, a round has several rows: they stand side by side.
  private static func numbered(_ rows: [RecordedRow]) -> [Round] {
    let first = rows.first?.number("round") ?? 1
    return rows.enumerated().map { (first + Double($0), $1) }
  }

  private static func thinned(_ rows: [Round]) -> [Round] {
    guard rows.count > most else { return rows }
    return (0..<most).map { rows[$0 * (rows.count - 1) / (most - 1)] }
  }

  private static func dirtyRate(_ row: RecordedRow) -> Double? {
    guard let dirtied = row.number("dirtied_bytes"), let time = row.number("duration_s"), time > 0
    else { return nil }
    return dirtied / time
  }

  private static func bytes(
    _ index: Int, _ label: String, _ rows: [Round], axis: Axis, in grid: Panels
  ) -> String {
    let sent = points(rows, axis) { $0.number("sent_bytes") }
    let dirty = points(rows, axis) { $0.number("dirtied_bytes") }
    let left = points(rows, axis) { $0.number("remaining_bytes") }
      .filter { $0[1] > axis.low }
    return panel(index, label, "bytes", axis, rows, grid)
      + plot(
        [
          ("$s\(index)", box, sent),
          ("$d\(index)", line(1), dirty),
          ("$l\(index)", line(2), left),
        ])
  }

  private static func rates(
    _ index: Int, _ label: String, _ rows: [Round], axis: Axis, in grid: Panels
  ) -> String {
    let sent = points(rows, axis) { $0.number("rate_bytes_per_s") }
    let dirty = points(rows, axis, dirtyRate)
    return panel(index, label, "rate", axis, rows, grid)
      + plot(
        [
          ("$r\(index)", line(0), sent), ("$w\(index)", line(1), dirty),
        ])
  }

  private static func points(
    _ rows: [Round], _ axis: Axis, _ value: (RecordedRow) -> Double?
  ) -> [[Double]] {
    rows.compactMap { round in
      value(round.row).map { [round.place, max(axis.at($0), axis.low)] }
    }
  }

  private static let box = "with boxes fs solid 0.35 lc rgb '\(Style.sky)'"

  /// What the legend names: the series that are there.
  private static func legend(of rows: [RecordedRow]) -> [(look: String, text: String)] {
    func has(_ column: String) -> Bool { rows.contains { $0.number(column) != nil } }
    return [(box, "sent")] + (has("dirtied_bytes") ? [(line(1), "dirtied")] : [])
      + (rows.contains { ($0.number("remaining_bytes") ?? 0) > 0 }
        ? [(line(2), "left to send")] : [])
      + [(line(0), "sending rate")]
  }

  private static func line(_ series: Int) -> String {
    let look = Style.series[series]
    return "with linespoints lc rgb '\(look.colour)' lw 2 dt \(look.dash) pt \(look.point) ps 0.6"
  }

  private static func panel(
    _ index: Int, _ label: String, _ text: String, _ axis: Axis, _ rows: [Round],
    _ grid: Panels
  ) -> String {
    let rounds = rows.map(\.place)
    let first = (rounds.min() ?? 1) - 0.7
    let last = (rounds.max() ?? 1) + 0.7
    return """
      \(grid.box(index, title: label))\
      \(axis.commands("y", text, most: 5))unset logscale x
      set xrange [\(Gnuplot.number(first)):\(Gnuplot.number(last))]
      set xtics \(rounds.count < 12 ? "1" : "autofreq")
      \(grid.isLast(index) ? "set xlabel 'round'" : "unset xlabel")
      set boxwidth 0.7

      """
  }

  /// A plot of those series that have points.
  private static func plot(
    _ series: [(data: String, look: String, points: [[Double]])]
  ) -> String {
    let there = series.filter { !$0.points.isEmpty }
    return there.map { Gnuplot.data(String($0.data.dropFirst()), $0.points) }.joined()
      + "plot "
      + there.map { "\($0.data) using 1:2 \($0.look)" }.joined(separator: ", ")
      + "\n"
  }
}

/// How many rounds of a migration are drawn.
private let most = 120
