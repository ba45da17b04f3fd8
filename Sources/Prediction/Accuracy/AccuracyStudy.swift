import Experiment
import Parallel
import Randomness

/// How near predictions come to measured migrations, by a protocol that anyone can run again.
///
/// *Known*: the rows of each workload are dealt into folds; each fold is predicted with families that were
/// calibrated on the others. *Unknown*: every row is predicted with its workload left blank, by the standard
/// family `unknown`, of which its workload is a part. *New*: every row is predicted with its workload left
/// blank, by the same rule from all other workloads: what a workload meets that nobody has measured.
public struct AccuracyStudy: Sendable {
  /// Which of them.
  enum Standing: String, CaseIterable, Sendable {
    case known, unknown, new
  }

  /// One row under one protocol.
  struct Case: Sendable {
    let row: MeasuredMigrations.Row
    let standing: Standing
    let prediction: CasePrediction
    /// Total times in milliseconds; none of those that learn where there were too few rows.
    let baselines: [Baseline: Double]
  }

  let cases: [Case]
  /// For each family, its estimates from all folds but one.
  let estimates: [WorkloadFamily: [FamilyParameters]]
  /// Rows of the file that told nothing: their lines, and why; `nil` without such rows.
  public let passedOver: String?
  let replications: Int
  /// The command that ran it, for those who read the article.
  public var command = "apus accuracy"
  /// Migrations whose every input is known.
  public var controlled: ControlledCases?

  /// Runs the study.
  ///
  /// - Parameters:
  ///   - folds: into how many parts the rows of a workload are dealt.
  ///   - replications: of each row that is predicted; `effort` has those of the calibration.
  public init(
    _ bytes: [UInt8], file: String, folds: Int = 5, replications: Int = 100,
    effort: Calibration.Effort = .init(), progress: (String) -> Void = { _ in }
  ) throws {
    let measured = try MeasuredMigrations(bytes, file: file)
    let families = measured.families(atLeast: Calibration.fewest)
    guard !families.isEmpty else {
      throw CalibrationError(tooFewIn: measured, of: file)
    }
    passedOver = measured.passedOver.text(of: file)
    self.replications = replications
    var cases: [Case] = []
    var estimates: [WorkloadFamily: [FamilyParameters]] = [:]
    for family in families {
      var stream = RandomStream(
        seed: effort.seed, name: "folds", entity: family.rawValue, replication: 0)
      let own = stream.shuffled(
        measured.rows.filter { $0.migration.guest.workload.calibrated == family })
      for fold in 0..<folds {
        progress("\(family.rawValue), fold \(fold + 1) of \(folds)")
        let training = MeasuredMigrations(
          rows: own.enumerated().filter { $0.offset % folds != fold }.map(\.element))
        let estimate = try Calibration.estimate(family, from: training, effort.fit)
        estimates[family, default: []].append(estimate.parameters)
        cases += Self.predict(
          own.enumerated().filter { $0.offset % folds == fold }.map(\.element), .known,
          estimate.parameters, training, replications, effort)
      }
    }
    for family in families {
      let others = measured.rows.filter { $0.migration.guest.workload.calibrated != family }
      let own = measured.rows.filter { $0.migration.guest.workload.calibrated == family }
      var blank = [(Standing.unknown, WorkloadFamily.unknown.parameters)]
      let kinds = families.filter { $0 != family }.map { Self.mean(estimates[$0]!) }
      if kinds.count >= Calibration.fewestKinds {
        blank.append((.new, FamilyParameters(population: kinds)))
      }
      for (standing, parameters) in blank {
        progress("\(family.rawValue), \(standing.rawValue)")
        cases += Self.predict(
          own, standing, parameters, MeasuredMigrations(rows: others), replications, effort)
      }
    }
    self.cases = cases
    self.estimates = estimates
  }

  /// The middle of estimates of one family.
  private static func mean(_ folds: [FamilyParameters]) -> FamilyParameters {
    var mean = FamilyParameters.start
    for key in FamilyParameters.keys {
      mean[key] = folds.reduce(0) { $0 + $1[key] } / Double(folds.count)
    }
    return mean
  }

  private static func predict(
    _ rows: [MeasuredMigrations.Row], _ standing: Standing, _ family: FamilyParameters,
    _ training: MeasuredMigrations, _ replications: Int, _ effort: Calibration.Effort
  ) -> [Case] {
    let techniques = MigrationCase.Technique.allCases
    let regressions = Dictionary(
      uniqueKeysWithValues: techniques.map { ($0, Regression(training.rows([$0]))) })
    let neighbours = Dictionary(
      uniqueKeysWithValues: techniques.map { ($0, NearestRows(training.rows([$0]))) })
    return parallel(rows.count, jobs: effort.jobs) { place in
      let row = rows[place]
      var migration = row.migration
      migration.family = family
      if standing != .known { migration.guest.workload = .unknown }
      var baselines = [Baseline.division: row.division, .series: row.series]
      baselines[.regression] = regressions[migration.technique]??.totalTime(of: row)
      baselines[.nearest] = neighbours[migration.technique]??.totalTime(of: row)
      return Case(
        row: row, standing: standing,
        prediction: CasePrediction(
          migration, replications: replications, seed: effort.seed, noise: migration.runNoise),
        baselines: baselines)
    }
  }
}
