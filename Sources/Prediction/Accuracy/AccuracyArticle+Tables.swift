import Foundation

/// The tables of the article, row by row.
extension AccuracyStudy {
  func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }

  func table(header: [String], rows: [[String]]) -> String {
    ([header, header.map { _ in "---" }] + rows)
      .map { "| " + $0.joined(separator: " | ") + " |" }.joined(separator: "\n")
  }

  var overview: [[String]] {
    groups.flatMap { name, technique in
      Standing.allCases.compactMap { standing -> [String]? in
        let own = cases(standing, technique)
        guard let time = Self.score(own, .totalTime), let dark = Self.score(own, .downtime) else {
          return nil
        }
        return [
          name, standing.rawValue, "\(time.count)", percent(time.medianError),
          percent(time.meanError), percent(time.coverage), percent(time.medianWidth),
          percent(dark.medianError), percent(dark.meanError),
          String(format: "%.1f ms", dark.p90Absolute), percent(dark.coverage),
        ]
      }
    }
  }

  var byLoad: [[String]] {
    groups.flatMap { name, technique in
      Standing.allCases.flatMap { standing in
        Self.bands.compactMap { band -> [String]? in
          let own = cases(standing, technique).filter { band.range.contains($0.row.load) }
          return Self.score(own, .totalTime).map { score in
            [
              name, standing.rawValue, band.name, "\(score.count)",
              percent(score.medianError), percent(score.meanError), percent(score.coverage),
              percent(score.medianWidth),
            ]
          }
        }
      }
    }
  }

  var byWorkload: [[String]] {
    techniques.flatMap { technique in
      workloads.compactMap { workload -> [String]? in
        let scores = Standing.allCases.compactMap {
          Self.score(cases($0, technique, workload: workload), .totalTime)
        }
        guard scores.count == Standing.allCases.count else { return nil }
        return [technique.rawValue, workload]
          + scores.flatMap {
            [
              "\(percent($0.medianError)) / \(percent($0.meanError))", percent($0.coverage),
              percent($0.medianWidth),
            ]
          }
      }
    }
  }

  var twinRows: [[String]] {
    twins.map {
      [
        $0.technique.rawValue, "\($0.rows)", percent($0.median), percent($0.mean),
        $0.downtime.isNaN ? "-" : percent($0.downtime),
      ]
    }
  }

  /// What the twins mean for compression, the technique whose errors are largest.
  var outOfReach: String {
    let own = cases(.known, .compress)
    guard let twins = twins.first(where: { $0.technique == MigrationCase.Technique.compress }),
      let nearest = Self.errors(own, .nearest), let apus = Self.score(own, .totalTime)
    else { return "" }
    return """
      With compression, even a perfect predictor would have a median error of \
      \(percent(twins.median * 0.5.squareRoot())). The median error of the method *nearest rows* \
      is \(percent(nearest.median)), and that of Apus is \(percent(apus.medianError)). Most of \
      these errors cannot be predicted from the inputs.
      """
  }

  var beside: [[String]] {
    techniques.flatMap { technique in
      Standing.allCases.compactMap { standing -> [String]? in
        let own = cases(standing, technique)
        guard let apus = Self.score(own, .totalTime) else { return nil }
        let others = Baseline.allCases.map { baseline in
          Self.errors(own, baseline).map { "\(percent($0.median)) / \(percent($0.mean))" } ?? "-"
        }
        return [technique.rawValue, standing.rawValue] + others
          + ["\(percent(apus.medianError)) / \(percent(apus.meanError))"]
      }
    }
  }

  var largestResiduals: [[String]] {
    residualGroups.sorted { $0.far > $1.far }.prefix(12).map { group in
      [
        group.technique, group.workload, group.load, "\(group.rows)",
        percent(Double(group.far) / Double(group.rows)),
        percent(Double(group.tooLong) / Double(max(1, group.far))),
      ]
    }
  }

  var casesSection: String {
    let rows = controlled!.scores.scores
      .filter { $0.quantity == .totalTime }
      .compactMap { score -> [String]? in
        guard let errors = score.errors else { return nil }
        return [
          score.technique, score.workload, "\(score.count)", percent(errors.medianError),
          percent(errors.p95Error), String(format: "%.1f ms", errors.p90Absolute),
          "\(score.verdicts.right)/\(score.verdicts.of)",
        ]
      }
    return """

      ### QEMU under controlled writes

      For these migrations, every input is known, and no constant of the model is fitted to them. \
      The table shows errors of the total time. `Results/accuracy/cases.csv` has all rows with \
      their predictions.

      \(table(header: [
        "technique", "writes", "cases", "median error", "p95", "p90 of the error", "convergence called right",
      ], rows: rows))

      """
  }
}
