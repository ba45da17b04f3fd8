import Orchestration
import Quantities

/// What summaries and the screen need of what became of a fleet in one replication.
struct FleetDigest: Sendable, Codable {
  /// Every run of every request.
  let runs: [Run]
  /// VMs that moved more than once.
  let movedTwice: Int
  /// How much more memory than the largest host in use has was free at the worst moment.
  let leastReserve: Double

  /// One run of a request.
  struct Run: Sendable, Codable {
    let request: Int
    /// How long it took; `nil` where it is unfinished, or a host was not worked on.
    let time: Double?
    /// After how long what came of it had; `nil` where nothing did.
    let effect: Double?
    /// Whether it has ended, and whether nothing had to be done.
    let hasEnded: Bool
    let isIdle: Bool
    /// VMs that stayed, that were lost, and of which that is open.
    let left: Int
    /// Whether each that stayed did so because no host takes it.
    let isStuck: Bool
    let lost: Int
    let unfinished: Int
    /// The VMs that stayed, by number, each with the reason.
    let stuck: [Stuck]
    /// How long it took until each host was empty; infinity for never.
    let hostsEmpty: [Double]
    /// Why hosts were not emptied or not worked on, one entry for each.
    let neglected: [FleetOutcome.Run.Neglect]
    /// `nil` without a deadline.
    let meetsDeadline: Bool?
  }

  /// A VM that stayed.
  struct Stuck: Sendable, Codable {
    let vm: Int
    let why: String
  }

  init(_ outcome: FleetOutcome, requests: [RequestSpec]) {
    runs = outcome.runs.map { run in
      Run(
        request: run.request, time: run.time?.value, effect: run.effect?.value,
        hasEnded: run.record.ended != nil, isIdle: run.isIdle, left: run.left,
        isStuck: run.isStuck, lost: run.lost, unfinished: run.unfinished,
        stuck: run.stuck.map { Stuck(vm: $0.vm, why: $0.why) },
        hostsEmpty: run.record.hosts.map { host in
          host.empty.map { ($0 - host.began).value } ?? .infinity
        } + run.record.skipped.map { _ in .infinity }, neglected: run.neglected,
        meetsDeadline: requests[run.request].deadline.map { run.meets($0) })
    }
    leastReserve = outcome.leastReserve.value
    movedTwice = outcome.vms.count { $0.facts.moves > 1 }
  }

  var left: Int { runs.reduce(0) { $0 + $1.left } }
  /// Whether every VM was moved that was to be.
  var isComplete: Bool {
    runs.allSatisfy { $0.hasEnded && $0.left == 0 && $0.lost == 0 && $0.unfinished == 0 }
  }

  /// What was observed of the fleet beside its migrations, in the order of `metrics`.
  var measured: [Measured] {
    [
      Measured(runs.flatMap(\.hostsEmpty)), Measured(left), Measured(movedTwice),
      Measured(leastReserve),
      Measured(
        runs.count { $0.meetsDeadline == true },
        isTold: runs.contains { $0.meetsDeadline != nil }),
    ]
  }

  /// What they are, for the reference.
  static let metrics: [ResultFile.Entry] = [
    .init(
      name: "host_empty", unit: "s",
      meaning:
        "Fleets: how long until each host that was to be emptied had no VM; \"never\" where one stayed.",
      isKey: false),
    .init(
      name: "left-behind", unit: "VMs", meaning: "Fleets: how many VMs stayed that were to move.",
      isKey: false),
    .init(
      name: "moved-twice", unit: "VMs", meaning: "Fleets: how many VMs moved more than once.",
      isKey: false),
    .init(
      name: "least_reserve", unit: "bytes",
      meaning:
        "Fleets: how much more memory was free on the hosts in use, at the worst moment, than the largest of them has. Where it is not negative, any of them could have died, and the others had room for its VMs (N+1).",
      isKey: false),
    .init(
      name: "deadlines-met", unit: "requests",
      meaning: "Fleets: how many requests were done by their deadline, with every VM moved.",
      isKey: false),
  ]
}
