import Randomness

extension AccuracyStudy {
  /// Bands of the load, dirty rate over bandwidth.
  static let bands: [(name: String, range: Range<Double>)] = [
    ("below 0.05", 0..<0.05), ("below 0.3", 0..<0.3), ("0.3 to 0.7", 0.3..<0.7),
    ("0.7 and more", 0.7..<Double.infinity),
  ]

  /// The errors of total times or of downtimes over some cases.
  static func score(_ cases: [Case], _ quantity: ScoreBoard.Quantity) -> ScoreBoard.Errors? {
    ScoreBoard.Errors(cases.compactMap { comparison($0, quantity) })
  }

  static func comparison(
    _ one: Case, _ quantity: ScoreBoard.Quantity
  ) -> ScoreBoard.Comparison? {
    switch quantity {
    case .totalTime: .init(one.prediction.totalTimes, one.row.totalTime)
    case .downtime: .init(one.prediction.downtimes, one.row.downtime)
    case .sent: .init(one.prediction.sentBytes, one.row.sent)
    case .converged: nil
    }
  }

  /// Median and mean relative error of a baseline's total times.
  static func errors(_ cases: [Case], _ baseline: Baseline) -> (median: Double, mean: Double)? {
    let errors = cases.compactMap { one in
      one.baselines[baseline].map { abs($0 - one.row.totalTime) / one.row.totalTime }
    }
    return Summary(errors).map { ($0.quantile(0.5), $0.mean) }
  }

  /// The share of measured total times within the central interval of each nominal level.
  static func reliability(_ cases: [Case], levels: [Double]) -> [Double] {
    levels.map { level in
      let inside = cases.count { one in
        guard let summary = Summary(one.prediction.totalTimes) else { return false }
        return summary.interval(level).contains(one.row.totalTime)
      }
      return Double(inside) / Double(max(1, cases.count))
    }
  }

  /// The techniques that have cases, in the order of their names.
  var techniques: [MigrationCase.Technique] {
    MigrationCase.Technique.allCases.filter { technique in
      cases.contains { $0.row.migration.technique == technique }
    }
  }

  /// What tables have rows for: each technique, and all of them together.
  var groups: [(name: String, technique: MigrationCase.Technique?)] {
    techniques.map { ($0.rawValue, $0) } + [("all", nil)]
  }

  /// The workloads, by their names in the file.
  var workloads: [String] { Set(cases.map(\.row.workload)).sorted() }

  func cases(
    _ standing: Standing, _ technique: MigrationCase.Technique? = nil, workload: String? = nil
  ) -> [Case] {
    cases.filter {
      $0.standing == standing && (technique == nil || $0.row.migration.technique == technique)
        && (workload == nil || $0.row.workload == workload)
    }
  }
}
