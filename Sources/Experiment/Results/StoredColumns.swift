import Quantities

/// What the first line of a results file must name, and which of its cells are numbers.
///
/// A column that is missing would leave a figure or a table silently empty: it is refused instead.
struct StoredColumns {
  /// Those that every file of this name has.
  private let needed: [String]
  /// Those that it has in some scenarios: there are all of them, or none.
  private let optional: [String]
  private let numbers: Set<String>

  /// - Returns: `nil` for a file that no run writes.
  init?(of file: String) {
    guard let whole = ExperimentRun.tables.first(where: { $0.name == file }) else { return nil }
    let plain = ReplicationRows.plainFiles.first { $0.name == file } ?? whole
    needed = Self.fixed(plain)
    optional = Self.fixed(whole).filter { [needed] in !needed.contains($0) }
    numbers = Set(whole.columns.lazy.filter { $0.unit != "text" }.map(\.name))
      .subtracting(["unit", "metric"])
  }

  /// The columns without those of quantiles, which whoever runs a scenario chooses.
  private static func fixed(_ file: ResultFile) -> [String] {
    file.columns.map(\.name).filter { RecordedRow.probability(ofQuantile: $0) == nil }
  }

  /// Those that are not there.
  func missing(in columns: [String]) -> [String] {
    let present = Set(columns)
    let wanted = optional.contains(where: present.contains) ? needed + optional : needed
    return wanted.filter { !present.contains($0) }
  }

  /// Those that a run does not write.
  ///
  /// - Parameter axes: the columns of what a sweep varies.
  func unknown(in columns: [String], axes: Set<String>) -> [String] {
    let known = axes.union(needed).union(optional)
    return columns.filter {
      !known.contains($0) && RecordedRow.probability(ofQuantile: $0) == nil
    }
  }

  /// Whether the cells of a column are numbers or empty.
  func isNumeric(_ column: String) -> Bool {
    numbers.contains(column) || RecordedRow.probability(ofQuantile: column) != nil
  }
}
