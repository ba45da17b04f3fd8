import Datacenter
import Orchestration
import Quantities
import Randomness

extension SmallFleet {
  /// A fleet of a few hosts with rules, requests, faults and windows, all drawn from one seed.
  package init(drawnFrom seed: UInt64) {
    var stream = RandomStream(seed: seed, name: "random fleet", replication: 0)
    func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
    let hosts = 3 + below(4)
    var free = (0..<hosts).map { _ in Double(16 + 8 * below(5)) }
    let memory = free
    var vms: [(host: Int, memory: Double)] = []
    for _ in 0..<(4 + below(12)) {
      let (host, size) = (below(hosts), Double(1 + below(8)))
      guard free[host] >= size else { continue }
      free[host] -= size
      vms.append((host, size))
    }
    self.init(hosts: memory, vms: vms)
    let scopes: [Counter.Scope] = [.hostOut, .hostIn, .host, .nic, .cluster, .datastore, .back]
    rules = AdmissionRules(
      counters: (0..<below(4)).map { _ in Counter(scopes[below(7)], 1 + below(4)) },
      order: QueueOrder.allCases[below(8)],
      pace: below(4) == 0 ? .every(Seconds(Double(1 + below(20)))) : .atOnce,
      placement: below(2) == 0 ? .atStart : .upFront,
      onFailure: [
        .goOn, .abort, .retry(after: Seconds(Double(1 + below(30))), factor: 2, most: 3),
      ][below(3)],
      fixed: FixedTimes(
        before: Seconds(Double(below(3))), serial: Seconds(Double(below(2))),
        after: Seconds(Double(below(3)))))
    placement =
      [
        FirstFit(), BestFit(), WorstFit(), RoundRobin(), RandomFit(), LeastLoaded(), Pack(),
        Spread(), BiggestFitDecreasing(), NovaWeighers(), VectorFit(.dotProduct), Balance(),
      ][below(12)] as any Placement
    if below(3) == 0 {
      manager = ScheduledManager(.cancelling(after: Seconds(Double(5 + below(40)))))
    }
    if vms.count > 3, below(2) == 0 {
      affinity = [
        AffinityRule(below(2) == 0 ? .apart : .together, [VMID(0), VMID(1 + below(3))])
      ]
    }
    if below(4) == 0, !vms.isEmpty {
      limits = [VMID(below(vms.count)): PlacementLimits(pinnedBy: "device")]
    }
    for number in 0..<(1 + below(3)) {
      let named = Array(Set((0..<(1 + below(3))).map { _ in HostID(below(hosts)) }))
        .sorted { $0.index < $1.index }
      let request: any FleetRequest =
        switch below(3) {
        case 0: Evacuate(named)
        case 1:
          Maintain(
            named.map { ($0, Seconds(Double(below(100)))) },
            .init(
              atOnce: 1 + below(3), order: Maintain.Order.allCases[below(3)],
              wayBack: Maintain.WayBack.allCases[below(3)]))
        default:
          Migrate(
            vms.isEmpty
              ? []
              : (0..<(1 + below(5))).map { _ in
                Move(VMID(below(vms.count)), to: below(2) == 0 ? HostID(below(hosts)) : nil)
              })
        }
      let start: ScheduledRequest.Start =
        number > 0 && below(3) == 0
        ? .after([number - 1], delay: Seconds(Double(below(10))))
        : .at(Instant(Double(below(60))))
      requests.append(ScheduledRequest(request, start))
    }
    faults = (0..<below(3)).map { _ in
      let event: Fault.Event =
        switch below(3) {
        case 0: .hostLost(HostID(below(hosts)))
        case 1:
          .linkDown(
            LinkID(below(hosts)), lasting: Seconds(Double(1 + below(20))),
            below(2) == 0 ? .closed : .silent)
        default: .cancelled(VMID(below(max(1, vms.count))))
        }
      return Fault(event, .at(Instant(Double(below(120)))))
    }
    if below(4) == 0 {
      let (close, open) = (Double(1 + below(60)), Double(61 + below(120)))
      requests[0].windows = DailyWindows([
        .init(from: .zero, to: Seconds(close)), .init(from: Seconds(open), to: .hours(23)),
      ])
    }
  }
}
