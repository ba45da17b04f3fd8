/// The reference of result files: every column with its unit and its meaning.
public enum ColumnReference {
  /// The names of the files that it knows.
  public static var files: [String] { ExperimentRun.tables.map(\.name) + [runRecord.name] }

  /// The reference for a terminal, of one file or of all.
  ///
  /// - Returns: `nil` if no file has that name.
  public static func text(of name: String? = nil) -> String? {
    let chosen = everything.filter { name == nil || $0.name == name }
    guard !chosen.isEmpty else { return nil }
    return chosen.map { file in
      let lines = file.columns.map { [$0.name, $0.unit, $0.meaning] }
      return "\(file.name): \(file.about)\n\n"
        + TextColumns.aligned(lines, left: 3).split(separator: "\n").map { "  " + $0 }
        .joined(separator: "\n")
    }.joined(separator: "\n\n")
  }

  /// The reference as a page of the documentation.
  public static var page: String {
    var lines = [
      "# Columns", "",
      "Every file that `apus run` writes, and every column in it.", "", "## Overview", "",
      "This page is written by `apus columns --markdown`. One observation has one row; an empty cell means that the column does not apply. Times are in seconds: those that end in `started_s`, `requested_s` or `ready_s` are moments, counted from the start of the run, all others are durations. A unit of 1 is a count or a ratio.",
    ]
    for file in everything {
      lines += ["", "### \(file.name)", "", file.about, "", "| column | unit | meaning |"]
      lines += ["| --- | --- | --- |"]
      lines += file.columns.map { "| `\($0.name)` | \($0.unit) | \($0.meaning) |" }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static var everything: [ResultFile] { ExperimentRun.tables + [metrics, runRecord] }

  private static var runRecord: ResultFile {
    ResultFile(
      name: "run.json", about: "What must be known to make the same results again.",
      columns: ExperimentRun.facts.map {
        .init(name: $0.key, unit: "JSON", meaning: $0.meaning, isKey: false)
      })
  }

  /// Not a file of its own: what stands in the column `metric` of two files.
  private static var metrics: ResultFile {
    let counts = Verdict.allCases.map {
      ResultFile.Entry(
        name: $0.rawValue, unit: "migrations",
        meaning: "How many migrations of a replication ended so.", isKey: false)
    }
    return ResultFile(
      name: "metrics", about: "What summary.csv and comparison.csv are about.",
      columns: Metric.all.map {
        .init(name: $0.name, unit: $0.unit, meaning: $0.meaning, isKey: false)
      } + [
        .init(
          name: "makespan", unit: "s",
          meaning:
            "From the first request of a replication to the end of its last migration; \"never\" where not every VM was moved, nothing where none was to move.",
          isKey: false)
      ] + counts + [
        .init(
          name: "vms-lost", unit: "VMs", meaning: "How many VMs were lost with a host.",
          isKey: false)
      ] + FleetDigest.metrics + OutageDigest.metrics + LoadDigest.metrics
        + ObjectivesOutcome.metrics
        + ConsolidationMetric.all.map {
          .init(
            name: $0.name, unit: $0.unit, meaning: "Days of consolidation: " + $0.meaning,
            isKey: false)
        })
  }
}
