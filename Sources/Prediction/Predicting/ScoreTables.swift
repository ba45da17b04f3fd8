import Experiment
import Foundation

extension ScoreBoard {
  /// The scores as CSV, a row for each technique, workload and quantity.
  public var csv: String {
    var table = CSVTable(columns: [
      "technique", "workload", "quantity", "unit", "rows", "median_rel_error", "mean_rel_error",
      "p95_rel_error", "median_abs_error", "p90_abs_error", "coverage_90", "median_rel_width_90",
      "mean_crps", "verdicts_right", "verdicts",
    ])
    for score in scores {
      table.add(score.technique)
      table.add(score.workload)
      table.add(score.quantity.rawValue)
      table.add(score.quantity.unit)
      table.add(score.count)
      let errors = score.errors
      for number in [
        errors?.medianError, errors?.meanError, errors?.p95Error, errors?.medianAbsolute,
        errors?.p90Absolute, errors?.coverage, errors?.medianWidth, errors?.crps,
      ] { table.add(number.map(Self.rounded)) }
      table.add(score.verdicts.right)
      table.add(score.verdicts.of)
    }
    return table.text
  }

  /// The scores as a table for people.
  public var screen: String {
    guard !scores.isEmpty else {
      return
        "Nothing to score: no row has a measured \(OutcomeColumn.allCases.map(\.rawValue).joined(separator: ", ")) beside its prediction."
    }
    var lines = [
      [
        "technique", "workload", "quantity", "rows", "median", "mean", "p95", "p90 abs",
        "coverage", "width", "CRPS", "verdicts",
      ]
    ]
    for score in scores {
      func amount(_ number: Double) -> String {
        score.quantity == .sent
          ? String(format: "%.1f MB", number / 1e6) : String(format: "%.1f ms", number)
      }
      func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
      let numbers =
        score.errors.map {
          [
            percent($0.medianError), percent($0.meanError), percent($0.p95Error),
            amount($0.p90Absolute), percent($0.coverage), percent($0.medianWidth), amount($0.crps),
          ]
        } ?? Array(repeating: "-", count: 7)
      lines.append(
        [score.technique, score.workload, score.quantity.rawValue, "\(score.count)"] + numbers
          + ["\(score.verdicts.right)/\(score.verdicts.of)"])
    }
    let asides = [
      (unmeasured, "without any measurement: not scored"),
      (blank, "with a blank total_time_ms and no converged: counted as not converged"),
    ].filter { $0.0 > 0 }.map { "\n\($0) \($0 == 1 ? "row" : "rows") \($1)." }.joined()
    return TextColumns.aligned(lines, left: 3) + """


      median, mean, p95: relative errors of the predicted medians, where both converged; p90 abs: their
      absolute error; coverage and width: of the intervals from p05 to p95, which should cover 90 %;
      CRPS: the continuous ranked probability score; verdicts: convergence called right.
      """ + asides
  }

  /// To nine digits, which no score deserves.
  private static func rounded(_ number: Double) -> Double {
    Double(String(format: "%.9g", number)) ?? number
  }
}

extension MigrationCase {
  /// What the case is scored as: its technique, or the aid that makes it another.
  var label: String {
    if passesBeforePostCopy != nil { return Technique.postCopy.rawValue }
    guard technique == .preCopy else { return technique.rawValue }
    if isPausedThroughout { return Technique.stopAndCopy.rawValue }
    if slowsGuest { return Technique.autoConverge.rawValue }
    if xbzrleCache != nil { return Technique.xbzrle.rawValue }
    return channels == nil ? Technique.preCopy.rawValue : "multifd"
  }
}

extension Guest {
  /// What a guest is scored as that has no workload's name.
  var label: String {
    guard case .streams(let streams) = writes else { return workload.rawValue }
    return streams.isEmpty ? "idle" : streams.map(\.pattern.rawValue).joined(separator: "+")
  }
}
