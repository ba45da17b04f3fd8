package import Design
package import Experiment
import Quantities
import Randomness
import StrictJSON

/// What must hold: `downtime < 500 ms` in a share of replications, `p99 downtime < 500 ms` of a share of
/// migrations, `mean makespan < 2 h`.
package struct Demand: Sendable, Equatable {
  package let text: String
  package let metric: String
  private let kind: Kind
  private let relation: Relation
  /// In the metric's unit.
  private let limit: Double
  private let limitText: String

  private enum Kind: Equatable {
    /// Of every migration of a replication, in a share of replications.
    case replications(Double)
    /// Of a share of all migrations.
    case migrations(Double)
    case mean
  }

  private enum Relation: String, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"

    func holds(_ a: Double, _ b: Double) -> Bool {
      switch self {
      case .atMost: a <= b
      case .atLeast: a >= b
      case .below: a < b
      case .above: a > b
      }
    }
  }

  /// - Parameter probability: the share of replications where no statistic is named.
  package init(_ text: String, probability: Double) throws(DesignError) {
    let found = Relation.allCases.lazy.compactMap { relation in
      text.firstRange(of: relation.rawValue).map { (relation, $0) }
    }.first
    guard let (relation, place) = found else {
      throw DesignError("\"\(text)\" demands nothing", "write for example downtime < 500 ms")
    }
    func side(_ text: Substring) -> String {
      text.split(separator: " ").joined(separator: " ")
    }
    let left = side(text[..<place.lowerBound])
    limitText = side(text[place.upperBound...])
    guard let limit = Magnitude.of(limitText) else {
      throw DesignError(
        "\"\(limitText)\" is no number or quantity", "write for example downtime < 500 ms")
    }
    let measure = try Measure(left)
    metric = measure.metric
    let namesStatistic = left.contains(" ")
    kind =
      switch measure.statistic {
      case .mean: namesStatistic ? .mean : .replications(probability)
      case .quantile(let share): .migrations(share)
      }
    self.limit = limit
    self.relation = relation
    self.text = "\(left) \(relation.rawValue) \(limitText)"
  }

  /// Checks the unit of the limit against that of the metric.
  package func check(unit: String) throws(DesignError) {
    let isTime = (try? Seconds(parsing: limitText)) != nil
    let isData = (try? Bytes(parsing: limitText)) != nil
    guard (unit == "s") == isTime, (unit == "bytes") == isData else {
      throw DesignError(
        "\(metric) is in \(unit == "1" ? "no unit" : unit), and \"\(limitText)\" is not",
        unit == "s"
          ? "write a time, such as 500 ms"
          : unit == "bytes" ? "write an amount of data, such as 4 GiB" : "write a plain number")
    }
  }

  /// How many replications show at least that it holds where it always does.
  package var leastReplications: Int {
    switch kind {
    case .replications(let share), .migrations(let share): Proportion.trials(toShow: share)
    case .mean: 30
    }
  }

  /// What is demanded, as a sentence.
  package var sentence: String {
    switch kind {
    case .replications(let share): "\(text) with a probability of \(Measure.percent(share)) %"
    case .migrations, .mean: text
    }
  }

  /// What a sample says about it.
  package func evidence(_ sample: MetricSample) -> Evidence {
    switch kind {
    case .mean:
      // What never ends has no part in means, as in summary.csv, but fails a demand.
      guard !sample.values.joined().contains(.infinity),
        let summary = Summary(sample.replicationMeans.compactMap(\.self))
      else { return Evidence(isMet: false, mayBeMet: false, isSurelyMet: false, shown: "never") }
      let interval = summary.confidenceInterval() ?? summary.mean...summary.mean
      let ends = [interval.lowerBound, interval.upperBound].map { relation.holds($0, limit) }
      return Evidence(
        isMet: relation.holds(summary.mean, limit), mayBeMet: ends.contains(true),
        isSurelyMet: !ends.contains(false), shown: "mean \(Magnitude.shown(summary.mean))")
    case .replications(let share):
      let met = sample.values.count { replication in
        replication.allSatisfy { $0.isNaN || relation.holds($0, limit) }
      }
      return Self.evidence(Proportion(met, of: max(1, sample.values.count)), share)
    case .migrations(let share):
      let shares = sample.values.compactMap { replication -> Double? in
        let all = replication.filter { !$0.isNaN }
        return all.isEmpty
          ? nil : Double(all.count { relation.holds($0, limit) }) / Double(all.count)
      }
      guard let summary = Summary(shares) else { return Evidence(share: 0, within: 0...1, share) }
      if shares.allSatisfy({ $0 == 0 || $0 == 1 }) {
        return Self.evidence(
          Proportion(shares.count { $0 == 1 }, of: shares.count), share)
      }
      // Migrations of one replication depend on each other: replications are what is counted.
      return Evidence(
        share: summary.mean, within: summary.confidenceInterval() ?? 0...1, share)
    }
  }

  private static func evidence(_ proportion: Proportion, _ share: Double) -> Evidence {
    Evidence(share: proportion.share, within: proportion.interval(), share)
  }
}

/// What a sample says about a demand.
package struct Evidence: Sendable, Equatable {
  /// Whether it is met in the sample.
  package let isMet: Bool
  /// Whether chance may hide that it is met.
  package let mayBeMet: Bool
  /// Whether it is met beyond chance (95 %).
  package let isSurelyMet: Bool
  /// What was found, in a few words.
  package let shown: String

  package init(isMet: Bool, mayBeMet: Bool, isSurelyMet: Bool, shown: String) {
    (self.isMet, self.mayBeMet) = (isMet, mayBeMet)
    (self.isSurelyMet, self.shown) = (isSurelyMet, shown)
  }

  /// - Parameter wanted: the share that is demanded.
  init(share: Double, within interval: ClosedRange<Double>, _ wanted: Double) {
    self.init(
      isMet: share >= wanted, mayBeMet: interval.upperBound >= wanted,
      isSurelyMet: interval.lowerBound >= wanted,
      shown: "in \(Measure.percent(share)) %")
  }
}

extension Magnitude {
  /// A number with four digits, for the screen.
  static func shown(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "\(value)" }
    var scale = 1.0
    while abs(value) * scale < 1000 { scale *= 10 }
    let text = ((value * scale).rounded() / scale).description
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
