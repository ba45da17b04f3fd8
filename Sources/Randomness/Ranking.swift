/// Several ways to do one thing, compared under equal conditions: which is best, and how sure that is.
public struct Ranking: Sendable, Equatable {
  /// One of the ways.
  public struct Place: Sendable, Equatable {
    /// Its number among those given.
    public let candidate: Int
    /// The mean of its results.
    public let mean: Double
    /// How much more it takes than the best, observation by observation; `nil` for the best.
    public let difference: Difference?
    /// The share of resampled experiments in which it is best.
    public let probabilityOfBest: Double
  }

  /// A paired difference from the best.
  public struct Difference: Sendable, Equatable {
    public let mean: Double
    /// An interval that holds the true difference: those of all pairs together, in 95 % of experiments
    /// (Bonferroni). The best was chosen by its results, so that every pair counts.
    public let interval: ClosedRange<Double>
    /// Whether it is worse beyond chance, by Holm's procedure at 5 % for all pairs together.
    public let isWorse: Bool
  }

  /// From the best to the worst.
  public let places: [Place]

  private static let resamples = 2000

  /// - Parameters:
  ///   - results: for each candidate its results, smaller ones being better; those at one place of each
  ///     list come from equal conditions.
  ///   - seed: that of the resampling.
  /// - Complexity: O(candidates² x results)
  /// - Precondition: there is a candidate, and all have equally many results, two or more, all numbers.
  public init(_ results: [[Double]], seed: UInt64 = 1) {
    let count = results[0].count
    precondition(count > 1 && results.allSatisfy { $0.count == count })
    let means = results.map { Summary($0)!.mean }
    let order = results.indices.sorted { (means[$0], $0) < (means[$1], $1) }
    let best = order[0]
    var wins = results.map { _ in 0 }
    var stream = RandomStream(seed: seed, name: "ranking", replication: 0)
    for _ in 0..<Self.resamples {
      var sums = results.map { _ in 0.0 }
      for _ in 0..<count {
        let row = Int(stream.uniform() * Double(count))
        for candidate in results.indices { sums[candidate] += results[candidate][row] }
      }
      wins[order.min { (sums[$0], means[$0]) < (sums[$1], means[$1]) }!] += 1
    }
    var pairs: [(first: Int, second: Int, difference: Summary)] = []
    for (place, better) in order.enumerated() {
      for worse in order[(place + 1)...] {
        pairs.append(
          (better, worse, Summary.pairedDifference(results[worse], minus: results[better])!))
      }
    }
    // The surest difference is tested at 5 % / m, the next at 5 % / (m - 1), and so on.
    pairs.sort { Self.sureness($0.difference) > Self.sureness($1.difference) }
    var isWorse = results.map { _ in false }
    for (step, pair) in pairs.enumerated() {
      let level = 1 - 0.05 / Double(pairs.count - step)
      guard pair.difference.confidenceInterval(level: level)!.lowerBound > 0 else { break }
      if pair.first == best { isWorse[pair.second] = true }
    }
    let level = 1 - 0.05 / Double(max(1, pairs.count))
    var differences: [Int: Difference] = [:]
    for pair in pairs where pair.first == best {
      differences[pair.second] = Difference(
        mean: pair.difference.mean,
        interval: pair.difference.confidenceInterval(level: level)!,
        isWorse: isWorse[pair.second])
    }
    places = order.map { candidate in
      Place(
        candidate: candidate, mean: means[candidate],
        difference: differences[candidate],
        probabilityOfBest: Double(wins[candidate]) / Double(Self.resamples))
    }
  }

  /// How many standard errors a difference is above nothing.
  private static func sureness(_ difference: Summary) -> Double {
    let deviation = difference.deviation!
    if deviation == 0 { return difference.mean > 0 ? .infinity : 0 }
    return difference.mean / deviation
  }
}
