import Experiment

/// The migrations of a fleet over time, in lanes by the host that they leave: waiting, copying, paused.
struct LanesFigure {
  let figure: Figure
  /// How many migrations of a strategy have a lane each. Of more, those that do not overlap share one,
  /// and how long they waited is not drawn.
  private static let most = (arms: 4, lanes: 120)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.rows("migrations.csv")
    let stops = try shown.rows("stages.csv") { $0["stage"] == "stop-and-copy" }
    let arms = shown.arms.filter { rows[$0] != nil }.prefix(Self.most.arms)
    let moves = arms.map { arm in
      let paused = Dictionary(
        (stops[arm] ?? []).map { ($0["request"], $0.number("started_s") ?? 0) },
        uniquingKeysWith: { first, _ in first })
      return rows[arm]!.map { Move($0, pausedAt: paused[$0["request"]]) }
    }
    let isShared = (moves.map(\.count).max() ?? 0) > Self.most.lanes
    let charts = moves.map { Lanes($0, isShared: isShared) }
    guard let lanes = charts.map(\.count).max(), lanes > 0 else { return nil }
    let axis = Axis(moves.joined().map(\.known), .time, fromZero: true)
    let height = max(60, lanes * (lanes > 100 ? 5 : 7))
    let margin = HeatMap.margin(charts.flatMap { $0.groups.map(\.host) })
    let grid = Panels(
      charts.count, columns: 1, height: height,
      margins: (left: margin, top: 36, right: 24, bottom: 28),
      hasLegend: true)
    figure = Figure(
      "lanes", title: "Who moves when, by the host that is left",
      subtitle: shown.subtitle("replication \(shown.replication)"),
      remarks: shown.leavingOut(beyond: Self.most.arms)
        + (isShared ? ["of so many migrations the waiting is not drawn"] : []),
      canvas: grid.canvas,
      panels: [grid.legend(Look.legend(of: charts, isShared: isShared))]
        + charts.indices.map {
          charts[$0].commands(
            $0, title: arms[$0].label, axis: axis, isShared: isShared, in: grid)
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
    asked =
      row.number("queued_s").map { [started] in started - $0 } ?? row.number("requested_s")
      ?? started
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

  /// Which of the looks its migrations have.
  var has: [Bool] {
    let moves = places.map(\.move)
    return [
      moves.contains { $0.started > $0.asked }, moves.contains(where: \.isFinished),
      !moves.allSatisfy(\.isFinished), !moves.allSatisfy(\.isFinished),
      moves.contains { $0.paused != nil },
    ]
  }

  func commands(_ index: Int, title: String, axis: Axis, isShared: Bool, in grid: Panels) -> String
  {
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
    let looks = Look.all(isShared: isShared)
    let rows = [waits, copies, failures, crosses, pauses]
    let drawn = zip(looks, rows).enumerated().filter { !$0.element.1.isEmpty }
    let tics = groups.map { group in
      "\(Gnuplot.quoted(group.host, most: 24)) \(Gnuplot.number(Double(group.first) + Double(group.count + 1) / 2))"
    }
    let lines = groups.dropFirst().map { [axis.low, Double($0.first), axis.high - axis.low, 0] }
    let data =
      drawn.map { Gnuplot.data("l\(index)\($0.offset)", $0.element.1) }.joined()
      + (lines.isEmpty ? "" : Gnuplot.data("g\(index)", lines))
    let plots =
      (lines.isEmpty
        ? [] : ["$g\(index) using 1:2:3:4 with vectors nohead lc rgb '#888888' lw 0.7"])
      + drawn.map { "$l\(index)\($0.offset) \($0.element.0.columns) with \($0.element.0.style)" }
    return """
      \(grid.box(index, title: title))\
      \(axis.commands("x", "time since the run began", isNamed: grid.isLast(index), most: 8))set yrange [\(count + 1):0]
      set ytics (\(tics.joined(separator: ", "))) font ',10'
      unset ylabel
      \(data)plot \(plots.joined(separator: ", "))

      """
  }
}

/// How what becomes of a migration is drawn.
private struct Look {
  let columns: String
  let style: String
  /// Empty where the legend does not name it.
  let title: String

  /// What the legend says of what is there.
  static func legend(of charts: [Lanes], isShared: Bool) -> [(look: String, text: String)] {
    let isThere = (0..<all(isShared: isShared).count).map { kind in
      charts.contains { $0.has[kind] }
    }
    return zip(all(isShared: isShared), isThere).filter { $1 && !$0.title.isEmpty }
      .map { ("with \($0.0.style)", $0.0.title) }
  }

  /// Waiting, copying, what did not finish, its end, pauses.
  static func all(isShared: Bool) -> [Look] {
    let box = "using 1:2:3:4:5:6"
    return [
      Look(
        columns: "using 1:2:3:4", style: "vectors nohead lc rgb '#999999' lw 1 dt 2",
        title: isShared ? "" : "waiting"),
      Look(
        columns: box, style: "boxxyerror fs solid 1 noborder lc rgb '\(Style.sky)'",
        title: "copying"),
      Look(
        columns: box,
        style: "boxxyerror fs solid 1 border lc rgb '\(Style.orange)' lc rgb '#f6cfae'",
        title: "did not finish"),
      Look(
        columns: "using 1:2", style: "points pt 2 ps 0.5 lw 1.5 lc rgb '\(Style.orange)'", title: ""
      ),
      Look(
        columns: "using 1:2:3:4", style: "vectors nohead lc rgb '\(Style.black)' lw 2.5",
        title: "paused (begins)"),
    ]
  }
}
