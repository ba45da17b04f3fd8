import Experiment
import Glibc
import Parallel
import Randomness

/// The parameters of a family that predict measured migrations best.
///
/// What is minimised is a proper score: the mean continuous ranked probability score of the logarithms of
/// total time and, with a fifth of the weight, of downtime; where pages are compressed, of the bytes sent
/// too, which alone tell their ratio from the threads' speed. It rewards medians that are near and
/// intervals that are as wide as they must be. Each row is run with the same random numbers for every
/// candidate, so that candidates differ by their parameters alone.
struct FamilyFit: Sendable {
  /// How much work a fit may be.
  struct Effort: Sendable {
    /// Replications of each row.
    var replications = 16
    /// Rows at most; drawn, if there are more.
    var rows = 240
    /// How often the score may be computed for each start.
    var evaluations = 240
    var seed: UInt64 = 1
    var jobs = 1
  }

  /// The parameters found.
  let parameters: FamilyParameters
  /// Their score.
  let score: Double
  /// What was minimised: the score, and what leaning on where they stood adds.
  let cost: Double
  /// How many rows it is over.
  let rows: Int

  /// Fits the numbers that one source tells.
  ///
  /// - Parameters:
  ///   - start: where the search begins, with all that is not to be fitted.
  ///   - standing: where the numbers stand without these rows. Each step away from there costs as much as
  ///     chance could win with so few rows: scores of single rows differ by some 0.06.
  init(
    _ source: FamilyParameters.Source, from start: FamilyParameters,
    to measured: [MeasuredMigrations.Row], leaningOn standing: FamilyParameters? = nil,
    _ effort: Effort
  ) throws(GSLError) {
    let keys = FamilyParameters.keys.filter { $0.source == source }
    let rows = Self.sample(measured, effort)
    self.rows = rows.count
    @Sendable func candidate(_ x: [Double]) -> FamilyParameters {
      var parameters = start
      for (key, value) in zip(keys, x) { parameters[key] = value }
      return parameters
    }
    let found = try SimplexMinimum(
      from: keys.map { start[$0] }, steps: keys.map(\.step), tolerance: 0.02,
      limit: effort.evaluations
    ) { x in
      // Shares near 0 or 1 are all alike: a little weight keeps the search among those that differ.
      let far = zip(keys, x).reduce(0) { sum, part in
        part.0.scale == .share ? sum + pow(max(abs(part.1) - 4, 0), 2) : sum
      }
      let away = standing.map { standing in
        zip(keys, x).reduce(0) { $0 + pow(($1.1 - standing[$1.0]) / $1.0.step, 2) }
      }
      return Self.score(of: candidate(x), for: source, on: rows, effort) + 0.0005 * far
        + 0.06 / Double(max(1, rows.count)) * (away ?? 0)
    }
    parameters = candidate(found.parameters)
    cost = found.value
    score =
      standing == nil
      ? found.value : Self.score(of: parameters, for: source, on: rows, effort)
  }

  /// Rows in an order that the seed draws, cut to what the effort allows.
  private static func sample(
    _ rows: [MeasuredMigrations.Row], _ effort: Effort
  ) -> [MeasuredMigrations.Row] {
    guard rows.count > effort.rows else { return rows }
    var stream = RandomStream(seed: effort.seed, name: "calibration rows", replication: 0)
    return Array(stream.shuffled(rows).prefix(effort.rows))
  }

  /// The mean score of parameters.
  static func score(
    of parameters: FamilyParameters, for source: FamilyParameters.Source,
    on rows: [MeasuredMigrations.Row], _ effort: Effort
  ) -> Double {
    let scores = parallel(rows.count, jobs: effort.jobs) { place in
      var migration = rows[place].migration
      migration.family = parameters
      let prediction = CasePrediction(
        migration, replications: effort.replications, seed: effort.seed)
      guard !prediction.totalTimes.isEmpty else { return 10.0 }
      func crps(_ samples: [Double], _ measured: Double) -> Double {
        ScoreBoard.Comparison.crps(
          of: samples.map { log(max($0, 0.01)) }, against: log(max(measured, 0.01)))
      }
      let row = rows[place]
      let dark = row.downtime.map { crps(prediction.downtimes, $0) } ?? 0
      let bytes =
        source == .compress ? row.sent.map { crps(prediction.sentBytes, $0) } ?? 0 : 0
      return crps(prediction.totalTimes, row.totalTime) + 0.2 * (dark + bytes)
    }
    return scores.reduce(0, +) / Double(max(1, scores.count))
  }
}

extension RandomStream {
  /// Elements in a random order (Fisher and Yates).
  mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var elements = elements
    for last in stride(from: elements.count - 1, to: 0, by: -1) {
      elements.swapAt(last, Int(uniform() * Double(last + 1)))
    }
    return elements
  }
}
