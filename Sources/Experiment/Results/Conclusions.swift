import Design
import Kernel

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

  /// - Parameter digests: by point, then by arm.
  init(_ outline: Outline, _ digests: [[ReplicationDigests]]) {
    self.outline = outline
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
    var csv = table.header
    for (number, point) in observed.enumerated() {
      for (strategy, arm) in zip(outline.strategies, point) {
        let start = table.start(
          RunKey(point: outline.key(point: number), arm: strategy, replication: 0))
        for observed in arm {
          table.add(SummaryRow(observed, quantiles: quantiles), after: start, to: &csv)
        }
      }
    }
    return csv
  }

  /// The bytes of `comparison.csv`.
  private var comparisonBytes: CSVBytes {
    let table = ComparisonRow.table(outline.axes)
    var csv = table.header
    for (number, point) in observed.enumerated() {
      let start = table.start(outline.key(point: number))
      for (strategy, arm) in zip(outline.strategies, point).dropFirst() {
        for (observed, base) in zip(arm, point[0]) {
          table.add(
            ComparisonRow(strategy, observed, baseline: outline.strategies[0], base),
            after: start, to: &csv)
        }
      }
    }
    return csv
  }

  /// The bytes of `quantiles.csv`.
  private var quantileBytes: CSVBytes {
    let table = QuantileRow.table(outline.axes)
    var csv = table.header
    for (number, point) in observed.enumerated() {
      let start = table.start(outline.key(point: number))
      for (place, arm) in point.enumerated() {
        for observed in arm {
          let base = point[0][observed.metric]
          for probability in outline.quantiles {
            table.add(
              QuantileRow(
                outline.strategies[place], observed, minus: place == 0 ? nil : base,
                at: probability), after: start, to: &csv)
          }
        }
      }
    }
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
