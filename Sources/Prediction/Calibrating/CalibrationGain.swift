import Experiment
import Foundation
import Randomness

/// What a calibration is worth: each measured migration is predicted by a family that was calibrated on
/// the others, and by the one that predicts without a calibration.
struct CalibrationGain: Sendable {
  let family: WorkloadFamily
  /// Migration by migration.
  let before: [Pair]
  let after: [Pair]

  /// A migration's predictions beside what was measured.
  struct Pair: Sendable {
    let totalTime: ScoreBoard.Comparison
    let downtime: ScoreBoard.Comparison?
  }

  /// The migrations that a family is estimated from.
  static func rows(of family: WorkloadFamily, in measured: MeasuredMigrations)
    -> [MeasuredMigrations.Row]
  {
    FamilyParameters.Source.allCases.flatMap { source in
      let rows = measured.rows(source.techniques, family)
      return rows.count >= Calibration.fewest ? rows : []
    }
  }

  init(
    of family: WorkloadFamily, from measured: MeasuredMigrations, _ effort: FamilyFit.Effort,
    progress: (String) -> Void = { _ in }
  ) throws {
    self.family = family
    // Of many searches none has to be as thorough as the one whose families are kept.
    var effort = effort
    effort.evaluations = max(20, effort.evaluations / 4)
    var stream = RandomStream(
      seed: effort.seed, name: "left out", entity: family.rawValue, replication: 0)
    let own = stream.shuffled(Self.rows(of: family, in: measured))
    let groups = min(own.count, Calibration.mostGroups)
    let standing = CalibratedFamilies.standard[family]
    var (before, after): ([Pair], [Pair]) = ([], [])
    for group in 0..<groups {
      progress("leaving out, \(group + 1) of \(groups)")
      let others = own.enumerated().filter { $0.offset % groups != group }.map(\.element)
      let estimate = try Calibration.estimate(
        family, from: MeasuredMigrations(rows: others), fewest: 1, effort)
      for (place, row) in own.enumerated() where place % groups == group {
        guard let plain = Pair(row, standing, effort.seed),
          let calibrated = Pair(row, estimate.parameters, effort.seed)
        else { continue }
        before.append(plain)
        after.append(calibrated)
      }
    }
    self.before = before
    self.after = after
  }

  /// What the migrations did to predictions of total times.
  enum Verdict: Equatable {
    case helps, harms
    /// As likely as not by chance.
    case open
  }

  /// By the logarithms of the scores of single migrations, so that long ones do not decide alone: the mean
  /// change, and whether it is more than two standard errors.
  var verdict: Verdict {
    let changes = zip(before, after).map {
      log(max($1.totalTime.crps, 1e-3) / max($0.totalTime.crps, 1e-3))
    }
    guard let summary = Summary(changes), changes.count > 2 else { return .open }
    let error = (summary.deviation ?? 0) / Double(changes.count).squareRoot()
    return abs(summary.mean) <= 2 * error ? .open : summary.mean < 0 ? .helps : .harms
  }

  /// Errors of total times and downtimes, before and after.
  var errors: [(quantity: String, before: ScoreBoard.Errors, after: ScoreBoard.Errors)] {
    func errors(_ name: String, _ part: (Pair) -> ScoreBoard.Comparison?)
      -> (String, ScoreBoard.Errors, ScoreBoard.Errors)?
    {
      guard let first = ScoreBoard.Errors(before.compactMap(part)),
        let second = ScoreBoard.Errors(after.compactMap(part))
      else { return nil }
      return (name, first, second)
    }
    return [errors("total time") { $0.totalTime }, errors("downtime") { $0.downtime }]
      .compactMap(\.self)
  }

  /// The verdict as a sentence.
  var sentence: String {
    let count = before.count
    return switch verdict {
    case .helps:
      "\(family.rawValue): these \(count) migrations make predictions of others of their kind better."
    case .harms:
      "\(family.rawValue): these \(count) migrations make predictions of others of their kind worse. Predict without this file, or measure more."
    case .open:
      "\(family.rawValue): these \(count) migrations do not make predictions better by more than chance could. Measure more, or predict without this file."
    }
  }
}

extension CalibrationGain.Pair {
  fileprivate init?(
    _ row: MeasuredMigrations.Row, _ parameters: FamilyParameters, _ seed: UInt64
  ) {
    var migration = row.migration
    migration.family = parameters
    let prediction = CasePrediction(
      migration, replications: 100, seed: seed, noise: migration.runNoise)
    guard let time = ScoreBoard.Comparison(prediction.totalTimes, row.totalTime) else { return nil }
    totalTime = time
    downtime = .init(prediction.downtimes, row.downtime)
  }
}

extension [CalibrationGain] {
  /// What people see of them.
  var screen: String {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
    var lines = [
      ["family", "quantity", "rows", "median error", "now", "mean error", "now", "in range", "now"]
    ]
    for gain in self {
      for (quantity, before, after) in gain.errors {
        lines.append(
          [gain.family.rawValue, quantity, "\(before.count)"]
            + [
              before.medianError, after.medianError, before.meanError, after.meanError,
              before.coverage, after.coverage,
            ].map(percent))
      }
    }
    return """
      What these migrations are worth. Each was left out once: predicted without a calibration, and (now) \
      with families that were calibrated on the others. "In range" is the share within the 90 % ranges.

      \(TextColumns.aligned(lines, left: 2))

      \(map(\.sentence).joined(separator: "\n"))
      """
  }
}
