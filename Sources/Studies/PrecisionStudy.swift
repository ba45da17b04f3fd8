package import Design
package import Experiment
import Quantities
package import Randomness
import StrictJSON

/// How many replications a metric needs to be known well enough, at every point and of every strategy.
package struct PrecisionStudy: Sendable {
  package let metric: String
  package let rule: PrecisionRule
  /// How many replications are enough, or the most that may be.
  package let replications: Int
  /// The widest half-interval, as a share of its mean; `nil` where nothing was observed.
  package let widest: Double?
  /// What pairing by common random numbers leaves of the variance of differences to the first strategy:
  /// the least and the most, over strategies and points; `nil` where nothing varies.
  package let varianceLeft: ClosedRange<Double>?

  /// What `--precision` says: a metric and a share of its mean.
  package static func parsed(
    _ text: String, ceiling: Int
  ) throws(DesignError) -> (metric: String, rule: PrecisionRule) {
    let remedy = "write a metric and a share of its mean, such as downtime 5 %"
    let words = text.replacing("%", with: " %").split(separator: " ").map(String.init)
    guard words.count == 3, words[2] == "%", let percent = Double(decimal: words[1]) else {
      throw DesignError("\"\(text)\" is no precision", remedy)
    }
    guard percent > 0, percent <= 100 else {
      throw DesignError("\(words[1]) % is no share of a mean", remedy)
    }
    let floor = min(30, ceiling)
    return (words[0], PrecisionRule(share: percent / 100, floor: floor, ceiling: ceiling))
  }

  /// Runs replications until there are enough.
  ///
  /// - Throws: if there is no such metric, or a replication was ended before its time.
  package init(
    _ scenario: Scenario, metric: String, rule: PrecisionRule, jobs: Int,
    progress: (@Sendable (Int) -> Void)? = nil
  ) throws {
    (self.metric, self.rule) = (metric, rule)
    var scenario = scenario
    let arms = scenario.armNames.indices
    var means = arms.map { _ in [[Double?]](repeating: [], count: scenario.pointCount) }
    var done = 0
    var wanted = rule.floor
    while true {
      scenario.replications = wanted
      for arm in arms {
        let samples = try StudyRun.observe(
          scenario, arm: arm, metric: metric, jobs: jobs, from: done)
        for (point, sample) in samples.enumerated() {
          means[arm][point] += sample.replicationMeans
        }
      }
      done = wanted
      progress?(done)
      let summaries = means.joined().compactMap { Summary($0.compactMap(\.self)) }
      // What is never observed will not be known better.
      let wanting = summaries.filter { !rule.isMet(by: $0) }
      guard !wanting.isEmpty, done < rule.ceiling else {
        replications = done
        widest = summaries.compactMap { summary in
          summary.halfWidth().map { $0 == 0 ? 0 : $0 / abs(summary.mean) }
        }.max()
        let left = means.dropFirst().flatMap { arm in
          zip(arm, means[0]).compactMap { Self.varianceLeft($0, minus: $1) }
        }
        varianceLeft = left.min().flatMap { least in left.max().map { least...$0 } }
        return
      }
      // Some replications observe nothing: as many more are needed.
      wanted = wanting.map { summary in
        let more = Double(rule.next(after: summary)) / Double(summary.count)
        return min(rule.ceiling, Int((Double(done) * min(more, 2)).rounded(.up)))
      }.max()!
      wanted = max(wanted, done + 1)
    }
  }

  /// The variance of the paired differences over that of differences of independent runs:
  /// Var(a - b) / (Var(a) + Var(b)). 0 is a difference that never varies, 1 gains nothing.
  static func varianceLeft(_ a: [Double?], minus b: [Double?]) -> Double? {
    let pairs = zip(a, b).compactMap { a, b in a.flatMap { a in b.map { (a, $0) } } }
    guard let first = Summary(pairs.map(\.0))?.deviation,
      let second = Summary(pairs.map(\.1))?.deviation,
      let difference = Summary(pairs.map { $0 - $1 })?.deviation
    else { return nil }
    let apart = first * first + second * second
    return apart > 0 ? difference * difference / apart : nil
  }

  /// Whether all of it is known well enough.
  package var isMet: Bool { widest.map { $0 <= rule.share } ?? false }

  /// How it went, as a sentence.
  package var text: String { reached + pairing }

  private var pairing: String {
    guard let varianceLeft else { return "" }
    let ends = [varianceLeft.lowerBound, varianceLeft.upperBound].map { Int(($0 * 100).rounded()) }
    let share = ends[0] == ends[1] ? "\(ends[0]) %" : "\(ends[0]) to \(ends[1]) %"
    return
      "\nCommon random numbers leave \(share) of the variance that differences between independent runs would have."
  }

  private var reached: String {
    guard let widest else { return "\(replications) replications; \(metric) was never observed." }
    let reached = "\(metric) is known to \(Measure.percent((widest * 1e4).rounded(.up) / 1e4)) %"
    return isMet
      ? "\(replications) replications: \(reached) of its mean everywhere (asked: \(Measure.percent(rule.share)) %)."
      : "\(replications) replications are the most allowed: \(reached) of its mean, not to \(Measure.percent(rule.share)) %."
  }
}
