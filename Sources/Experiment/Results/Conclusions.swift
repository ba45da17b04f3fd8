import Design
import Kernel
import Parallel

/// What follows from all replications of an experiment: the files that are written at its end.
struct Conclusions: Sendable {
  let outline: Outline
  /// How many events all replications had together.
  let eventCount: Int
  /// The hash over every event of every replication, in the order of points and arms.
  let trace: TraceHash
  /// Everything that is summarised, by point and arm.
  let observed: [[ObservedArm]]
  /// The first replication that was ended before its time, if there is one.
  let cutShort: CutShortError?
  /// How many metrics are summarised at a time.
  let jobs: Int

  /// - Parameter digests: by point, then by arm.
  init(_ outline: Outline, _ digests: [[ReplicationDigests]], jobs: Int = 1) {
    self.outline = outline
    self.jobs = jobs
    var (events, trace) = (0, TraceHash())
    for arm in digests.joined() {
      arm.forEachHead { head in
        events += head.eventCount
        trace.fold(head.trace.value)
      }
    }
    (eventCount, self.trace) = (events, trace)
    cutShort = digests.joined().lazy.compactMap(\.cutShort).first
    observed = digests.map { ObservedArm.arms($0) }
  }

  /// The files by name.
  var files: [(name: String, bytes: CSVBytes)] {
    var json = CSVBytes()
    json.append(raw: provenance)
    var all: [(name: String, bytes: CSVBytes)] = []
    if !outline.axes.isEmpty { all.append((PointRow.file, pointBytes)) }
    all.append((SummaryRow.table.file, summaryBytes))
    all.append((ComparisonRow.table.file, comparisonBytes))
    if outline.givesQuantiles { all.append((QuantileRow.file, quantileBytes)) }
    all.append(("run.json", json))
    return all
  }

  /// The bytes of `points.csv`.
  private var pointBytes: CSVBytes {
    let table = PointRow.table(outline.axes)
    var csv = table.header
    for point in 0..<outline.points {
      table.add(PointRow(), after: table.start(outline.key(point: point)), to: &csv)
    }
    return csv
  }

  /// The bytes of `summary.csv`.
  var summaryBytes: CSVBytes {
    let quantiles = Quantiles(outline.quantiles)
    let table = SummaryRow.table(quantiles, outline.axes)
    return csv(table.header) { row, csv in
      let start = table.start(
        RunKey(
          point: outline.key(point: row.point), arm: outline.strategies[row.arm], replication: 0))
      let observed = observed[row.point][row.arm][row.metric]
      table.add(SummaryRow(observed, quantiles: quantiles), after: start, to: &csv)
    }
  }

  /// The bytes of `comparison.csv`.
  private var comparisonBytes: CSVBytes {
    let table = ComparisonRow.table(outline.axes)
    let subjects = observed.map { point in
      point.count > 1 ? point.map(\.subjects) : point.map { _ in nil }
    }
    return csv(table.header, fromArm: 1) { row, csv in
      let point = observed[row.point]
      guard row.metric < point[0].count else { return }
      table.add(
        ComparisonRow(
          outline.strategies[row.arm], point[row.arm][row.metric],
          baseline: outline.strategies[0], point[0][row.metric],
          of: subjects[row.point][row.arm].flatMap { own in
            subjects[row.point][0].map { (own, $0) }
          }),
        after: table.start(outline.key(point: row.point)), to: &csv)
    }
  }

  /// The bytes of `quantiles.csv`.
  private var quantileBytes: CSVBytes {
    let table = QuantileRow.table(outline.axes)
    return csv(table.header) { row, csv in
      let start = table.start(outline.key(point: row.point))
      let own = observed[row.point][row.arm][row.metric]
      let base = row.arm == 0 ? nil : observed[row.point][0][own.metric]
      for probability in outline.quantiles {
        table.add(
          QuantileRow(outline.strategies[row.arm], own, minus: base, at: probability),
          after: start, to: &csv)
      }
    }
  }

  /// A metric of an arm at a point.
  private typealias Row = (point: Int, arm: Int, metric: Int)

  /// A table of metrics, several of which are summarised at a time.
  ///
  /// - Parameter first: the first arm that is told of.
  private func csv(
    _ header: CSVBytes, fromArm first: Int = 0, _ add: @Sendable (Row, inout CSVBytes) -> Void
  ) -> CSVBytes {
    let rows: [Row] = observed.indices.flatMap { point in
      observed[point].indices.dropFirst(first).flatMap { arm in
        observed[point][arm].indices.map { (point, arm, $0) }
      }
    }
    let parts = parallel(rows.count, jobs: jobs) { place in
      var csv = CSVBytes()
      add(rows[place], &csv)
      return csv
    }
    var csv = header
    for part in parts { csv.append(part) }
    return csv
  }
}

/// One point: a row of `points.csv`, which has no columns beside those that say which it is.
struct PointRow {
  static let file = "points.csv"

  static func table(_ axes: [AxisColumn]) -> ResultTable<PointKey, PointRow> {
    ResultTable(
      file: file,
      about: "Each point of a sweep: its values. There is a column for each value that is varied.",
      keys: [PointKey.scenarioColumn, PointKey.numberColumn] + PointKey.columns(of: axes),
      columns: [])
  }
}
