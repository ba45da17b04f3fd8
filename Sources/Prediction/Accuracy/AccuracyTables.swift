import Experiment
import Foundation
import Randomness

extension AccuracyStudy {
  /// The study's tables: aggregates only, no row of the data.
  public var files: [(name: String, text: String)] {
    [
      ("accuracy.csv", accuracyTable), ("load.csv", loadTable),
      ("predicted.csv", predictedTable),
      ("reliability.csv", reliabilityTable), ("baselines.csv", baselineTable),
      ("twins.csv", twinTable), ("families.csv", familyTable), ("residuals.csv", residualTable),
    ] + (controlled.map { [("cases.csv", $0.answer), ("case-scores.csv", $0.scores.csv)] } ?? [])
  }

  static let levels =
    stride(from: 0.1, through: 0.95, by: 0.1).map { ($0 * 10).rounded() / 10 } + [0.95]

  private static let scoreColumns = [
    "rows", "median_rel_error", "mean_rel_error", "p95_rel_error", "p90_abs_error_ms",
    "coverage_90", "median_rel_width_90",
  ]

  private static func add(
    _ score: ScoreBoard.Errors?, of quantity: ScoreBoard.Quantity, to table: inout CSVTable
  ) {
    table.add(score?.count ?? 0)
    for number in [
      score?.medianError, score?.meanError, score?.p95Error,
      quantity == .sent ? nil : score?.p90Absolute, score?.coverage, score?.medianWidth,
    ] { table.add(number.map(FamiliesFile.rounded)) }
  }

  /// By protocol, technique, workload and quantity.
  var accuracyTable: String {
    var table = CSVTable(
      columns: ["standing", "technique", "workload", "quantity"] + Self.scoreColumns
        + ["p90_abs_error_bytes"])
    for standing in Standing.allCases {
      for (name, technique) in groups {
        for workload in ["all"] + workloads {
          let own = cases(standing, technique, workload: workload == "all" ? nil : workload)
          for quantity in [ScoreBoard.Quantity.totalTime, .downtime, .sent] where !own.isEmpty {
            for cell in [standing.rawValue, name, workload, quantity.rawValue] { table.add(cell) }
            let score = Self.score(own, quantity)
            Self.add(score, of: quantity, to: &table)
            table.add(
              quantity == .sent ? (score?.p90Absolute).map(FamiliesFile.rounded) : nil)
          }
        }
      }
    }
    return table.text
  }

  /// Total times by protocol, technique and load.
  var loadTable: String {
    var table = CSVTable(columns: ["standing", "technique", "load"] + Self.scoreColumns)
    for standing in Standing.allCases {
      for (name, technique) in groups {
        for band in Self.bands {
          table.add(standing.rawValue)
          table.add(name)
          table.add(band.name)
          let own = cases(standing, technique).filter { band.range.contains($0.row.load) }
          Self.add(Self.score(own, .totalTime), of: .totalTime, to: &table)
        }
      }
    }
    return table.text
  }

  /// How often the intervals of each nominal level held the total time.
  var reliabilityTable: String {
    var table = CSVTable(columns: ["standing", "technique", "nominal", "observed"])
    for standing in Standing.allCases {
      for technique in techniques {
        let observed = Self.reliability(cases(standing, technique), levels: Self.levels)
        for (nominal, share) in zip(Self.levels, observed) {
          table.add(standing.rawValue)
          table.add(technique.rawValue)
          table.add(nominal)
          table.add(FamiliesFile.rounded(share))
        }
      }
    }
    return table.text
  }

  /// Total times of Apus beside those of simpler models, over the same rows.
  var baselineTable: String {
    var table = CSVTable(columns: [
      "standing", "technique", "model", "median_rel_error", "mean_rel_error",
    ])
    for standing in Standing.allCases {
      for technique in techniques {
        let own = cases(standing, technique)
        var lines = Baseline.allCases.compactMap { baseline in
          Self.errors(own, baseline).map { (baseline.rawValue, $0.median, $0.mean) }
        }
        if let score = Self.score(own, .totalTime) {
          lines.append(("apus", score.medianError, score.meanError))
        }
        for (model, median, mean) in lines {
          table.add(standing.rawValue)
          table.add(technique.rawValue)
          table.add(model)
          table.add(FamiliesFile.rounded(median))
          table.add(FamiliesFile.rounded(mean))
        }
      }
    }
    return table.text
  }

  /// The families' numbers over the folds: the mean, and the error that a delete-group jackknife gives it,
  /// ((k - 1)/k Σ(x - mean)²)^½.
  var familyTable: String {
    var table = CSVTable(columns: ["family", "parameter", "mean", "standard_error"])
    for (family, folds) in estimates.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      for key in FamilyParameters.keys {
        let values = folds.map { $0[keyPath: key.place] }
        let k = Double(values.count)
        let mean = values.reduce(0, +) / k
        let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        table.add(family.rawValue)
        table.add(key.name)
        table.add(FamiliesFile.rounded(mean))
        table.add(
          key.source == nil ? nil : FamiliesFile.rounded(((k - 1) / k * squares).squareRoot()))
      }
    }
    return table.text
  }

  /// Rows of one technique, workload and load.
  struct ResidualGroup: Sendable {
    let technique: String
    let workload: String
    let load: String
    let rows: Int
    /// Those whose predicted median is off by more than 30 %.
    let far: Int
    /// Those of them that were predicted too long.
    let tooLong: Int
  }

  /// Where the largest errors of the known total times lie.
  var residualGroups: [ResidualGroup] {
    var groups: [ResidualGroup] = []
    for technique in techniques {
      for workload in workloads {
        for band in Self.bands.dropFirst() {
          let errors = cases(.known, technique, workload: workload)
            .filter { band.range.contains($0.row.load) }
            .compactMap { one in
              Summary(one.prediction.totalTimes).map { $0.quantile(0.5) / one.row.totalTime - 1 }
            }
          guard errors.count >= 10 else { continue }
          let far = errors.filter { abs($0) > 0.3 }
          groups.append(
            ResidualGroup(
              technique: technique.rawValue, workload: workload, load: band.name,
              rows: errors.count, far: far.count, tooLong: far.count { $0 > 0 }))
        }
      }
    }
    return groups
  }

  var residualTable: String {
    var table = CSVTable(columns: [
      "technique", "workload", "load", "rows", "off_by_30_percent", "of_those_predicted_too_long",
    ])
    for group in residualGroups {
      table.add(group.technique)
      table.add(group.workload)
      table.add(group.load)
      table.add(group.rows)
      table.add(FamiliesFile.rounded(Double(group.far) / Double(group.rows)))
      table.add(
        group.far == 0
          ? nil : FamiliesFile.rounded(Double(group.tooLong) / Double(group.far)))
    }
    return table.text
  }

  /// The study on one screen.
  public var screen: String {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
    var lines = [
      [
        "technique", "standing", "rows", "time median", "mean", "downtime median", "p90 abs",
        "coverage", "width",
      ]
    ]
    for (name, technique) in groups {
      for standing in Standing.allCases {
        let own = cases(standing, technique)
        guard let time = Self.score(own, .totalTime), let dark = Self.score(own, .downtime) else {
          continue
        }
        lines.append([
          name, standing.rawValue, "\(time.count)", percent(time.medianError),
          percent(time.meanError), percent(dark.medianError),
          String(format: "%.1f ms", dark.p90Absolute),
          percent(time.coverage), percent(time.medianWidth),
        ])
      }
    }
    return TextColumns.aligned(lines, left: 2) + """


      Relative errors of predicted medians; coverage and width of the 90 % intervals of the total time.
      """
  }
}
