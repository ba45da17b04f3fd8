import Experiment
import Glibc
import Quantities
import Randomness

/// How much migrations differ whose inputs are nearly equal: no prediction from those inputs can do much
/// better.
///
/// A twin has the same technique and workload, memory in use within 1 %, and dirty rate and
/// bandwidth within 5 % (or 3 pages a second). Two draws of one distribution lie √2 times as far apart as each lies from its median,
/// roughly, so that a perfect predictor would err by some 0.7 of what twins differ by.
struct Twins: Sendable {
  let technique: MigrationCase.Technique
  /// Rows that have a twin.
  let rows: Int
  /// Relative differences of the total time for each page or pass: the median and the mean over those rows of each one's median
  /// difference from its twins.
  let median: Double
  let mean: Double
  /// The same median of downtimes.
  let downtime: Double

  /// `nil` if no row of the technique has a twin. O(rows²).
  init?(_ technique: MigrationCase.Technique, among rows: [MeasuredMigrations.Row]) {
    var times: [Double] = []
    var darks: [Double] = []
    let own = Dictionary(grouping: rows.filter { $0.migration.technique == technique }) {
      $0.workload
    }
    for workload in own.keys.sorted() {
      let alike = own[workload]!
      for (place, row) in alike.enumerated() {
        let twins = alike.enumerated().filter { $0.offset != place && row.isTwin(of: $0.element) }
          .map(\.element)
        let differences = twins.map { abs($0.totalTime / $0.unit / (row.totalTime / row.unit) - 1) }
        if let time = Summary(differences) { times.append(time.quantile(0.5)) }
        let dark = twins.compactMap { twin in
          row.downtime.flatMap { own in
            own > 0 ? twin.downtime.map { abs($0 / own - 1) } : nil
          }
        }
        if let dark = Summary(dark) { darks.append(dark.quantile(0.5)) }
      }
    }
    guard let time = Summary(times) else { return nil }
    self.technique = technique
    self.rows = times.count
    median = time.quantile(0.5)
    mean = time.mean
    downtime = Summary(darks)?.quantile(0.5) ?? .nan
  }
}

extension MeasuredMigrations.Row {
  fileprivate func isTwin(of other: Self) -> Bool {
    let memory = Double(other.used.count) / Double(max(used.count, 1))
    return abs(memory - 1) <= 0.01 && abs(other.rate - rate) <= max(3, 0.05 * rate)
      && abs(other.bandwidth / bandwidth - 1) <= 0.05
  }
}

extension AccuracyStudy {
  /// By technique.
  var twins: [Twins] {
    let rows = cases(.known).map(\.row)
    return techniques.compactMap { Twins($0, among: rows) }
  }

  var twinTable: String {
    var table = CSVTable(columns: [
      "technique", "rows_with_a_twin", "total_time_median_rel_difference",
      "total_time_mean_rel_difference", "downtime_median_rel_difference",
    ])
    for twins in twins {
      table.add(twins.technique.rawValue)
      table.add(twins.rows)
      for number in [twins.median, twins.mean, twins.downtime] {
        table.add(number.isNaN ? nil : FamiliesFile.rounded(number))
      }
    }
    return table.text
  }
}
