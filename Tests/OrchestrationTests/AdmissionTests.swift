import Datacenter
import FleetSupport
import Kernel
import Quantities
import Randomness
import Strategies
import Testing

@testable import Orchestration

@Suite("How many moves go on at a time")
struct AdmissionTests {
  /// vSphere's costs and limits (resource-cost model, 5.0 to 6.7).
  static let vSphere = AdmissionRules(
    counters: [Counter(.host, 8), Counter(.nic, 8), Counter(.datastore, 128)],
    costs: [
      .memory: [.host: 1, .nic: 1, .datastore: 1],
      .storage: [.host: 4, .nic: 0, .datastore: 16],
      .sharedNothing: [.host: 4, .nic: 1, .datastore: 16],
      .cold: [.host: 1, .nic: 0, .datastore: 1],
    ])

  /// How many of so many moves of each class start at once.
  private func started(_ moves: [(MoveClass, Int)], _ rules: AdmissionRules) -> [MoveClass: Int] {
    var ledger = Ledger(rules, pools: Array(repeating: 0, count: 20), datastores: 2)
    var started: [MoveClass: Int] = [:]
    var next = 1
    for (kind, count) in moves {
      for _ in 0..<count {
        let to = kind == .storage ? HostID(0) : HostID(next)
        next += 1
        let claims =
          ledger.claims(from: HostID(0), stores: [DatastoreID(0)], kind, isBack: false)
          + ledger.claims(to: to, from: HostID(0), kind)
        guard ledger.obstacle(to: claims) == nil else { continue }
        ledger.take(claims)
        started[kind, default: 0] += 1
      }
    }
    #expect(ledger.violation == nil)
    return started
  }

  @Test("vSphere's limits come out of its costs: 8 vMotions, 2 Storage vMotions, or 1 and 4")
  func costVectors() {
    #expect(started([(.memory, 12)], Self.vSphere) == [.memory: 8])
    #expect(started([(.storage, 12)], Self.vSphere) == [.storage: 2])
    #expect(started([(.sharedNothing, 12)], Self.vSphere) == [.sharedNothing: 2])
    #expect(started([(.cold, 12)], Self.vSphere) == [.cold: 8])
    #expect(started([(.storage, 1), (.memory, 12)], Self.vSphere) == [.storage: 1, .memory: 4])
    #expect(Self.vSphere.impossible == nil)
  }

  @Test("of what is asked for at one instant the highest priority goes first, however it is listed")
  func priorityAtOneInstant() {
    func starts(evacuateFirst: Bool) -> [Int] {
      var example = SmallFleet(hosts: [64, 64], vms: [(0, 4), (0, 4), (0, 4)])
      example.rules = AdmissionRules(counters: [Counter(.hostOut, 1)], order: .priority)
      let requests: [any FleetRequest] = [
        Evacuate([HostID(0)], HowToMove(priority: 1)),
        Migrate([Move(VMID(2), to: HostID(1), priority: 9)]),
      ]
      for request in evacuateFirst ? requests : requests.reversed() {
        example.ask(request, at: 10)
      }
      return example.run().starts.map(\.vm)
    }
    #expect(starts(evacuateFirst: true) == [2, 0, 1])
    #expect(starts(evacuateFirst: false) == [2, 0, 1])
  }

  @Test("of a datastore 128 vMotions, or 8 Storage vMotions")
  func datastores() {
    var rules = Self.vSphere
    rules.counters = [Counter(.datastore, 128)]
    #expect(started([(.memory, 200)], rules) == [.memory: 128])
    #expect(started([(.storage, 200)], rules) == [.storage: 8])
  }

  /// Host 0 with twelve VMs of 1 GiB, and eleven others.
  static var example: SmallFleet {
    var fleet = SmallFleet(
      hosts: Array(repeating: 64, count: 12), vms: Array(repeating: (0, 1), count: 12))
    fleet.placement = Spread()
    fleet.ask(Evacuate([HostID(0)]))
    return fleet
  }

  @Test("limits hold in a run, and the next starts when one ends")
  func limits() {
    for (counters, most) in [
      ([Counter(.hostOut, 2)], 2), ([Counter(.cluster, 5)], 5), ([Counter(.host, 8)], 8),
      ([Counter(.hostOut, 7), Counter(.cluster, 3)], 3), ([], 12),
    ] {
      var example = Self.example
      example.rules = AdmissionRules(counters: counters)
      let fleet = example.run()
      #expect(fleet.migrations(at: 0.5) == most)
      #expect(fleet.view[HostID(0)].residents.isEmpty)
      let ends = fleet.world.records.map { $0.ended!.secondsSinceStart }
      for start in fleet.starts.dropFirst(most) {
        #expect(ends.contains(start.at), "a move started when none had ended")
      }
    }
  }

  @Test("a limit of each pool counts what leaves it and what comes to it, once within it")
  func pools() {
    let rules = AdmissionRules(counters: [Counter(.pool, 2)])
    var ledger = Ledger(rules, pools: [0, 0, 1, 2], datastores: 0)
    func claims(_ from: Int, _ to: Int) -> [Ledger.Claim] {
      ledger.claims(from: HostID(from), stores: [], .memory, isBack: false)
        + ledger.claims(to: HostID(to), from: HostID(from), .memory)
    }
    #expect(claims(0, 1).count == 1)
    #expect(claims(0, 2).count == 2)
    ledger.take(claims(0, 1))
    ledger.take(claims(0, 2))
    #expect(ledger.obstacle(to: claims(1, 0)) != nil)
    #expect(!ledger.hasRoom(at: HostID(0), from: HostID(3), .memory))
    #expect(ledger.hasRoom(at: HostID(2), from: HostID(3), .memory))
    #expect(ledger.violation == nil)
  }

  @Test("a limit on what comes to a host sends VMs elsewhere, and only then has them wait")
  func hostIn() {
    var example = Self.example
    example.placement = FirstFit()
    example.rules = AdmissionRules(counters: [Counter(.hostIn, 1)])
    let fleet = example.run()
    #expect(fleet.migrations(at: 0.5) == 11)
    #expect(fleet.starts.count == 12)
  }

  @Test(
    "the orders of queues",
    arguments: [
      (QueueOrder.fifo, [10, 2, 0, 1]), (.memoryDescending, [1, 0, 10, 2]),
      (.memoryAscending, [2, 10, 0, 1]), (.number, [0, 1, 2, 10]), (.name, [0, 1, 10, 2]),
      (.priority, [1, 10, 2, 0]),
    ])
  func orders(order: QueueOrder, expected: [Int]) {
    var vms = Array(repeating: (host: 0, memory: 1.0), count: 11)
    for (vm, memory) in [(0, 3.0), (1, 4), (2, 1), (10, 2)] { vms[vm].memory = memory }
    var example = SmallFleet(hosts: [64, 64], vms: vms)
    example.rules = AdmissionRules(counters: [Counter(.cluster, 1)], order: order)
    let moves = [10, 2, 0, 1].map { Move(VMID($0), priority: $0 == 1 ? 5 : 0) }
    example.ask(Migrate(moves))
    #expect(example.run().starts.map(\.vm) == expected)
  }

  @Test("a shuffled order is another for another replication, and the same for the same")
  func shuffled() {
    func order(_ replication: UInt64) -> [Int] {
      var example = Self.example
      example.rules = AdmissionRules(counters: [Counter(.cluster, 1)], order: .shuffled)
      let plain = example.fleet
      var policy = plain.policy
      policy.replication = replication
      var simulation = Simulation(
        of: Fleet(world: plain.world, requests: example.requests, policy: policy))
      simulation.runToTheEnd(until: .never)
      return simulation.model.starts.map(\.vm)
    }
    #expect(order(1) == order(1))
    #expect(order(1) != order(2))
    #expect(order(1).sorted() == Array(0..<12))
  }

  @Test("a queue that is looked at every 10 s starts moves at multiples of 10 s only")
  func pace() {
    var example = Self.example
    example.requests = []
    example.ask(Evacuate([HostID(0)]), at: 3)
    example.rules = AdmissionRules(counters: [Counter(.hostOut, 1)], pace: .every(Seconds(10)))
    let starts = example.run().starts.map(\.at)
    #expect(starts.allSatisfy { $0.truncatingRemainder(dividingBy: 10) == 0 })
    // A move takes 8.6 s.
    #expect(starts == (1...12).map { 10 * Double($0) })
  }

  @Test("what is fixed is added to each move; the serial part is done one after another")
  func fixedTimes() {
    var example = Self.example
    example.vms = Array(example.vms.prefix(3))
    example.rules = AdmissionRules(
      fixed: FixedTimes(before: Seconds(5), serial: Seconds(2), after: Seconds(1)))
    let fleet = example.run()
    #expect(fleet.starts.map(\.at) == [0, 0, 0])
    #expect(fleet.world.records.map(\.started) == [Instant(7), Instant(9), Instant(11)])
    let last = fleet.world.records.compactMap(\.ended).max()!
    #expect(fleet.runs(of: 0)[0].ended == last + Seconds(1))
  }

  @Test("placed up front, VMs keep room that those placed later do not have")
  func upFront() {
    var example = SmallFleet(hosts: [64, 16, 16], vms: [(0, 4), (0, 12), (0, 12)])
    example.placement = BiggestFitDecreasing()
    example.rules = AdmissionRules(counters: [Counter(.cluster, 1)], placement: .upFront)
    example.ask(Evacuate([HostID(0)]))
    let fleet = example.run()
    #expect(fleet.moveRecords.allSatisfy { $0.outcome == .finished })
    #expect(fleet.view[VMID(1)].host != fleet.view[VMID(2)].host)
  }

  @Test("a plan that does not work out is not begun, where a failure aborts the request")
  func wholePlans() {
    var example = SmallFleet(hosts: [64, 16], vms: [(0, 4), (0, 12), (0, 12)])
    example.rules = AdmissionRules(placement: .upFront, onFailure: .abort)
    example.ask(Evacuate([HostID(0)]))
    let fleet = example.run()
    #expect(fleet.world.records.isEmpty)
    #expect(fleet.moveRecords.count { $0.outcome == .givenUp } == 2)
    #expect(fleet.isDone)
  }

  @Test("the first failure ends a request that is aborted; what is under way goes on")
  func abort() {
    var example = Self.example
    example.manager = Impatient(attempts: 1)
    example.rules = AdmissionRules(counters: [Counter(.cluster, 2)], onFailure: .abort)
    let fleet = example.run()
    #expect(fleet.world.records.map(\.outcome) == [.failed(.cancelled), .migrated])
    #expect(fleet.runs(of: 0)[0].fates.count { $0.fate == .givenUp } == 10)
  }

  @Test("a back-off doubles, and has an end")
  func backOff() {
    struct Never: Manager {
      mutating func begin(_ move: ManagedMove) -> Intervention {
        Intervention(nextLook: Seconds(1))
      }
      mutating func next(after _: Progress, heard _: [CommandAnswer]) -> Intervention {
        Intervention([Deed(.say(.cancel), because: "it never does")])
      }
    }
    var example = SmallFleet(hosts: [64, 64], vms: [(0, 8)])
    example.manager = Never()
    example.rules = AdmissionRules(onFailure: .retry(after: Seconds(20), factor: 2, most: 3))
    example.ask(Evacuate([HostID(0)]))
    let fleet = example.run()
    #expect(fleet.starts.map(\.at) == [0, 21, 62, 143])
    #expect(fleet.moveRecords[0].outcome == .failed(.failed(.cancelled)))
  }

  @Test("whatever the counters, no move waits that could start, and of two the first goes first")
  func workConservation() {
    for seed in 0..<60 as Range<UInt64> {
      var stream = RandomStream(seed: seed, name: "admission", replication: 0)
      func below(_ count: Int) -> Int { Int(stream.uniform() * Double(count)) }
      var example = SmallFleet(
        hosts: Array(repeating: 40, count: 6),
        vms: (0..<24).map { _ in (below(6), Double(1 + below(4))) })
      let scopes: [Counter.Scope] = [.hostOut, .hostIn, .host, .nic, .cluster, .datastore]
      // Half of them in a plain line: what is asked first can start first, and so must.
      let isPlain = seed.isMultiple(of: 2)
      example.rules = AdmissionRules(
        counters: isPlain
          ? [Counter(.cluster, 1 + below(4))]
          : (0..<(1 + below(3))).map { _ in Counter(scopes[below(6)], 1 + below(4)) },
        order: isPlain ? .fifo : [.fifo, .memoryDescending, .number][below(3)])
      for round in 0..<3 {
        let moves = (0..<6).map { place in
          isPlain
            ? Move(VMID(6 * round + place))
            : Move(VMID(below(24)), to: below(2) == 0 ? HostID(below(6)) : nil)
        }
        example.ask(Migrate(moves), at: Double(round * 5))
      }
      // The invariants of the fleet are work conservation and the counters' limits.
      let fleet = example.run()
      #expect(fleet.isDone, "seed \(seed)")
      guard isPlain else { continue }
      let starts = fleet.moveRecords.compactMap(\.attempts.first?.admitted)
      #expect(starts.count == 18)
      #expect(starts == starts.sorted(), "seed \(seed)")
    }
  }
}
