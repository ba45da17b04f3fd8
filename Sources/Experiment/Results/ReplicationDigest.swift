import Datacenter
import Kernel
import Quantities

/// What summaries, comparisons and the screen need of one replication: a few numbers for each
/// migration. The records themselves are written down and let go.
struct ReplicationDigest: Sendable {
  /// How each request ended.
  let verdicts: [Verdict]
  /// Whether each request's migration had rounds: only what sends memory has.
  let haveRounds: [Bool]
  /// How many requests did not finish, by how and why.
  let troubles: [String: Int]
  /// How many VMs were lost with a host, whether a request named them or not.
  let lost: Int
  /// From the first request until the last migration ended; `nil` unless every VM was moved.
  let makespan: Double?
  /// Whether any migration copied disks of a running VM, or several at a time.
  let movesDisks: Bool
  let eventCount: Int
  let trace: TraceHash
  /// For each fault of the scenario whether it happened.
  let struckFaults: [Bool]
  /// For each metric of migrations and of disks, what was observed for each request.
  private let values: [Double]

  init(_ outcome: ReplicationOutcome, requests: [Plan.Request]) {
    let records = outcome.records
    verdicts = records.map { Verdict($0) }
    haveRounds = records.map { $0?.rounds.isEmpty == false }
    lost = outcome.lostVMs
    makespan = outcome.makespan(of: requests)?.value
    movesDisks = records.contains { $0?.disks.isEmpty == false }
    eventCount = outcome.eventCount
    trace = outcome.trace
    struckFaults = outcome.struckFaults
    var troubles: [String: Int] = [:]
    for (record, verdict) in zip(records, verdicts) where verdict != .finished {
      let reason = record?.reason.map { ": " + $0 } ?? ""
      let loss = record?.isVMLost == true ? ", and the VM with it" : ""
      troubles[verdict.rawValue + reason + loss, default: 0] += 1
    }
    self.troubles = troubles
    let metrics = movesDisks ? Metric.all : Metric.ofMigrations
    var values: [Double] = []
    values.reserveCapacity(metrics.count * records.count)
    for metric in metrics {
      for record in records { values.append(metric.observation(of: record)) }
    }
    self.values = values
  }

  /// What was observed of a metric, in the order of the requests: numbers, infinity for *never*, `nan`
  /// where it does not apply.
  ///
  /// - Parameters:
  ///   - metric: its place in `Metric.all`.
  ///   - requests: those whose migrations count; `nil` for all.
  func observations(of metric: Int, requests: [Int]?) -> ArraySlice<Double> {
    let first = metric * verdicts.count
    guard first < values.count else { return [] }
    guard let requests else { return values[first..<first + verdicts.count] }
    return ArraySlice(requests.map { values[first + $0] })
  }

  func count(_ verdict: Verdict, requests: [Int]? = nil) -> Int {
    guard let requests else { return verdicts.count { $0 == verdict } }
    return requests.count { verdicts[$0] == verdict }
  }
}
