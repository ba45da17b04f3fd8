import Experiment

/// The migrations of a fleet over time, in lanes by the host that they leave: waiting, copying, paused.
struct LanesFigure {
  let figure: Figure
  /// How many migrations of a strategy have a lane each. Of more, those that do not overlap share one,
  /// and how long they waited is not drawn.
  private static let most = 120

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.rows("migrations.csv")
    let stops = try shown.rows("stages.csv") { $0["stage"] == "stop-and-copy" }
    let arms = shown.arms.filter { rows[$0] != nil }.prefix(4)
    let moves = arms.map { arm in
      let paused = Dictionary(
        (stops[arm] ?? []).map { ($0["request"], $0.number("started_s") ?? 0) },
        uniquingKeysWith: { first, _ in first })
      return rows[arm]!.map { Move($0, pausedAt: paused[$0["request"]]) }
    }
    let isShared = (moves.map(\.count).max() ?? 0) > Self.most
    let charts = moves.map { Lanes($0, isShared: isShared) }
    guard let lanes = charts.map(\.count).max(), lanes > 0 else { return nil }
    let axis = Axis(moves.joined().map(\.known), .time, fromZero: true)
    let height = max(60, lanes * (lanes > 100 ? 5 : 7))
    let margin = HeatMap.margin(charts.flatMap { $0.groups.map(\.host) })
    let grid = Panels(
      charts.count, columns: 1, height: height, margins: (left: margin, top: 46, right: 24, bottom: 46))
    figure = Figure(
      "lanes", title: "Who moves when, by the host that is left",
      subtitle: shown.subtitle("replication \(shown.replication)"),
      remarks: shown.remarks
        + (rows.count > arms.count ? ["\(arms.count) of \(rows.count) strategies are shown"] : [])
        + (isShared ? ["of so many migrations the waiting is not drawn"] : []),
      canvas: grid.canvas,
      panels: charts.indices.map {
        charts[$0].commands(
          $0, title: arms[$0].label, axis: axis, isShared: isShared, box: grid.box($0))
      })
  }
}

/// One migration of a fleet, in seconds since the run began.
private struct Move {
  let host: String
  let asked: Double
  let started: Double
  /// `nil` where it had not ended when the run did.
  let ended: Double?
  let paused: (at: Double, time: Double)?
  let isFinished: Bool

  init(_ row: RecordedRow, pausedAt: Double?) {
    host = row["source"].isEmpty ? "?" : row["source"]
    started = row.number("started_s") ?? row.number("requested_s") ?? 0
    asked = row.number("queued_s").map { [started] in started - $0 } ?? row.number("requested_s") ?? started
    ended = row.number("total_time_s").map { [started] in started + $0 }
    isFinished = row["outcome"] == "finished"
    let time = row.number("paused_s") ?? 0
    paused = pausedAt.flatMap { time > 0 ? ($0, time) : nil }
  }

  /// Until when something is known of it.
  var known: Double { ended ?? paused.map { $0.at + $0.time } ?? started }
}

/// The lanes of one strategy.
private struct Lanes {
  /// A host and its lanes.
  var groups: [(host: String, first: Int, count: Int)] = []
  private var places: [(move: Move, lane: Int)] = []
  private(set) var count = 0

  /// - Parameter isShared: whether migrations that do not overlap share a lane.
  init(_ moves: [Move], isShared: Bool) {
    let byHost = Dictionary(grouping: moves, by: \.host)
    for host in byHost.keys.sorted(by: { $0.naturally(precedes: $1) }) {
      let first = count
      var free: [Double] = []
      for move in byHost[host]!.sorted(by: { ($0.started, $0.asked) < ($1.started, $1.asked) }) {
        if isShared, let lane = free.firstIndex(where: { $0 <= move.started }) {
          free[lane] = move.known
          places.append((move, first + lane))
        } else {
          places.append((move, first + free.count))
          free.append(move.known)
        }
      }
      // Room for the name of the host, and a gap to the next.
      count += max(free.count, 2)
      groups.append((host, first, count - first))
      count += 1
    }
  }

  func commands(_ index: Int, title: String, axis: Axis, isShared: Bool, box: String) -> String {
    func bars(_ kind: String, _ rows: [[Double]], _ look: String, _ title: String) -> Bars? {
      rows.isEmpty ? nil : Bars(name: "\(kind)\(index)", rows: rows, look: look, title: title)
    }
    func bar(_ start: Double, _ end: Double, _ lane: Int) -> [Double] {
      let (start, end) = (axis.at(start), axis.at(end))
      return [
        (start + end) / 2, Double(lane + 1), start, end, Double(lane) + 0.6, Double(lane) + 1.4,
      ]
    }
    let waits = places.compactMap { move, lane in
      move.started > move.asked && !isShared
        ? [axis.at(move.asked), Double(lane + 1), axis.at(move.started - move.asked), 0] : nil
    }
    let copies = places.compactMap { move, lane in
      move.isFinished ? bar(move.started, move.known, lane) : nil
    }
    let failures = places.compactMap { move, lane in
      move.isFinished ? nil : bar(move.started, move.known, lane)
    }
    let pauses = places.compactMap { move, lane in
      move.paused.map { [axis.at($0.at), Double(lane) + 0.5, 0, 1] }
    }
    let crosses = places.compactMap { move, lane in
      move.isFinished ? nil : [axis.at(move.known), Double(lane + 1)]
    }
    let boxes = "using 1:2:3:4:5:6 with boxxyerror fs solid"
    let series = [
      bars(
        "w", waits, "using 1:2:3:4 with vectors nohead lc rgb '\(Style.pale)' lw 1 dt 2", "waiting"),
      bars("c", copies, "\(boxes) 1 noborder lc rgb '\(Style.sky)'", "copying"),
      bars("f", failures, "\(boxes) 0.35 border lc rgb '\(Style.orange)'", "did not finish"),
      bars("x", crosses, "using 1:2 with points pt 2 ps 0.5 lw 1.5 lc rgb '\(Style.orange)'", ""),
      bars(
        "p", pauses, "using 1:2:3:4 with vectors nohead lc rgb '\(Style.black)' lw 2.5",
        "paused (begins)"),
    ].compactMap(\.self)
    let tics = groups.map { group in
      "\(Gnuplot.quoted(group.host, most: 24)) \(Gnuplot.number(Double(group.first) + Double(group.count + 1) / 2))"
    }
    let lines = groups.dropFirst().map { [axis.low, Double($0.first), axis.high - axis.low, 0] }
    let frame = lines.isEmpty
      ? []
      : [
        Bars(
          name: "g\(index)", rows: lines,
          look: "using 1:2:3:4 with vectors nohead lc rgb '#888888' lw 0.7", title: "")
      ]
    let plots = (frame + series).map { "$\($0.name) \($0.look) \($0.legend)" }
    return """
      \(box)set title \(Gnuplot.quoted(title, most: 40)) left offset 0,-0.3
      set key at graph 1, graph 1.0 right bottom horizontal samplen 2 font ',11'
      \(axis.commands("x", "time since the run began", most: 8))set yrange [\(count + 1):0]
      set ytics (\(tics.joined(separator: ", "))) font ',10'
      unset ylabel
      \((frame + series).map { Gnuplot.data($0.name, $0.rows) }.joined())\
      plot \(plots.joined(separator: ", "))
      set key off

      """
  }

  /// What is drawn in one way.
  private struct Bars {
    let name: String
    let rows: [[Double]]
    let look: String
    let title: String
    var legend: String { title.isEmpty ? "notitle" : "title '\(title)'" }
  }
}
