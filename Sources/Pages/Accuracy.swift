import Experiment
import Randomness

/// How near predictions come to measured migrations, from the tables of an accuracy study.
struct AccuracySection {
  private let tables: StoredTables

  /// - Returns: `nil` if the folder holds no such tables.
  init?(folder: String) {
    tables = StoredTables(folder)
    guard tables.has("accuracy.csv") else { return nil }
  }

  /// Whether it compares any of some engines.
  static func tells(of engines: Set<String>) -> Bool {
    engines.contains { $0.hasPrefix("qemu") }
  }

  /// What was measured beside the engines of the results, in a sentence.
  static func scope(of engines: [String]) -> String {
    let (measured, others) = (
      engines.filter { tells(of: [$0]) }, engines.filter { !tells(of: [$0]) }
    )
    var sentences = ["The study compares predictions with measured migrations of QEMU."]
    if !measured.isEmpty {
      sentences.append("It says how far \(measured.joined(separator: ", ")) can be trusted.")
    }
    if !others.isEmpty {
      sentences.append(
        "It says nothing of \(others.joined(separator: ", ")): these follow their sources and published figures only."
      )
    }
    return sentences.joined(separator: " ")
  }

  /// Errors and coverage by technique.
  func table() throws(StoredResultsError) -> PageTable {
    var table = PageTable(
      "Accuracy by technique",
      [
        "technique", "workload", "quantity", "measured migrations", "median error",
        "inside the 90 % interval",
      ], texts: 3)
    let columns = [
      "technique", "standing", "workload", "quantity", "rows", "median_rel_error", "coverage_90",
    ]
    for row in try tables.rows(
      "accuracy.csv", needing: columns, where: { $0["workload"] == "all" })
    {
      func percent(_ column: String) -> PageTable.Cell {
        guard let share = row.number(column) else { return .init("–") }
        return .init("\(Readable(roughly: share * 100, .count).text) %", order: share)
      }
      table.add([
        .init(row["technique"]), .init(row["standing"]),
        .init(row["quantity"].replacing("_", with: " ")),
        .init(row["rows"], order: row.number("rows")), percent("median_rel_error"),
        percent("coverage_90"),
      ])
    }
    return table
  }
}
