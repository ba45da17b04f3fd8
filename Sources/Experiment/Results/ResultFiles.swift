extension ExperimentRun {
  /// Every table that a run may write, in the order in which they are told.
  public static let tables =
    ReplicationRows.files + [
      SummaryRow.table.description, ComparisonRow.table.description,
      QuantileRow.table([]).description, PointRow.table([]).description,
    ]

  /// The files that a run may write.
  public static let fileNames = tables.map(\.name) + ["run.json"]

  /// The file of each kind of folder that says what it holds: a folder that has one is whole.
  static let markers = ["run.json", PartRecord.file]
}
