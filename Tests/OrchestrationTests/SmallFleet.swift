import Datacenter
import Kernel
import Quantities
import Strategies
import TestSupport

@testable import Orchestration

/// Some hosts around a switch, and VMs that do not write: a move takes as long as its memory needs.
struct SmallFleet {
  /// Memory of each host, in GiB.
  var hosts: [Double]
  /// The host of each VM, and its memory in GiB.
  var vms: [(host: Int, memory: Double)]
  var cores: Double?
  var requests: [ScheduledRequest] = []
  var rules = AdmissionRules()
  var placement: any Placement = FirstFit()
  var manager: (any Manager)?
  var affinity: [AffinityRule] = []
  var limits: [VMID: PlacementLimits] = [:]
  var stores = [Datastore(name: "san")]
  var faults: [Fault] = []
  var failures: [FailureProcess] = []
  /// How long each VM takes to start again.
  var boot = Seconds.zero
  var replication: UInt64 = 0
  var mover = Mover(StopAndCopy(costs: .free))
  /// How fast each host's link is: 1 GiB of memory takes about 8.6 s.
  var bandwidth = BytesPerSecond.gigabitsPerSecond(1)

  init(hosts: [Double], vms: [(host: Int, memory: Double)]) {
    self.hosts = hosts
    self.vms = vms
  }

  static func host(_ index: Int) -> HostID { HostID(index) }

  var world: World {
    var star = SmallWorld.star(
      hosts.indices.map { "host-\($0)" }, cores: cores, over: "link", bandwidth,
      vms: vms.enumerated().map { .idle("vm-\($0)", on: $1.host, .gibibytes($1.memory)) })
    for (host, memory) in hosts.enumerated() { star.hosts[host].memory = .gibibytes(memory) }
    star.datastores = stores
    star.faults = faults
    return star.world
  }

  var fleet: Fleet {
    var world = world
    world.add(failures)
    return Fleet(
      world: world, view: FleetView(of: world, rules: affinity, limits: limits),
      requests: requests,
      policy: FleetPolicy(
        mover: mover, manager: manager, rules: rules, placement: placement,
        boot: vms.map { _ in .constant(boot) }, replication: replication))
  }

  /// Runs until every request has ended, and stops where something impossible is found.
  func run(until limit: Double = 1e6, name: String = "") -> Fleet {
    var simulation = Simulation(of: fleet)
    while !simulation.model.isDone, simulation.calendar.nextInstant <= Instant(limit),
      simulation.step()
    {
      let model = simulation.model
      if let violation = model.world.violation ?? model.violation {
        print(
          model.queue.waiting,
          model.moves.filter { $0.phase != .ended }.map { ($0.order, $0.noHost as Any, $0.key) },
          model.view.hosts.map { ($0.state, $0.free) }, model.view.rules, model.policy.rules)
        fatalError("\(name)\(violation), at \(simulation.now)")
      }
    }
    return simulation.model
  }

  mutating func ask(_ request: any FleetRequest, at instant: Double = 0, every: Seconds? = nil) {
    requests.append(ScheduledRequest(request, .at(Instant(instant)), every: every))
  }
}

extension Fleet {
  /// When the first attempts of all moves were admitted, by VM.
  var starts: [(vm: Int, at: Double)] {
    moveRecords.flatMap { move in
      move.attempts.map { (vm: move.vm.index, at: $0.admitted.secondsSinceStart) }
    }.sorted { ($0.at, $0.vm) < ($1.at, $1.vm) }
  }

  /// How many migrations were under way at an instant.
  func migrations(at instant: Double) -> Int {
    world.records.count {
      $0.started.secondsSinceStart <= instant
        && $0.ended.map { $0.secondsSinceStart > instant } ?? true
    }
  }
}
