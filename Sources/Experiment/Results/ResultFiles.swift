extension ExperimentRun {
  /// Every table that a run may write, in the order in which they are told.
  public static let tables =
    ReplicationRows.files + [SummaryRow.table.description, ComparisonRow.table.description]

  /// The files that a run may write.
  public static let fileNames = tables.map(\.name) + ["run.json"]

  /// The files that are written at the end of a run.
  var conclusions: [(name: String, bytes: CSVBytes)] {
    var json = CSVBytes()
    json.append(raw: provenance)
    return [
      (SummaryRow.table.file, summaryBytes), (ComparisonRow.table.file, comparisonBytes),
      ("run.json", json),
    ]
  }

  /// Every result file of a run whose results are in memory, by name.
  public var files: [(name: String, text: String)] {
    ((collected?.all ?? []) + conclusions).map { ($0.name, $0.bytes.text) }
  }
}
