/// The replication that a row is about.
struct RunKey: Sendable {
  let point: PointKey
  let arm: String
  /// From 1.
  let replication: Int

  static let armColumns: [Column<RunKey>] = [
    PointKey.scenarioColumn.within { $0.point },
    Column(
      "strategy",
      "The strategy, by its name in the scenario; as-requested where every request names its own."
    ) { $0.arm },
    PointKey.numberColumn.within { $0.point },
  ]

  static let columns: [Column<RunKey>] =
    armColumns + [
      Column("replication", "The number of the replication, from 1.") { $0.replication }
    ]

  /// The cells of these columns.
  static func start(_ key: RunKey) -> CSVBytes {
    var csv = CSVBytes()
    for column in columns {
      column.write(key, &csv)
      csv.endCell()
    }
    return csv
  }
}

/// The migration that a row is about.
struct MigrationKey: Sendable {
  let run: RunKey
  /// From 1.
  let request: Int
  let vm: String

  static let columns: [Column<MigrationKey>] =
    RunKey.columns.map { column in column.within { $0.run } } + [
      Column(
        "request",
        "The number of the migration among those that the requests ask for, from 1, in the order of the file; of fleets in the order in which they were ordered."
      ) { $0.request },
      Column("vm", "The VM.") { $0.vm },
    ]
}
