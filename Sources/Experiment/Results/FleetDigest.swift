import Orchestration
import Quantities

/// What summaries and the screen need of what became of a fleet in one replication.
struct FleetDigest: Sendable {
  /// Every run of every request.
  let runs: [Run]
  /// VMs that moved more than once.
  let movedTwice: Int

  /// One run of a request.
  struct Run: Sendable {
    let request: Int
    /// How long it took; `nil` where it is unfinished.
    let time: Double?
    /// VMs that stayed, that were lost, and of which that is open.
    let left: Int
    /// Whether each that stayed did so because no host takes it.
    let isStuck: Bool
    let lost: Int
    let unfinished: Int
    /// The VMs that stayed, by number, each with the reason.
    let stuck: [(vm: Int, why: String)]
    /// How long it took until each host was empty; infinity for never.
    let hostsEmpty: [Double]
    /// `nil` without a deadline.
    let meetsDeadline: Bool?
  }

  init(_ outcome: FleetOutcome, requests: [RequestSpec]) {
    runs = outcome.runs.map { run in
      Run(
        request: run.request, time: run.time?.value, left: run.left, isStuck: run.isStuck,
        lost: run.lost, unfinished: run.unfinished, stuck: run.stuck,
        hostsEmpty: run.record.hosts.map { host in
          host.empty.map { ($0 - host.began).value } ?? .infinity
        },
        meetsDeadline: requests[run.request].deadline.map { run.meets($0) })
    }
    movedTwice = outcome.vms.count { $0.facts.moves > 1 }
  }

  var left: Int { runs.reduce(0) { $0 + $1.left } }
  /// Whether all that was asked for has been done.
  var isComplete: Bool {
    runs.allSatisfy { $0.time != nil && $0.left == 0 && $0.lost == 0 && $0.unfinished == 0 }
  }

  /// What is summarised of fleets beside the metrics of migrations, for one arm.
  static func observations(_ digests: [FleetDigest]) -> [Observations] {
    var all = [
      Observations(
        metric: "host_empty", unit: "s",
        observed: digests.map { ArraySlice($0.runs.flatMap(\.hostsEmpty)) }),
      Observations(metric: "left-behind", unit: "VMs", digests.map { Double($0.left) }),
      Observations(metric: "moved-twice", unit: "VMs", digests.map { Double($0.movedTwice) }),
    ]
    if digests.contains(where: { $0.runs.contains { $0.meetsDeadline != nil } }) {
      all.append(
        Observations(
          metric: "deadlines-met", unit: "requests",
          digests.map { Double($0.runs.count { $0.meetsDeadline == true }) }))
    }
    return all
  }

  /// What they are, for the reference.
  static let metrics: [ResultFile.Entry] = [
    .init(
      name: "host_empty", unit: "s",
      meaning:
        "Fleets: how long until each host that was to be emptied had no VM; never where one stayed.",
      isKey: false),
    .init(
      name: "left-behind", unit: "VMs", meaning: "Fleets: how many VMs stayed that were to move.",
      isKey: false),
    .init(
      name: "moved-twice", unit: "VMs", meaning: "Fleets: how many VMs moved more than once.",
      isKey: false),
    .init(
      name: "deadlines-met", unit: "requests",
      meaning: "Fleets: how many requests were done by their deadline, with every VM moved.",
      isKey: false),
  ]
}
