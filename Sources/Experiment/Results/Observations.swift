import Randomness

/// A metric's values in one arm.
///
/// Migrations of one replication depend on each other, so the mean and its interval are over the
/// replications' means; quantiles are over single migrations. A migration that did not finish has no
/// part in means, and counts as *never* in quantiles: above every number.
struct Observations: Sendable {
  let metric: String
  let unit: String
  /// For each replication, what was observed in it, in the order of the requests: a number, infinity
  /// for *never*, `nan` where the metric does not apply.
  let observed: Groups
  /// One entry for each replication; `nil` where nothing ended.
  let replicationMeans: [Double?]
  /// Every number.
  let values: [Double]
  /// How many observations are *never*.
  let never: Int
  /// What single observations of a single replication say: their mean is that of the replication.
  private let single: Summary?

  init(metric: String, unit: String, observed: Groups) {
    self.metric = metric
    self.unit = unit
    self.observed = observed
    let isWhole = observed.numbers.allSatisfy(\.isFinite)
    values = isWhole ? observed.numbers : observed.numbers.filter(\.isFinite)
    single = observed.count == 1 ? Summary(values) : nil
    var means: [Double?] = []
    means.reserveCapacity(observed.count)
    for group in observed {
      means.append(
        observed.count == 1
          ? single?.mean : Self.mean(isWhole ? group : ArraySlice(group.filter(\.isFinite))))
    }
    replicationMeans = means
    never = isWhole ? 0 : observed.numbers.count { $0 == .infinity }
  }

  init(metric: String, unit: String, observed: [ArraySlice<Double>]) {
    self.init(metric: metric, unit: unit, observed: Groups(observed))
  }

  /// One number for each replication, `nil` for *never*.
  init(metric: String, unit: String, _ numbers: [Double?]) {
    self.init(metric: metric, unit: unit, observed: numbers.map { [$0 ?? .infinity] })
  }

  /// The mean of some numbers; `nil` of none.
  static func mean(_ numbers: some RandomAccessCollection<Double>) -> Double? {
    numbers.count == 1 ? numbers.first : Summary(Array(numbers))?.mean
  }

  var means: Summary? { Summary(replicationMeans.compactMap { $0 }) }
  var spread: Summary? { single ?? Summary(values) }

  /// The share of observations that are *never*; `nil` where nothing was to be observed.
  var neverShare: Double? {
    let count = values.count + never
    return count > 0 ? Double(never) / Double(count) : nil
  }

  /// The quantile of single observations; `nil` if it is *never*, or there is none.
  func quantile(_ probability: Double) -> Double? {
    spread?.quantile(probability, never: never)
  }
}

extension Observations {
  /// What is summarised of single migrations, for one arm.
  ///
  /// - Parameters:
  ///   - digests: the arm's replications.
  ///   - vm: the VM whose migrations count.
  static func ofMigrations(_ digests: ReplicationDigests, vm: Int) -> [Observations] {
    let values = digests.map { $0.migrations(of: vm) }
    return Metric.ofMigrations.enumerated().map { place, metric in
      Observations(
        metric: metric.name, unit: metric.unit, observed: values.map { $0.observations(of: place) })
    }
  }
}

extension ExperimentRun {
  /// Finds what is summarised of the migrations of a VM, for one arm; of all for `nil`.
  func migrationObservations(of arm: Int, vm: Int?) -> (String) -> Observations? {
    guard let vm else { return { observed[arm][$0] } }
    let all = Observations.ofMigrations(digests[arm], vm: vm)
    return { name in all.first { $0.metric == name } }
  }

  /// How many migrations ended in some way, in all replications of an arm.
  ///
  /// - Parameter vm: the VM whose migrations count; `nil` for all.
  func count(_ verdict: Verdict, in arm: Int, vm: Int? = nil) -> Int {
    digests[arm].reduce(0) { $0 + $1.count(verdict, vm: vm) }
  }

  /// How many migrations there were, in all replications of an arm.
  ///
  /// - Parameter vm: the VM whose migrations count; `nil` for all.
  func total(in arm: Int, vm: Int? = nil) -> Int {
    digests[arm].reduce(0) { $0 + $1.places(of: vm).count { _ in true } }
  }
}
