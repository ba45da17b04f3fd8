/// A metric as results call it.
struct MetricName: Sendable, Equatable {
  let name: String
  let unit: String

  private init(_ name: String, _ unit: String) { (self.name, self.unit) = (name, unit) }
  private init(_ entry: ResultFile.Entry) { self.init(entry.name, entry.unit) }

  /// What follows from a part of a digest: its metrics have places side by side.
  enum Part: CaseIterable {
    case migrations, makespan, verdicts, lost, fleet, outages, loads, objectives, consolidation

    fileprivate var names: [MetricName] {
      switch self {
      case .migrations: Metric.all.map { MetricName($0.name, $0.unit) }
      case .makespan: [MetricName("makespan", "s")]
      case .verdicts: Verdict.allCases.map { MetricName($0.rawValue, "migrations") }
      case .lost: [MetricName("vms-lost", "VMs")]
      case .fleet: FleetDigest.metrics.map(MetricName.init)
      case .outages: OutageDigest.metrics.map(MetricName.init)
      case .loads: LoadDigest.metrics.map(MetricName.init)
      case .objectives: ObjectivesOutcome.metrics.map(MetricName.init)
      case .consolidation: ConsolidationMetric.all.map { MetricName($0.name, $0.unit) }
      }
    }
  }

  /// All of them, in the order of the results.
  static let all = Part.allCases.flatMap(\.names)

  /// Where those of a part begin.
  static func first(of part: Part) -> Int { starts[part]! }

  private static let starts: [Part: Int] = {
    var starts: [Part: Int] = [:]
    var count = 0
    for part in Part.allCases {
      starts[part] = count
      count += part.names.count
    }
    return starts
  }()

  /// The places of those that only migrations with disks have.
  static let ofDisks = Metric.ofMigrations.count..<Metric.all.count
}

/// What was observed of a metric in one replication.
struct Measured {
  /// Numbers, infinity for *never*, `nan` where the metric does not apply.
  let numbers: [Double]
  /// Whether results have the metric because of it.
  let isTold: Bool

  init(_ numbers: [Double], isTold: Bool = true) {
    (self.numbers, self.isTold) = (numbers, isTold)
  }

  /// One number; `nil` for *never*.
  init(_ number: Double?, isTold: Bool = true) { self.init([number ?? .infinity], isTold: isTold) }

  init(_ count: Int, isTold: Bool = true) { self.init([Double(count)], isTold: isTold) }
}
