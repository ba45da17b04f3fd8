import Experiment

/// How busy each direction of each link is over time, in each strategy.
struct LinksFigure {
  let figure: Figure
  /// How many links are drawn.
  private static let most = 24

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.rows("links.csv")
    var carried: [String: Double] = [:]
    for row in rows.values.joined() where row["kind"] == "whole" {
      carried[row["link"], default: 0] += row.number("carried_bytes") ?? 0
    }
    let busiest = carried.keys.sorted { (-carried[$0]!, $0) < (-carried[$1]!, $1) }
    let links = Array(busiest.prefix(Self.most))
    let places = Dictionary(uniqueKeysWithValues: links.enumerated().map { ($1, $0) })
    let maps = shown.arms.compactMap { arm -> (String, HeatMap)? in
      var map = HeatMap(rows: links)
      for row in rows[arm] ?? [] where row["kind"] == "sample" {
        guard let place = places[row["link"]], let start = row.number("started_s"),
          let time = row.number("duration_s"), let share = row.number("utilisation"), share > 0
        else { continue }
        map.cells.append(.init(row: place, start: start, end: start + time, value: share))
      }
      return map.cells.isEmpty ? nil : (arm.label, map)
    }
    guard !maps.isEmpty else { return nil }
    let grid = Panels(
      maps.count, columns: 1, height: max(40, links.count * HeatMap.rowHeight),
      margins: (left: HeatMap.margin(links), top: 30, right: 110, bottom: 46))
    let axis = Axis(maps.flatMap { $0.1.cells.map(\.end) }, .time, fromZero: true)
    let highest = maps.flatMap { $0.1.cells.map(\.value) }.max()!
    figure = Figure(
      "links", title: "How busy the links are",
      subtitle: shown.subtitle("replication \(shown.replication), the busiest link first"),
      remarks: shown.remarks
        + (busiest.count > links.count
          ? ["\(links.count) of \(busiest.count) links are shown"] : []),
      canvas: grid.canvas,
      panels: maps.enumerated().map { index, map in
        map.1.commands(
          index, title: map.0, axis: axis, highest: max(highest, 0.01), value: "used share",
          box: grid.box(index))
      })
  }
}
