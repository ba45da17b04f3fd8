import Experiment

/// How many VMs each host holds while a fleet moves, in each strategy.
///
/// Counted back from where the VMs are in the end: a migration that finished took one from its source to
/// its destination.
struct HostsFigure {
  let figure: Figure
  /// How many strategies and hosts are drawn, and into how many steps the time is divided at most.
  private static let most = (arms: 4, hosts: 48, steps: 120)

  init?(_ shown: FigureKind.Shown) throws(StoredResultsError) {
    let migrations = try shown.rows("migrations.csv")
    let ends = try shown.rows("vms.csv")
    let emptied = try shown.rows("hosts.csv")
    // Hosts that are emptied first, then the others, in the order of the files.
    var seen: Set<String> = []
    var names: [String] = []
    for row in emptied.values.joined() where seen.insert(row["host"]).inserted {
      names.append(row["host"])
    }
    names.sort { $0.naturally(precedes: $1) }
    var others: [String] = []
    for row in migrations.values.joined() {
      for host in [row["source"], row["destination"]]
      where !host.isEmpty && seen.insert(host).inserted { others.append(host) }
    }
    names += others.sorted { $0.naturally(precedes: $1) }
    let hosts = Array(names.prefix(Self.most.hosts))
    let places = Dictionary(uniqueKeysWithValues: hosts.enumerated().map { ($1, $0) })
    let end =
      migrations.values.joined().compactMap { row in
        row.number("total_time_s").map { (row.number("started_s") ?? 0) + $0 }
      }.max() ?? 0
    guard end > 0, !hosts.isEmpty else { return nil }
    let maps = shown.arms.prefix(Self.most.arms).compactMap {
      arm -> (title: String, map: HeatMap)? in
      guard let moved = migrations[arm] else { return nil }
      return (
        arm.label,
        Self.map(
          hosts, places, moved, ends: ends[arm] ?? [], emptied: emptied[arm] ?? [], until: end)
      )
    }
    guard !maps.isEmpty else { return nil }
    let highest = maps.flatMap { $0.map.cells.map(\.value) }.max() ?? 1
    let marks = Set(maps.flatMap { $0.map.marks.map(\.kind) })
    figure = HeatMap.figure(
      "hosts", title: "How many VMs each host holds",
      subtitle: shown.subtitle(
        "replication \(shown.replication)" + HeatMap.Mark.legend(marks)),
      remarks: shown.leavingOut(beyond: Self.most.arms)
        + (names.count > hosts.count ? ["\(hosts.count) of \(names.count) hosts are shown"] : []),
      maps, until: end, highest: max(highest, 1), value: "VMs")
  }

  private static func map(
    _ hosts: [String], _ places: [String: Int], _ moved: [RecordedRow], ends: [RecordedRow],
    emptied: [RecordedRow], until end: Double
  ) -> HeatMap {
    var map = HeatMap(rows: hosts)
    var changes: [[(at: Double, by: Int)]] = Array(repeating: [], count: hosts.count)
    var counts = Array(repeating: 0, count: hosts.count)
    for row in ends where row["state"] != "lost" {
      if let place = places[row["host"]] { counts[place] += 1 }
    }
    for row in moved where row["outcome"] == "finished" {
      let at = (row.number("started_s") ?? 0) + (row.number("total_time_s") ?? 0)
      if let from = places[row["source"]] { changes[from].append((at, -1)) }
      if let to = places[row["destination"]] { changes[to].append((at, 1)) }
    }
    let step = end / Double(most.steps)
    for host in hosts.indices {
      var count = counts[host] - changes[host].reduce(0) { $0 + $1.by }
      var rest = changes[host].sorted { $0.at < $1.at }[...]
      var begun = 0.0
      for number in 1...most.steps {
        let until = Double(number) * step
        var next = count
        while let change = rest.first, change.at <= until {
          next += change.by
          rest = rest.dropFirst()
        }
        guard next != count || number == most.steps else { continue }
        if count > 0 {
          map.cells.append(.init(row: host, start: begun, end: until, value: Double(count)))
        }
        (begun, count) = (until, next)
      }
    }
    map.mark(emptied, places, until: end)
    return map
  }
}

extension String {
  /// Whether it comes before another where numbers in both count as numbers: host-2 before host-10.
  func naturally(precedes other: String) -> Bool {
    func parts(_ text: String) -> [(text: String, number: Int)] {
      var parts: [(String, Int)] = []
      var rest = Substring(text)
      while !rest.isEmpty {
        let word = rest.prefix { !$0.isASCII || !$0.isNumber }
        let digits = rest.dropFirst(word.count).prefix { $0.isASCII && $0.isNumber }
        parts.append((String(word), Int(digits) ?? -1))
        rest = rest.dropFirst(word.count + digits.count)
      }
      return parts
    }
    for (a, b) in zip(parts(self), parts(other)) where a != b { return a < b }
    return (count, self) < (other.count, other)
  }
}
