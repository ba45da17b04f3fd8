import Foundation
import StrictJSON

/// The results of a run that lie in a folder, read back.
package struct StoredResults: Sendable {
  package let tables: StoredTables
  /// The folder in which they lie.
  package var folder: String { tables.folder }
  /// The scenario's name.
  package let scenario: String
  /// The hash of the scenario, as `run.json` writes it.
  package let scenarioHash: String
  /// The version of the program that wrote them.
  package let version: String
  /// The seed, as it is written.
  package let seed: String
  package let replications: Int
  /// What was asked beside the file, the seed and the replications.
  private let asked: Asked
  /// The points of a sweep.
  package let points: StoredPoints
  /// What the run compared, in its order.
  package let arms: [Arm]
  /// Whether they are of days of consolidation, of which no single migrations are told.
  package var isOfDays: Bool { tables.has("consolidation.csv") }
  /// Whether single migrations are told: a scenario may have only some tables written.
  package let hasMigrations: Bool
  /// What a reader of the results must be told.
  package let remarks: [String]

  /// A strategy, at one point of a sweep.
  package struct Arm: Hashable, Sendable {
    package let strategy: String
    /// Empty where the scenario has one point.
    package let point: String
    /// What varies, and its values there.
    private let pointLabel: String?

    /// How figures and pages call it.
    package var label: String {
      Visible.text(
        point.isEmpty ? strategy : "\(strategy), \(pointLabel ?? "point \(point)")")
    }

    package init(_ row: RecordedRow) {
      strategy = row["strategy"]
      point = row["point"]
      pointLabel = row.pointLabel
    }
  }

  /// Reads a folder that `apus run` or `apus record` wrote.
  ///
  /// - Parameter isFresh: whether this program has just written it, so that nothing can be missing.
  /// - Throws: if it holds no results, or they are damaged.
  package init(_ folder: String, isFresh: Bool = false) throws(StoredResultsError) {
    func failure(_ problem: String) -> StoredResultsError {
      StoredResultsError(description: Visible.text("\(folder): \(problem)"))
    }
    guard ResultsPath.isFolder(folder) else {
      throw failure(
        FileManager.default.fileExists(atPath: folder)
          ? "is a file; name the folder of results"
          : "there is no such folder; name one that apus run wrote")
    }
    guard let data = FileManager.default.contents(atPath: folder + "/run.json") else {
      throw failure(
        "holds no results of a run (no run.json); name a folder that apus run or apus record wrote")
    }
    guard let root = try? JSONDocument(parsing: Array(data), file: "run.json").root,
      let version = root["apus"]?.string, let scenario = root["scenario"]?.string,
      let replications = root["replications"].flatMap({ Int($0.text) })
    else { throw failure("run.json is damaged; run the scenario again") }
    var tables = StoredTables(folder)
    tables.version = version
    points = try StoredPoints(tables)
    tables.points = points
    self.tables = tables
    (self.version, self.scenario, self.replications) = (version, scenario, replications)
    scenarioHash = root["scenarioHash"]?.string ?? ""
    seed = root["seed"]?.text ?? ""
    asked = Asked(root)
    hasMigrations = tables.has("migrations.csv")
    let isWhole = root["tables"] != nil || tables.has("consolidation.csv")
    for file in ["summary.csv"] + (isWhole ? [] : ["migrations.csv"]) where !tables.has(file) {
      throw failure("\(file) is missing; run the scenario again")
    }
    var seen: Set<Arm> = []
    arms = try tables.rows("summary.csv").map(Arm.init).filter { seen.insert($0).inserted }
    if arms.isEmpty { throw failure("summary.csv holds no rows; run the scenario again") }
    remarks = isFresh ? [] : try Self.remarks(tables)
    if hasMigrations, !isFresh { try checkCounts() }
  }

  /// What is not shown of some tables: columns that this program does not write.
  ///
  /// - Throws: if a column is missing in one of them.
  private static func remarks(_ tables: StoredTables) throws(StoredResultsError) -> [String] {
    var remarks: [String] = []
    let isNewer = isNewer(tables.version, than: ExperimentRun.version)
    if isNewer {
      remarks.append(
        "\(tables.folder) was written by apus \(tables.version), which is newer than this \(ExperimentRun.version): what it added is not shown"
      )
    }
    for file in ExperimentRun.tables.map(\.name) {
      let unknown = try tables.unknownColumns(of: file)
      guard !unknown.isEmpty, !isNewer else { continue }
      remarks.append(
        "\(tables.folder)/\(file): apus does not write the column \(unknown.joined(separator: ", ")): it is not shown"
      )
    }
    return remarks.map(Visible.text)
  }

  /// Refuses a table of migrations that was cut between two rows: the summary tells how many there were.
  private func checkCounts() throws(StoredResultsError) {
    let outcomes = Set(Verdict.allCases.map(\.rawValue))
    var told: [Arm: Double] = [:]
    for row in try tables.rows("summary.csv", where: { outcomes.contains($0["metric"]) }) {
      told[Arm(row), default: 0] += (row.number("mean") ?? 0) * Double(replications)
    }
    var counts: [Arm: Int] = [:]
    _ = try tables.rows("migrations.csv") { row in
      counts[Arm(row), default: 0] += 1
      return false
    }
    for arm in arms {
      guard let wanted = told[arm], abs(wanted - Double(counts[arm] ?? 0)) > 0.5 else { continue }
      throw StoredResultsError(
        description: Visible.text(
          "\(folder)/migrations.csv: holds \(counts[arm] ?? 0) migrations of \(arm.label), and summary.csv tells of \(Int(wanted.rounded())): the file is truncated or damaged; run the scenario again"
        ))
    }
  }

  /// Whether a version, such as 0.10.2, comes after another.
  static func isNewer(_ version: String, than other: String) -> Bool {
    func numbers(_ text: String) -> [Int] { text.split(separator: ".").map { Int($0) ?? 0 } }
    return numbers(other).lexicographicallyPrecedes(numbers(version))
  }
}

extension StoredResults {
  /// Whether a scenario says what these results were made from.
  package func areOf(_ scenario: Scenario) -> Bool {
    Outline.hexadecimal(scenario.hash) == scenarioHash
  }

  /// The command that makes them again, each word by itself.
  package func command(file: String) -> [String] {
    ["apus"] + asked.words(file: file) + ["--seed", seed, "--replications", "\(replications)"]
  }

  /// What `apus drain` asked, if it asked for them.
  package var drain: Drain? { asked.drain }

  /// What they say first.
  package func answer() throws(StoredResultsError) -> Answer {
    Answer(
      summary: try tables.rows("summary.csv"), requests: try tables.rows("requests.csv"),
      points: points, replications: replications)
  }
}
