package import Design
package import Experiment
import Quantities
import Randomness
import StrictJSON

/// A number that an experiment is asked for: `mean downtime`, `p99 downtime`, `makespan`.
package struct Measure: Sendable, Equatable, CustomStringConvertible {
  package let statistic: Statistic
  /// The metric, as summary.csv calls it.
  package let metric: String

  package enum Statistic: Sendable, Equatable {
    case mean
    /// From 0 to 1.
    case quantile(Double)
  }

  /// - Parameter text: a metric, with `mean` or `p` and a percentage before it; without, the mean.
  package init(_ text: String) throws(DesignError) {
    let words = text.split(separator: " ").map(String.init)
    guard (1...2).contains(words.count) else { throw Self.damaged(text) }
    metric = words.last!
    guard words.count == 2 else {
      statistic = .mean
      return
    }
    if words[0] == "mean" {
      statistic = .mean
    } else if words[0].hasPrefix("p"), let percent = Double(decimal: words[0].dropFirst()),
      percent > 0, percent < 100
    {
      statistic = .quantile(percent / 100)
    } else {
      throw Self.damaged(text)
    }
  }

  private static func damaged(_ text: String) -> DesignError {
    DesignError(
      "\"\(text)\" is no number of an experiment",
      "write a metric, such as downtime, with mean or p99 before it")
  }

  package var description: String {
    switch statistic {
    case .mean: "mean \(metric)"
    case .quantile(let share): "p\(Self.percent(share)) \(metric)"
    }
  }

  static func percent(_ share: Double) -> String {
    let percent = (share * 1e6).rounded() / 1e4
    return percent == percent.rounded() ? "\(Int(percent))" : "\(percent)"
  }

  /// Its value, of what was observed; `nil` where nothing was, or it is *never*.
  package func value(of sample: MetricSample) -> Double? {
    let numbers = sample.values.joined().filter { !$0.isNaN }
    switch statistic {
    case .mean:
      return Summary(sample.replicationMeans.compactMap(\.self))?.mean
    case .quantile(let share):
      let finite = numbers.filter(\.isFinite)
      return Summary(finite)?.quantile(share, never: numbers.count - finite.count)
    }
  }
}
