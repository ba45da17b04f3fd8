import Experiment

/// The rounds of one migration in each strategy: how many bytes, and how fast.
struct RoundsFigure {
  let figure: Figure

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let all = try shown.rowsOfMigration("rounds.csv")
    let rows = shown.arms.compactMap { arm in all[arm].map { (label: arm.label, rounds: $0) } }
    guard !rows.isEmpty else { return nil }
    let grid = Panels(
      rows.count * 2, columns: 2, height: rows.count > 3 ? 120 : 170,
      margins: (left: 76, top: 30, right: 16, bottom: 50))
    let thinned = rows.map { Self.thinned($0.rounds) }
    let bytes = Axis(
      thinned.joined().flatMap { row in
        ["sent_bytes", "dirtied_bytes"].compactMap { row.number($0) }.filter { $0 > 0 }
      }, .data, logarithmicFrom: 8)
    let rates = Axis(
      thinned.joined().flatMap { row in
        [row.number("rate_bytes_per_s"), Self.dirtyRate(row)].compactMap(\.self).filter { $0 > 0 }
      }, .rate, logarithmicFrom: 8)
    let isThin = zip(rows, thinned).contains { $0.rounds.count > $1.count }
    figure = Figure(
      "rounds", title: "Round by round: what is sent, and what the guest dirties meanwhile",
      subtitle: shown.ofMigration,
      remarks: shown.remarks + (isThin ? ["of many rounds, \(most) evenly spaced are shown"] : []),
      canvas: grid.canvas,
      panels: rows.indices.flatMap { index in
        [
          Self.bytes(
            index, rows[index].label, thinned[index], axis: bytes, box: grid.box(2 * index)),
          Self.rates(
            index, rows[index].label, thinned[index], axis: rates, box: grid.box(2 * index + 1)),
        ]
      })
  }

  private static func thinned(_ rows: [RecordedRow]) -> [RecordedRow] {
    guard rows.count > most else { return rows }
    return (0..<most).map { rows[$0 * (rows.count - 1) / (most - 1)] }
  }

  private static func dirtyRate(_ row: RecordedRow) -> Double? {
    guard let dirtied = row.number("dirtied_bytes"), let time = row.number("duration_s"), time > 0
    else { return nil }
    return dirtied / time
  }

  private static func bytes(
    _ index: Int, _ label: String, _ rows: [RecordedRow], axis: Axis, box: String
  ) -> String {
    let sent = rows.compactMap { row in row.number("sent_bytes").map { point(row, $0, axis) } }
    let dirty = rows.compactMap { row in row.number("dirtied_bytes").map { point(row, $0, axis) } }
    let left = rows.compactMap { row in row.number("remaining_bytes").map { point(row, $0, axis) } }
      .filter { $0[1] > axis.low }
    return panel(label, "bytes", axis, rows, box)
      + plot(
        [
          ("$s\(index)", "with boxes fs solid 0.35 lc rgb '\(Style.sky)'", "sent", sent),
          ("$d\(index)", line(1), "dirtied meanwhile", dirty),
          ("$l\(index)", line(2), "left to send", left),
        ])
  }

  private static func rates(
    _ index: Int, _ label: String, _ rows: [RecordedRow], axis: Axis, box: String
  ) -> String {
    let sent = rows.compactMap { row in
      row.number("rate_bytes_per_s").map { point(row, $0, axis) }
    }
    let dirty = rows.compactMap { row in dirtyRate(row).map { point(row, $0, axis) } }
    return panel(label, "rate", axis, rows, box)
      + plot(
        [
          ("$r\(index)", line(0), "sends", sent), ("$w\(index)", line(1), "dirties", dirty),
        ])
  }

  private static func point(_ row: RecordedRow, _ value: Double, _ axis: Axis) -> [Double] {
    [row.number("round") ?? 0, max(axis.at(value), axis.low)]
  }

  private static func line(_ series: Int) -> String {
    let look = Style.series[series]
    return "with linespoints lc rgb '\(look.colour)' lw 2 dt \(look.dash) pt \(look.point) ps 0.6"
  }

  private static func panel(
    _ label: String, _ text: String, _ axis: Axis, _ rows: [RecordedRow], _ box: String
  ) -> String {
    let rounds = rows.compactMap { $0.number("round") }
    let first = (rounds.min() ?? 1) - 0.7
    let last = (rounds.max() ?? 1) + 0.7
    return """
      \(box)set title \(Gnuplot.quoted(label, most: 40)) left offset 0,-0.5
      \(axis.commands("y", text, most: 4))unset logscale x
      set xrange [\(Gnuplot.number(first)):\(Gnuplot.number(last))]
      set xtics \(rounds.count < 12 ? "1" : "autofreq")
      set xlabel 'round'
      set boxwidth 0.7
      set key at graph 1, graph 1.02 right bottom horizontal samplen 2 font ',11' width -1

      """
  }

  /// A plot of those series that have points.
  private static func plot(
    _ series: [(data: String, look: String, title: String, points: [[Double]])]
  ) -> String {
    let there = series.filter { !$0.points.isEmpty }
    return there.map { Gnuplot.data(String($0.data.dropFirst()), $0.points) }.joined()
      + "plot "
      + there.map { "\($0.data) using 1:2 \($0.look) title '\($0.title)'" }.joined(separator: ", ")
      + "\nset key off\n"
  }
}

/// How many rounds of a migration are drawn.
private let most = 120
