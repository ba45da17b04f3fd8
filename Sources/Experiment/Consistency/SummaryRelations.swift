import Randomness

/// summary.csv and comparison.csv, computed again from migrations.csv.
struct SummaryRelations: Sendable {
  private let migrations: [[String]: [RecordedRow]]
  private let replications: Int
  /// Replications of fleets in which not all was done that was asked for: their makespan is *never*.
  private let incomplete: Set<[String]>
  private let isFleet: Bool
  /// Whether a host was not worked on, or not yet: the rows do not tell which, nor whether a VM is to
  /// move still.
  private let isUnclear: Bool

  /// - Parameters:
  ///   - rows: those of migrations.csv.
  ///   - requests: those of requests.csv, where the scenario is about a fleet.
  ///   - replications: how many each strategy had.
  init(_ rows: [RecordedRow], requests: [RecordedRow], replications: Int) {
    isFleet = !requests.isEmpty
    isUnclear = requests.contains {
      $0["kind"] == "maintain" && $0["total_time_s"].isEmpty
        && $0.sum("left_behind", "lost", "unfinished") == 0
    }
    incomplete = Set(
      requests.filter {
        $0["total_time_s"].isEmpty || $0.sum("left_behind", "lost", "unfinished") > 0
      }.map(\.replication))
    migrations = Dictionary(grouping: rows, by: \.replication)
    self.replications = replications
  }

  /// The column whose values a metric summarises.
  private static func column(of metric: String, unit: String) -> String? {
    let column =
      switch unit {
      case "s": metric + "_s"
      case "bytes": metric + "_bytes"
      default: metric
      }
    let isThere = MigrationRow.table.columns.contains { $0.name == column }
    return isThere ? column : nil
  }

  /// What migrations.csv tells of a metric; `nil` for those of which it knows nothing.
  func observations(_ metric: String, unit: String, of strategy: String) -> Observations? {
    let replications = (1...max(1, replications)).map { migrations[[strategy, "\($0)"]] ?? [] }
    if let verdict = Verdict(rawValue: metric) {
      return Observations(
        metric: metric, unit: unit,
        replications.map { rows in Double(rows.count { $0["outcome"] == verdict.rawValue }) })
    }
    if metric == "makespan" {
      if isUnclear { return nil }
      return Observations(
        metric: metric, unit: unit,
        replications.enumerated().map { place, rows in
          incomplete.contains([strategy, "\(place + 1)"]) ? nil : makespan(rows)
        })
    }
    guard let column = Self.column(of: metric, unit: unit),
      let known = Metric.all.first(where: { $0.name == metric })
    else { return nil }
    // What did not finish does not tell whether its VM was on.
    if known.isNeverOf == .runningVM,
      replications.joined().contains(where: { $0["outcome"] == Verdict.unfinished.rawValue })
    {
      return nil
    }
    return Observations(
      metric: metric, unit: unit,
      observed: replications.map { rows in
        ArraySlice(rows.map { Self.observation($0, column, isNeverOf: known.isNeverOf) })
      })
  }

  /// Whose each row is, replication by replication.
  private func subjects(of strategy: String) -> [[String]] {
    (1...max(1, replications)).map { (migrations[[strategy, "\($0)"]] ?? []).map { $0["vm"] } }
  }

  private static func observation(
    _ row: RecordedRow, _ column: String, isNeverOf missing: Metric.Missing
  ) -> Double {
    if row["outcome"] == Verdict.finished.rawValue { return row.number(column) ?? .nan }
    switch missing {
    case .everyVM: return .infinity
    // Lost work is empty for a VM that was off.
    case .runningVM:
      return row["started_s"].isEmpty || !row["lost_work_s"].isEmpty ? .infinity : .nan
    case .noVM: return .nan
    }
  }

  private func makespan(_ rows: [RecordedRow]) -> Double? {
    let ends = rows.compactMap { row in
      row["outcome"] == Verdict.finished.rawValue
        ? row.number("total_time_s").map { row.sum("started_s") + $0 } : nil
    }
    // Of a fleet it is the requests that tell whether every VM was moved.
    if isFleet, rows.isEmpty { return .nan }
    guard isFleet || ends.count == rows.count, let last = ends.max(),
      let first = rows.compactMap({ $0.number("requested_s") }).min()
    else { return nil }
    return last - first
  }

  /// What does not fit in a row of summary.csv.
  func broken(summary row: RecordedRow) -> String? {
    guard let observed = observations(row["metric"], unit: row["unit"], of: row["strategy"]) else {
      return nil
    }
    let interval = observed.means?.confidenceInterval()
    return Self.difference(
      row, unit: row["unit"],
      [
        ("n", observed.means.map { Double($0.count) } ?? 0), ("mean", observed.means?.mean),
        ("ci95_low", interval?.lowerBound), ("ci95_high", interval?.upperBound),
        ("never_share", observed.neverShare),
      ] + row.quantiles.map { ($0.column, observed.quantile($0.probability)) })
  }

  /// What does not fit in a row of comparison.csv.
  func broken(comparison row: RecordedRow) -> String? {
    let unit = row["unit"]
    guard let observed = observations(row["metric"], unit: unit, of: row["strategy"]),
      let base = observations(row["metric"], unit: unit, of: row["baseline"])
    else { return nil }
    let pairs = Pairs(
      observed, minus: base,
      of: isFleet ? (subjects(of: row["strategy"]), subjects(of: row["baseline"])) : nil)
    return Self.difference(
      row, unit: unit,
      [
        ("n", Double(pairs.difference?.count ?? 0)), ("mean_difference", pairs.difference?.mean),
        ("pairs", Double(pairs.count)), ("only_strategy", Double(pairs.onlyFirst)),
        ("only_baseline", Double(pairs.onlySecond)),
      ])
  }

  private static func difference(
    _ row: RecordedRow, unit: String, _ right: [(String, Double?)]
  ) -> String? {
    // What is in the table was rounded, and so was what it is computed from.
    let slack = unit == "bytes" ? 16.0 : 1e-7
    for (column, right) in right {
      let found = row.number(column)
      if let found, let right, abs(found - right) <= slack + 1e-9 * abs(right) { continue }
      if found == nil, right == nil { continue }
      return
        "\(column) is \(row[column].isEmpty ? "empty" : row[column]), and the rows of migrations.csv give \(right.map(Rounded.text) ?? "nothing")"
    }
    return nil
  }
}
