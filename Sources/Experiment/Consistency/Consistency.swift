import Foundation
import Quantities
import StrictJSON

/// Whether the files of a results folder agree with themselves and with each other, whatever program
/// wrote them: every sum adds up, no bound is broken, no row stands twice or belongs to nothing, and
/// the summaries follow from the rows.
public struct Consistency: Sendable {
  /// What does not agree: a line for each row and relation; empty if all does.
  public let findings: [String]

  /// Looks at a folder.
  ///
  /// - Throws: if there are no results of a run in it.
  /// - Complexity: O(size of the files)
  public init(ofFolder folder: String) throws(ConsistencyError) {
    guard let run = RunRecord(inFolder: folder) else {
      throw ConsistencyError(
        description: Visible.text(
          "\(folder): holds no results of a run (no run.json); name a folder that apus run or apus record wrote"
        ))
    }
    var tables: [String: RecordedTable] = [:]
    var findings: [String] = []
    let isDay = FileManager.default.fileExists(atPath: "\(folder)/consolidation.csv")
    for file in ExperimentRun.tables {
      guard let data = FileManager.default.contents(atPath: "\(folder)/\(file.name)") else {
        let optional = [
          "links.csv", "guest.csv", "disks.csv", "requests.csv", "hosts.csv", "vms.csv",
          "events.csv", "memory.csv", "points.csv", "consolidation.csv", "failures.csv",
          "foresight.csv", "quantiles.csv", "host-load.csv",
        ]
        let isSummary = ["summary.csv", "comparison.csv"].contains(file.name)
        let isChosen = (run["tables"] != nil || isDay) && !isSummary
        if !optional.contains(file.name), !isChosen {
          findings.append("\(file.name): is missing")
        }
        continue
      }
      let table = RecordedTable(file, ResultsText(Array(data)))
      tables[file.name] = table
      findings += table.faults.map { "\(file.name): \($0)" }
    }
    // A row belongs to one point only, and so does every relation.
    let points = Set(
      (tables["requests.csv"] ?? tables["migrations.csv"])?.rows.map { $0["point"] } ?? [""])
    for point in points.sorted(by: { ($0.count, $0) < ($1.count, $1) }) {
      let own = tables.mapValues { table in table.at(point: point) }
      findings += RecordedFolder(tables: own, run: run).findings
    }
    self.findings = findings.map(Visible.text)
  }
}

/// A folder in which there is nothing to look at.
public struct ConsistencyError: Error, CustomStringConvertible {
  public let description: String
}

/// All files of a folder.
private struct RecordedFolder {
  let tables: [String: RecordedTable]
  let run: RunRecord

  private func rows(_ file: String) -> [RecordedRow] { tables[file]?.rows ?? [] }

  var findings: [String] {
    guard run["tables"] != nil else {
      return migrations + parts + places + samples + summaries + replications
    }
    // Of a scenario that has only some tables written, what those that are there say of each other.
    guard has("migrations.csv") else { return samples }
    return (has("stages.csv", "rounds.csv") ? migrations : []) + parts + places + samples
      + (has("requests.csv") ? summaries : []) + replications
  }

  private func has(_ files: String...) -> Bool { files.allSatisfy { tables[$0] != nil } }

  private var migrations: [String] {
    let stages = Dictionary(grouping: rows("stages.csv"), by: \.migration)
    let rounds = Dictionary(grouping: rows("rounds.csv"), by: \.migration)
    let disks = Dictionary(grouping: rows("disks.csv"), by: \.migration)
    return rows("migrations.csv").flatMap { row in
      let key = row.migration
      let migration = RecordedMigration(
        row: row, stages: stages[key] ?? [], rounds: rounds[key] ?? [], disks: disks[key] ?? [])
      return RecordedMigration.relations.compactMap { relation in
        relation.broken(migration).map { "migrations.csv: \(row.name): \($0)" }
      }
    }
  }

  /// Every stage, round and disk belongs to a migration.
  private var parts: [String] {
    let known = Set(rows("migrations.csv").map(\.migration))
    var all: [String] = []
    for file in ["stages.csv", "rounds.csv", "disks.csv", "events.csv"] {
      for row in rows(file) where !known.contains(row.migration) {
        all.append("\(file): \(row.name): belongs to no migration")
      }
    }
    all += broken("rounds.csv", PartRelations.rate("sent_bytes"))
    all += broken("disks.csv", PartRelations.rate("copied_bytes"))
    all += PartRelations.disks(rows("disks.csv")).map { "disks.csv: " + $0 }
    return all
  }

  private var places: [String] {
    PlaceRelations(
      migrations: rows("migrations.csv"), vms: tables["vms.csv"]?.rows,
      requests: tables["requests.csv"]?.rows
    ).findings
  }

  private var samples: [String] {
    broken("links.csv", PartRelations.link) + broken("guest.csv", PartRelations.guest)
      + PartRelations.wholes(
        rows("links.csv"), by: ["strategy", "replication", "link"],
        adding: ["duration_s", "busy_s", "carried_bytes"]
      ).map { "links.csv: " + $0 }
      + PartRelations.wholes(
        rows("guest.csv"), by: ["strategy", "replication", "vm"],
        adding: ["duration_s", "work_s", "lost_work_s", "paused_s", "reduced_speed_s"]
      ).map { "guest.csv: " + $0 }
      + PartRelations.follow(rows("memory.csv")).map { "memory.csv: " + $0 }
  }

  private var summaries: [String] {
    if tables["consolidation.csv"] != nil { return summariesOfDays }
    let relations = SummaryRelations(
      rows("migrations.csv"), requests: rows("requests.csv"),
      replications: run["replications"].flatMap { Int($0) } ?? 0)
    return broken("summary.csv", Relation(relations.broken(summary:)))
      + broken("comparison.csv", Relation(relations.broken(comparison:)))
  }

  /// Of days of consolidation, each summary has the count and the mean of their rows.
  private var summariesOfDays: [String] {
    let days = Dictionary(grouping: rows("consolidation.csv")) { $0["strategy"] }
    return rows("summary.csv").compactMap { row in
      let values = (days[row["strategy"]] ?? []).compactMap { Double($0[row["metric"]]) }
      guard row["n"] == "\(values.count)" else {
        return "summary.csv: \(row.name): n is \(row["n"]), and there are \(values.count) days"
      }
      guard !values.isEmpty else { return nil }
      let mean = values.reduce(0, +) / Double(values.count)
      guard let told = Double(row["mean"]), abs(told - mean) <= 1e-6 * max(1, abs(mean)) else {
        return "summary.csv: \(row.name): mean is \(row["mean"]), and its days give \(mean)"
      }
      return nil
    }
  }

  /// Every replication that run.json speaks of has the same requests.
  private var replications: [String] {
    if tables["consolidation.csv"] != nil {
      let days = Dictionary(grouping: rows("consolidation.csv"), by: \.replication)
      return days.filter { $0.value.count > 1 }.keys.sorted { $0[1] < $1[1] }.map {
        "consolidation.csv: strategy \($0[0]), replication \($0[1]): has two rows"
      }
    }
    // In a fleet it is the run that tells how many migrations there are.
    let isFleet = tables["requests.csv"] != nil
    let file = isFleet ? "requests.csv" : "migrations.csv"
    let requests = Dictionary(grouping: rows(file), by: \.replication)
      .mapValues { $0.map { $0["request"] } }
    guard let first = requests.values.first else { return ["\(file): has no rows"] }
    let strategies = Set(rows(file).map { $0["strategy"] })
    let count = run["replications"].flatMap { Int($0) } ?? 0
    var all = requests.filter { !isFleet && $0.value != first }.keys.sorted { $0[1] < $1[1] }.map {
      "migrations.csv: strategy \($0[0]), replication \($0[1]): has other requests than others"
    }
    if requests.count != strategies.count * count {
      all.append(
        "\(file): has \(requests.count) replications of \(strategies.count) strategies, and run.json says \(count) of each"
      )
    }
    return all
  }

  private func broken(_ file: String, _ relation: Relation<RecordedRow>) -> [String] {
    rows(file).compactMap { row in relation.broken(row).map { "\(file): \(row.name): \($0)" } }
  }
}
