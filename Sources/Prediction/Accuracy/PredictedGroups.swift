import Experiment
import Randomness

extension AccuracyStudy {
  /// Rows of one technique of which much the same was predicted: what can be shown of data whose rows are
  /// not to be shown. Milliseconds.
  struct PredictedGroup {
    let standing: Standing
    let technique: String
    let rows: Int
    /// The medians of the predicted 5 %, 50 % and 95 % points.
    let predicted: (low: Double, median: Double, high: Double)
    /// The 5 %, 50 % and 95 % points of what was measured.
    let measured: (low: Double, median: Double, high: Double)
  }

  /// Ten groups for each technique, fewer if there are not twenty rows for each.
  func groups(_ standing: Standing) -> [PredictedGroup] {
    techniques.flatMap { technique -> [PredictedGroup] in
      let rows = cases(standing, technique).compactMap { one in
        Summary(one.prediction.totalTimes).map { (prediction: $0, measured: one.row.totalTime) }
      }
      .sorted { $0.prediction.quantile(0.5) < $1.prediction.quantile(0.5) }
      let count = min(10, rows.count / 20)
      return (0..<count).map { group in
        let own = rows[(rows.count * group / count)..<(rows.count * (group + 1) / count)]
        func median(_ level: Double) -> Double {
          Summary(own.map { $0.prediction.quantile(level) })!.quantile(0.5)
        }
        let measured = Summary(own.map(\.measured))!
        return PredictedGroup(
          standing: standing, technique: technique.rawValue, rows: own.count,
          predicted: (median(0.05), median(0.5), median(0.95)),
          measured: (measured.quantile(0.05), measured.quantile(0.5), measured.quantile(0.95)))
      }
    }
  }

  var predictedTable: String {
    let points = ["p05", "p50", "p95"]
    var table = CSVTable(
      columns: ["standing", "technique", "rows"] + points.map { "predicted_total_time_ms_\($0)" }
        + points.map { "measured_total_time_ms_\($0)" })
    for group in Standing.allCases.flatMap(groups) {
      table.add(group.standing.rawValue)
      table.add(group.technique)
      table.add(group.rows)
      for (low, median, high) in [group.predicted, group.measured] {
        for number in [low, median, high] { table.add(FamiliesFile.rounded(number)) }
      }
    }
    return table.text
  }
}
