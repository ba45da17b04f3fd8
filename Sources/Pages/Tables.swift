import Experiment
import Randomness

/// The tables of one folder of results.
struct Tables {
  let results: StoredResults

  private func arm(_ row: RecordedRow) -> PageTable.Cell { .init(StoredResults.Arm(row).label) }

  private static func scale(_ unit: String) -> Readable.Scale {
    switch unit {
    case "s": .time
    case "bytes": .data
    case "kWh": .energy
    default: .count
    }
  }

  /// What readers call the metrics that are shown, in the order of the columns.
  private static let titles = [
    ("total_time", "total time"), ("downtime", "downtime"), ("lost_work", "lost work"),
    ("sent", "sent"), ("rounds", "rounds"), ("makespan", "until the last was moved"),
    ("least_reserve", "room beyond N+1"), ("energy_kwh", "energy"),
    ("migrations", "migrations"), ("overload_share", "time overloaded"),
    ("shutdowns", "shutdowns"), ("cpu-shortage", "shortage in core-seconds"),
    ("balancing-moves", "moves to balance"),
  ]
  private static let shares: Set = ["overload_share"]

  private static func half(_ row: RecordedRow) -> Double? {
    guard let low = row.number("ci95_low"), let high = row.number("ci95_high") else { return nil }
    return (high - low) / 2
  }

  /// What each strategy takes: a line for each, a column for each metric.
  func strategies() throws(StoredResultsError) -> PageTable {
    let rows = try results.tables.rows("summary.csv")
    let byArm = Dictionary(grouping: rows, by: StoredResults.Arm.init)
    let metrics = Self.titles.filter { metric in
      rows.contains { $0["metric"] == metric.0 && ($0.number("n") ?? 0) > 0 }
        && !(metric.0 == "makespan" && rows.areAlike("makespan", "total_time"))
        && !(metric.0 == "lost_work" && rows.areAlike("lost_work", "downtime"))
    }
    var table = PageTable(
      "What each strategy takes",
      ["strategy"] + (results.isOfDays ? [] : ["did not finish"])
        + metrics.flatMap { $0.0 == "downtime" ? [$0.1, "downtime p99"] : [$0.1] })
    for arm in results.arms {
      let own = byArm[arm] ?? []
      func row(_ metric: String) -> RecordedRow? { own.first { $0["metric"] == metric } }
      let never = row("total_time")?.number("never_share") ?? 0
      var cells: [PageTable.Cell] = [.init(arm.label)]
      if !results.isOfDays {
        cells.append(.init("\(Readable(roughly: never * 100, .count).text) %", order: never))
      }
      for (metric, _) in metrics {
        let row = row(metric)
        let mean = row?.number("mean")
        cells.append(
          .init(
            mean, half: row.flatMap(Self.half),
            Self.shares.contains(metric) ? .percent : Self.scale(row?["unit"] ?? "")))
        if metric == "downtime" {
          let p99 = row?.number("p99")
          let isNever = p99 == nil && (row?.number("never_share") ?? 0) > 0
          cells.append(isNever ? .init("never", order: .infinity) : .init(p99, .time))
        }
      }
      table.add(cells)
    }
    table.remark =
      results.isOfDays
      ? "Means over replications, ± half of the 95 % interval."
      : (results.replications > 1
        ? "Means over replications, ± half of the 95 % interval, of migrations that finished"
        : "Means of migrations that finished, in one replication")
        + "; p99 counts the others as never."
        + (metrics.contains { $0.0 == "least_reserve" }
          ? " Room beyond N+1: how much more memory was free at the worst moment than the largest host has."
          : "")
    return table
  }

  /// How strategies differ from the first one.
  func differences() throws(StoredResultsError) -> PageTable? {
    let shown = ["total_time", "downtime", "lost_work", "sent", "makespan"]
    let rows = try results.tables.rows("comparison.csv") {
      shown.contains($0["metric"]) && ($0.number("n") ?? 0) > 0
    }
    guard !rows.isEmpty else { return nil }
    var table = PageTable(
      "Differences from the first strategy",
      ["strategy", "minus", "metric", "difference", "certain?"],
      texts: 3)
    for row in rows {
      let difference = row.number("mean_difference")
      let isCertain = row.number("ci95_low").flatMap { low in
        row.number("ci95_high").map { low * $0 > 0 }
      }
      table.add([
        arm(row), .init(row["baseline"]),
        .init(Self.titles.first { $0.0 == row["metric"] }?.1 ?? row["metric"]),
        .init(difference, half: Self.half(row), Self.scale(row["unit"])),
        .init(
          difference == 0
            ? "no difference"
            : isCertain.map { $0 ? "yes, at 95 %" : "no: 0 is in the interval" }
              ?? "not known: too few replications"
        ),
      ])
    }
    table.isFolded = rows.count > 20
    table.remark =
      "Over pairs that ended in both. With many comparisons some are certain by chance."
    return table
  }

  /// What did not finish, and why; `nil` if everything did.
  func failures() throws(StoredResultsError) -> PageTable? {
    guard results.hasMigrations else { return try failuresOfSummary() }
    var counts: [[String]: Int] = [:]
    var totals: [StoredResults.Arm: Int] = [:]
    _ = try results.tables.rows("migrations.csv") { row in
      totals[StoredResults.Arm(row), default: 0] += 1
      if row["outcome"] != "finished" {
        let key = [StoredResults.Arm(row).label, row["outcome"], row["reason"]]
        counts[key, default: 0] += 1
      }
      return false
    }
    guard !counts.isEmpty else { return nil }
    let byLabel = Dictionary(
      totals.map { ($0.label, $1) }, uniquingKeysWith: { first, _ in first })
    var table = PageTable(
      "Migrations that did not finish", ["strategy", "outcome", "reason", "how many", "of all"],
      texts: 3)
    for key in counts.keys.sorted(by: { ($0[0], -counts[$0]!) < ($1[0], -counts[$1]!) }) {
      let count = counts[key]!
      let share = Double(count) / Double(byLabel[key[0]] ?? count)
      table.add([
        .init(key[0]), .init(key[1]), .init(key[2].isEmpty ? "–" : key[2]),
        .init("\(count)", order: Double(count)),
        .init("\(Readable(roughly: share * 100, .count).text) %", order: share),
      ])
    }
    return table
  }

  /// What the summary says of that, where single migrations are not told.
  private func failuresOfSummary() throws(StoredResultsError) -> PageTable? {
    let outcomes = ["refused", "failed", "unfinished", "failed-badly"]
    let rows = try results.tables.rows("summary.csv") {
      outcomes.contains($0["metric"]) && ($0.number("mean") ?? 0) > 0
    }
    guard !rows.isEmpty else { return nil }
    var table = PageTable(
      "Migrations that did not finish", ["strategy", "outcome", "in a replication"], texts: 2)
    for row in rows {
      table.add([
        arm(row), .init(row["metric"]),
        .init(row.number("mean"), half: Self.half(row), .count),
      ])
    }
    table.remark =
      "Means over replications, ± half of the 95 % interval. The scenario has no single migrations written, so the reasons are not told."
    return table
  }

  /// Some migrations one by one; `nil` where they are not told.
  func migrations(most: Int = 300) throws(StoredResultsError) -> PageTable? {
    guard results.hasMigrations else { return nil }
    var seen = 0
    let number = "1"
    var total = 0
    let rows = try results.tables.rows("migrations.csv") { row in
      total += 1
      guard row["replication"] == number, seen < most else { return false }
      seen += 1
      return true
    }
    var table = PageTable(
      "Migrations of replication 1",
      [
        "strategy", "VM", "from", "to", "engine", "outcome", "reason", "began", "total time",
        "downtime",
        "sent",
      ], texts: 7)
    for row in rows {
      table.add([
        arm(row), .init(row["vm"]), .init(row["source"]), .init(row["destination"]),
        .init(row["engine"]), .init(row["outcome"]),
        .init(row["reason"].isEmpty ? row["stopped_because"] : row["reason"]),
        .init(row.number("started_s"), .time), .init(row.number("total_time_s"), .time),
        .init(row.number("downtime_s"), .time), .init(row.number("sent_bytes"), .data),
      ])
    }
    table.isFolded = true
    if rows.count < total {
      table.remark = "\(rows.count) of \(total) migrations are shown; all stand in migrations.csv."
    }
    return table
  }

  /// The engines that were used.
  func engines() throws(StoredResultsError) -> [String] {
    var seen: Set<String> = []
    _ = try results.tables.rows("migrations.csv") { row in
      seen.insert(row["engine"])
      return false
    }
    return seen.filter { !$0.isEmpty }.sorted()
  }
}
