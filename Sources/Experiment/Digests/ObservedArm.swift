/// Everything that is summarised of a strategy at a point, metric by metric. A metric's numbers are read
/// when they are asked for.
struct ObservedArm: RandomAccessCollection, Sendable {
  private let digests: ReplicationDigests
  /// Which metrics, by their places in `MetricName.all`.
  private let metrics: [Int]

  private init(_ digests: ReplicationDigests, told metrics: Set<Int>) {
    self.digests = digests
    self.metrics = metrics.sorted()
  }

  /// The strategies of a point: where one moves disks, results tell of disks for all.
  static func arms(_ point: [ReplicationDigests]) -> [ObservedArm] {
    let told = point.map { digests in
      var told = MetricName.all.map { _ in false }
      digests.forEachHead { $0.markTold(in: &told) }
      return Set(told.indices.filter { told[$0] })
    }
    let ofDisks = told.reduce(into: Set<Int>()) { $0.formUnion($1) }.intersection(
      MetricName.ofDisks)
    return zip(point, told).map { ObservedArm($0, told: $1.union(ofDisks)) }
  }

  var startIndex: Int { 0 }
  var endIndex: Int { metrics.count }

  subscript(place: Int) -> Observations {
    let metric = MetricName.all[metrics[place]]
    return Observations(
      metric: metric.name, unit: metric.unit, observed: digests.observations(of: metrics[place]))
  }

  /// Whether no observation is *never*.
  var isComplete: Bool {
    metrics.allSatisfy { !digests.observations(of: $0).numbers.contains(.infinity) }
  }

  /// What was observed of a metric; `nil` if results do not tell of it.
  subscript(metric: String) -> Observations? {
    metrics.firstIndex { MetricName.all[$0].name == metric }.map { self[$0] }
  }

  /// In fleets, of which VM each single migration was that is observed, replication by replication.
  ///
  /// - Complexity: reads all replications.
  var subjects: [[Int32]]? {
    guard digests.first?.fleet != nil else { return nil }
    return digests.map(\.vms)
  }

  /// What the metrics are called.
  var names: [String] { metrics.map { MetricName.all[$0].name } }
}
