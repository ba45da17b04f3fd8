import Experiment

/// How full the memory of each host is over time, in each strategy.
struct MemoryFigure {
  let figure: Figure
  /// How many strategies and hosts are drawn.
  private static let most = (arms: 4, hosts: 48)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.rows("memory.csv")
    let emptied = try shown.rows("hosts.csv")
    var seen: Set<String> = []
    let names = rows.values.joined().map { $0["host"] }.filter { seen.insert($0).inserted }
      .sorted { $0.naturally(precedes: $1) }
    let hosts = Array(names.prefix(Self.most.hosts))
    let places = Dictionary(uniqueKeysWithValues: hosts.enumerated().map { ($1, $0) })
    func end(_ row: RecordedRow) -> Double {
      (row.number("started_s") ?? 0) + (row.number("duration_s") ?? 0)
    }
    let last = rows.values.joined().map(end).max() ?? 0
    let maps = shown.arms.prefix(Self.most.arms).compactMap {
      arm -> (title: String, map: HeatMap)? in
      guard let own = rows[arm] else { return nil }
      var map = HeatMap(rows: hosts)
      for row in own {
        guard let place = places[row["host"]], let share = row.number("utilisation"), share > 0
        else { continue }
        map.cells.append(
          .init(row: place, start: row.number("started_s") ?? 0, end: end(row), value: share * 100))
      }
      map.mark(emptied[arm] ?? [], places, until: last)
      return (arm.label, map)
    }
    guard !maps.isEmpty, last > 0 else { return nil }
    let marks = Set(maps.flatMap { $0.map.marks.map(\.kind) })
    figure = HeatMap.figure(
      "memory", title: "How full the memory of each host is",
      subtitle: shown.subtitle("replication \(shown.replication)" + HeatMap.Mark.legend(marks)),
      remarks: shown.leavingOut(beyond: Self.most.arms)
        + (names.count > hosts.count ? ["\(hosts.count) of \(names.count) hosts are shown"] : []),
      maps, until: last, highest: max(100, maps.flatMap { $0.map.cells.map(\.value) }.max() ?? 0),
      value: "% of its memory")
  }
}
