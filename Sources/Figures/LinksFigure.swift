import Experiment

/// How busy each direction of each link is over time, in each strategy.
struct LinksFigure {
  let figure: Figure
  /// How many strategies and links are drawn, and how many intervals of each.
  private static let most = (arms: 4, links: 24, intervals: 120)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let rows = try shown.rows("links.csv")
    var carried: [String: Double] = [:]
    for row in rows.values.joined() where row["kind"] == "whole" {
      carried[row["link"], default: 0] += row.number("carried_bytes") ?? 0
    }
    let busiest = carried.keys.sorted { (-carried[$0]!, $0) < (-carried[$1]!, $1) }
    let links = Array(busiest.prefix(Self.most.links))
    let maps = shown.arms.prefix(Self.most.arms).compactMap {
      arm -> (title: String, map: HeatMap)? in
      var map = HeatMap(rows: links)
      let samples = (rows[arm] ?? []).filter { $0["kind"] == "sample" }
      let byLink = Dictionary(grouping: samples) { $0["link"] }
      for (place, link) in links.enumerated() {
        map.cells += Self.cells(byLink[link] ?? [], row: place)
      }
      return map.cells.isEmpty ? nil : (arm.label, map)
    }
    guard !maps.isEmpty else { return nil }
    let end = maps.flatMap { $0.map.cells.map(\.end) }.max()!
    let highest = maps.flatMap { $0.map.cells.map(\.value) }.max()!
    figure = HeatMap.figure(
      "links", title: "How busy the links are",
      subtitle: shown.subtitle("replication \(shown.replication), the busiest link first"),
      remarks: shown.leavingOut(beyond: Self.most.arms)
        + (busiest.count > links.count
          ? ["\(links.count) of \(busiest.count) links are shown"] : []),
      maps, until: end, highest: max(highest, 0.01), value: "used share")
  }

  /// The intervals of one link; of many, several together at their mean.
  private static func cells(_ samples: [RecordedRow], row: Int) -> [HeatMap.Cell] {
    let width = (samples.count + most.intervals - 1) / most.intervals
    return stride(from: 0, to: samples.count, by: max(1, width)).compactMap { first in
      let part = samples[first..<min(first + width, samples.count)]
      guard let start = part.first?.number("started_s") else { return nil }
      var (time, used) = (0.0, 0.0)
      for sample in part {
        let duration = sample.number("duration_s") ?? 0
        time += duration
        used += duration * (sample.number("utilisation") ?? 0)
      }
      guard used > 0 else { return nil }
      return .init(row: row, start: start, end: start + time, value: used / time)
    }
  }
}
