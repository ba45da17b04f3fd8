import Datacenter
import Orchestration
import Quantities

/// What became of the requests, hosts and VMs of a fleet in one replication.
struct FleetOutcome: Sendable {
  /// Every run of every request, in the order of the file.
  let runs: [Run]
  /// The VMs at the end, and what their migrations cost them.
  let vms: [(facts: VMFacts, downtime: Seconds, paused: Seconds)]
  /// How much more memory than the largest host in use has was free at the worst moment.
  let leastReserve: Bytes
  /// What failed, where things fail.
  let outages: OutageOutcome?

  /// One run of a request.
  struct Run: Sendable {
    /// The request's place in the file, and which of its runs, from 0.
    let request: Int
    let number: Int
    let record: RequestRun
    /// Migrations that were begun for it.
    let migrations: Int
    /// What became of each of its VMs in the end; `nil` where that is open.
    let fates: [VMID: MoveOutcome?]
    /// Whether its hosts are to be worked on, and not only emptied.
    let isMaintenance: Bool
    /// When the last VM came to a new host; `nil` if none did.
    let lastArrival: Instant?

    var moved: Int { count { $0 == .finished } }
    var lost: Int { count { $0 == .lost } }
    /// VMs that stay where they were.
    var left: Int { fates.count - moved - lost - unfinished }
    var unfinished: Int { fates.values.count { $0 == nil } }

    private func count(_ isSo: (MoveOutcome) -> Bool) -> Int {
      fates.values.count { $0.map(isSo) == true }
    }

    /// The VMs that stay, by number, each with the reason.
    var stuck: [(vm: Int, why: String)] {
      fates.compactMap { vm, fate in
        fate.flatMap(\.reason).map { (vm: vm.index, why: $0) }
      }.sorted { $0.vm < $1.vm }
    }

    /// Whether each VM that stays does so because no host takes it.
    var isStuck: Bool {
      fates.values.allSatisfy { fate in
        switch fate {
        case .failed, .givenUp, .stopped: false
        case .finished, .lost, .noHost, nil: true
        }
      }
    }

    /// How many VMs stay for each reason.
    var reasons: [String: Int] {
      var reasons: [String: Int] = [:]
      for case .some(let fate) in fates.values {
        if let reason = fate.reason { reasons[reason, default: 0] += 1 }
      }
      return reasons
    }

    /// From its start until nothing was left to do; `nil` where that was not yet so, or where a host was
    /// not worked on.
    var time: Seconds? {
      isMaintenance && !neglected.isEmpty ? nil : record.ended.map { $0 - record.started }
    }
    /// Whether all its VMs were moved, and all its hosts emptied or worked on.
    var isComplete: Bool { record.ended != nil && moved == fates.count && neglected.isEmpty }
  }

  /// - Parameters:
  ///   - requests: what was asked for, in the order of the file.
  ///   - end: when the run ended.
  ///   - wereOn: for each VM whether it was on when the run began; `nil` where nothing fails.
  init(_ fleet: Fleet, requests: [RequestSpec], until end: Instant, wereOn: [Bool]?) {
    var migrations: [[Int]: Int] = [:]
    var fates: [[Int]: [VMID: MoveOutcome?]] = [:]
    var arrivals: [[Int]: Instant] = [:]
    for move in fleet.moveRecords {
      let run = [move.request, move.run - 1]
      migrations[run, default: 0] += move.attempts.count
      fates[run, default: [:]][move.vm] = .some(move.outcome)
      if let arrived = move.arrived { arrivals[run] = max(arrivals[run] ?? arrived, arrived) }
    }
    runs = requests.indices.flatMap { request in
      fleet.runs(of: request).enumerated().map { number, record in
        var known = fates[[request, number]] ?? [:]
        for fate in record.fates where known[fate.vm] == nil {
          known[fate.vm] = .some(fate.fate)
        }
        return Run(
          request: request, number: number, record: record,
          migrations: migrations[[request, number]] ?? 0, fates: known,
          isMaintenance: !requests[request].maintain.isEmpty,
          lastArrival: arrivals[[request, number]])
      }
    }
    leastReserve = fleet.view.leastReserve
    var downtime = fleet.view.vms.map { _ in Seconds.zero }
    var paused = downtime
    for record in fleet.world.records where record.wasRunning {
      downtime[record.vm.index] += record.downtime ?? .zero
      paused[record.vm.index] += record.paused
    }
    vms = fleet.view.vms.indices.map { (fleet.view.vms[$0], downtime[$0], paused[$0]) }
    outages = wereOn.map {
      OutageOutcome(fleet, until: end, downtimes: downtime, wereOn: $0)
    }
  }
}

extension MoveOutcome {
  /// Why a VM stays where it was, in a word; `nil` if it does not.
  var reason: String? {
    switch self {
    case .finished, .lost: nil
    case .noHost(let noHost): noHost.reason
    case .givenUp: "given-up"
    case .stopped: "stopped"
    case .failed(.refused(let refusal)): refusal.rawValue
    case .failed(.failed(let failure)), .failed(.failedBadly(let failure)): failure.rawValue
    case .failed(.migrated): nil
    }
  }
}
