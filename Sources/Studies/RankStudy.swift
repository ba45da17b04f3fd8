import Design
package import Experiment
import Quantities
package import Randomness
import StrictJSON

/// Which of several strategies, at one or more points, is best by a metric.
package struct RankStudy: Sendable {
  package let ranking: Ranking
  /// What each candidate is called.
  private let names: [String]
  private let sample: MetricSample
  private let replications: Int
  private let isLargestBest: Bool
  /// Candidates that did not finish everything, and are not ranked.
  private let excluded: [String]

  /// - Parameters:
  ///   - scenario: its strategies at all its points are the candidates.
  ///   - isLargestBest: whether large results are good.
  /// - Throws: if there is no such metric, or fewer than two candidates can be ranked.
  package init(
    _ scenario: Scenario, by metric: String, isLargestBest: Bool, jobs: Int
  ) throws {
    let arms = scenario.armNames
    var candidates: [(name: String, sample: MetricSample)] = []
    let points = scenario.pointNames
    for (arm, armName) in arms.enumerated() {
      let samples = try StudyRun.observe(scenario, arm: arm, metric: metric, jobs: jobs)
      for (sample, point) in zip(samples, points) {
        let parts = [point, arms.count > 1 || point.isEmpty ? armName : ""]
        candidates.append((parts.filter { !$0.isEmpty }.joined(separator: ", "), sample))
      }
    }
    let whole = candidates.filter { candidate in
      candidate.sample.replicationMeans.allSatisfy { $0 != nil }
        && !candidate.sample.values.joined().contains(.infinity)
    }
    excluded = candidates.map { $0.name }.filter { name in !whole.contains { $0.name == name } }
    guard whole.count > 1 else {
      throw DesignError(
        "\(metric) is a number in every replication of \(whole.count) candidate\(whole.count == 1 ? "" : "s")",
        "compare two or more that always finish, or another metric")
    }
    guard scenario.replications > 1 else {
      throw DesignError("one replication has no chance in it", "use 2 or more --replications")
    }
    names = whole.map { $0.name }
    sample = whole[0].sample
    replications = scenario.replications
    self.isLargestBest = isLargestBest
    ranking = Ranking(
      whole.map { candidate in
        candidate.sample.replicationMeans.map { isLargestBest ? -$0! : $0! }
      })
  }

  /// The ranking as text.
  package var text: String {
    let sign = isLargestBest ? -1.0 : 1.0
    var rows = [["", "mean", "from the best", "95 % together", "best in", ""]]
    for place in ranking.places {
      let mean = Magnitude.shown(sign * place.mean)
      let share = "\(Int((place.probabilityOfBest * 100).rounded())) %"
      guard let difference = place.difference else {
        rows.append([names[place.candidate], mean, "-", "-", share, "best"])
        continue
      }
      let interval = difference.interval
      let ends = [sign * interval.lowerBound, sign * interval.upperBound].sorted()
      rows.append([
        names[place.candidate], mean, Magnitude.shown(sign * difference.mean),
        "\(Magnitude.shown(ends[0])) to \(Magnitude.shown(ends[1]))", share,
        difference.isWorse ? "worse" : "not sure",
      ])
    }
    let unit = sample.unit == "1" ? "" : " in \(sample.unit)"
    var lines = [
      "\(sample.metric)\(unit), \(isLargestBest ? "the larger" : "the smaller") the better", "",
      TextColumns.aligned(rows, left: 1), "",
      "Paired differences over \(replications) replications with equal draws. The intervals hold together",
      "in 95 % of experiments (Bonferroni); worse is beyond chance for all together (Holm, 5 %).",
    ]
    if !excluded.isEmpty {
      lines.append("Not ranked, as not everything finished: \(excluded.joined(separator: "; ")).")
    }
    return lines.joined(separator: "\n")
  }
}
