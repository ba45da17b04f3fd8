import Datacenter
import FleetSupport
import Kernel
import Quantities
import Randomness
import Strategies
import TestSupport
import Testing

@testable import Orchestration

@Suite("Hosts fail and are repaired, and VMs start again")
struct OutageTests {
  static let a = HostID(0)
  static let b = HostID(1)

  /// A host that fails once and is repaired.
  static func outage(_ host: HostID, at: Double, lasting: Double) -> FailureProcess {
    FailureProcess(
      "once", of: [.host(host)],
      .recorded([.init(at: Seconds(at), lasting: Seconds(lasting))]))
  }

  static func exponential(_ mean: Double) throws -> RandomQuantity<Seconds> {
    RandomQuantity(try Distribution(.exponential(mean: mean)))
  }

  @Test("the availability of a host is MTBF / (MTBF + MTTR), within its interval")
  func availability() throws {
    var fleet = SmallFleet(hosts: Array(repeating: 4, count: 50), vms: [])
    let course = FailureProcess.Course.drawn(
      life: try Self.exponential(900), repair: try Self.exponential(100), age: .constant(.zero))
    fleet.failures = fleet.hosts.indices.map {
      FailureProcess("host-\($0)", of: [.host(HostID($0))], course)
    }
    fleet.ask(Autostart())
    let horizon = 1e6
    let records = fleet.run(until: horizon).world.outageRecords
    var up = fleet.hosts.map { _ in horizon }
    for record in records {
      guard case .host(let host) = record.part else { continue }
      let end = min(horizon, record.ends?.secondsSinceStart ?? horizon)
      up[host.index] -= end - record.began.secondsSinceStart
    }
    let summary = try #require(Summary(up.map { $0 / horizon }))
    let interval = try #require(summary.confidenceInterval(level: 0.999))
    #expect(interval.contains(0.9))
    #expect(interval.upperBound - interval.lowerBound < 0.01)
    // As many failures as there are lives and repairs: 50 hosts, 1000 cycles each.
    #expect(abs(Double(records.count) - 50_000) < 1000)
  }

  @Test("hosts that fail together are down at the same times, others are not")
  func together() throws {
    var fleet = SmallFleet(hosts: [4, 4, 4], vms: [])
    let course = FailureProcess.Course.drawn(
      life: try Self.exponential(900), repair: try Self.exponential(100), age: .constant(.zero))
    fleet.failures = [
      FailureProcess("rack", of: [.host(Self.a), .host(Self.b)], course),
      FailureProcess("alone", of: [.host(HostID(2))], course),
    ]
    fleet.ask(Autostart())
    let records = fleet.run(until: 1e5).world.outageRecords
    func times(_ host: Int) -> [Instant] {
      records.filter { $0.part == .host(HostID(host)) }.map(\.began)
    }
    #expect(times(0) == times(1))
    #expect(times(0).count > 50)
    #expect(Set(times(0)).isDisjoint(with: times(2)))
  }

  @Test("VMs of a host that dies run again on it once it is back and they have started")
  func autostart() {
    var fleet = SmallFleet(hosts: [64, 64], vms: [(0, 4), (0, 4), (1, 4)])
    fleet.failures = [Self.outage(Self.a, at: 100, lasting: 600)]
    fleet.boot = Seconds(60)
    fleet.ask(Autostart())
    let end = fleet.run(until: 2000)
    #expect(end.view.vms.allSatisfy { $0.condition == .running && $0.moves == 0 })
    #expect(end.vmOutages.map(\.vm.index) == [0, 1])
    #expect(end.vmOutages.allSatisfy { $0.began == Instant(100) && $0.ended == Instant(760) })
    #expect(end.world.hosts[0].isUp)
  }

  @Test("high availability: VMs start elsewhere after detection and boot, in their order")
  func restart() {
    var fleet = SmallFleet(hosts: [64, 16, 8], vms: [(0, 8), (0, 12), (0, 12), (1, 2)])
    fleet.failures = [Self.outage(Self.a, at: 100, lasting: 600)]
    fleet.boot = Seconds(45)
    fleet.ask(
      Restart(
        [VMID(2), VMID(1), VMID(0)], detection: .constant(Seconds(30)), retry: Seconds(100)))
    let end = fleet.run(until: 2000)
    // The second VM starts first and takes host b, the third finds c too small, and the first fits there.
    #expect(end.view[VMID(2)].host == Self.b)
    #expect(end.view[VMID(0)].host == HostID(2))
    let ended = Dictionary(
      end.vmOutages.map { ($0.vm.index, $0.ended) }, uniquingKeysWith: { first, _ in first })
    #expect(ended[2] == Instant(175))
    #expect(ended[0] == Instant(175))
    // The one without room is tried every 100 s: at 730 s its own host is back.
    #expect(end.view[VMID(1)].host == Self.a)
    #expect(ended[1] == Instant(775))
  }

  @Test("a VM whose host dies while it starts is down until it starts again")
  func diesWhileStarting() {
    var fleet = SmallFleet(hosts: [64, 64, 64], vms: [(0, 8)])
    fleet.failures = [
      Self.outage(Self.a, at: 100, lasting: 1000), Self.outage(Self.b, at: 150, lasting: 10),
    ]
    fleet.boot = Seconds(60)
    fleet.ask(Restart([VMID(0)], detection: .constant(Seconds(20)), retry: Seconds(60)))
    let end = fleet.run(until: 2000)
    #expect(end.vmOutages.count == 1)
    #expect(end.vmOutages.first?.ended == Instant(230))
    #expect(end.world.vms[0].isRunning)
  }

  @Test("a host that comes back while its migrations are undone holds what is on it, and no more")
  func backAtOnce() {
    var fleet = SmallFleet(hosts: [64, 64], vms: [(0, 8), (1, 8)])
    fleet.failures = [Self.outage(Self.b, at: 30, lasting: 0.001)]
    fleet.mover = Mover(PreCopy(XenModern(), costs: StageCosts()))
    fleet.ask(Evacuate([Self.a]))
    fleet.ask(Autostart())
    let end = fleet.run(until: 3000)
    #expect(end.world.hosts[1].isUp)
    #expect(end.world.vms.allSatisfy { $0.isRunning })
    #expect(end.world.records[0].outcome == .failed(.destinationLost))
  }

  @Test("a slowed link has its share of bandwidth while that lasts")
  func slowLink() throws {
    func time(_ failures: [FailureProcess]) throws -> Double {
      var fleet = SmallFleet(hosts: [64, 64], vms: [(0, 8)])
      fleet.failures = failures
      fleet.ask(Migrate([Move(VMID(0), to: Self.b)]))
      return try #require(fleet.run().world.records[0].totalTime).value
    }
    let plain = try time([])
    // Half as fast for 20 s: 10 s are lost.
    let slow = try time([
      FailureProcess(
        "slow", of: [.link(LinkID(0))], .recorded([.init(at: Seconds(10), lasting: Seconds(20))]),
        effect: .slow(0.5))
    ])
    #expect(abs(slow - plain - 10) < 1e-6)
  }

  @Test("a link that flaps is down by turns until it is repaired")
  func flapping() throws {
    var fleet = SmallFleet(hosts: [64, 64], vms: [(0, 8)])
    fleet.failures = [
      FailureProcess(
        "flaps", of: [.link(LinkID(0))],
        .recorded([.init(at: Seconds(10), lasting: Seconds(12))]),
        effect: .flapping(.closed, up: Seconds(4), down: Seconds(1)))
    ]
    fleet.rules = AdmissionRules(onFailure: .retry(after: Seconds(1.5), factor: 1, most: 5))
    fleet.ask(Migrate([Move(VMID(0), to: Self.b)]))
    let end = fleet.run()
    // Down at 10, 15 and 20 s: each breaks an attempt, and the next begins when the link is up.
    #expect(end.world.records.last?.outcome == .migrated)
    #expect(end.world.records.count == 4)
    #expect(end.world.outageRecords.count == 1)
  }

  @Test(
    "whatever fails, nothing impossible happens, and what no arm touches is the same in all",
    arguments: FaultyMove.strategies.map(\.name))
  func random(strategy: String) throws {
    let mover = try #require(FaultyMove.strategies.first { $0.name == strategy }).strategy
    for replication in 0..<5 as Range<UInt64> {
      var fleet = SmallFleet(
        hosts: [16, 16, 16, 16], vms: (0..<10).map { (host: $0 % 4, memory: 1) })
      fleet.replication = replication
      fleet.mover = Mover(mover)
      fleet.boot = Seconds(40)
      fleet.rules = AdmissionRules(onFailure: .retry(after: Seconds(20), factor: 2, most: 3))
      fleet.failures =
        fleet.hosts.indices.map { host in
          FailureProcess(
            "host \(host)", of: [.host(HostID(host))],
            .drawn(
              life: .constant(Seconds(700 + 310 * Double(host))), repair: .constant(Seconds(90)),
              age: .constant(Seconds(37 * Double(replication)))))
        } + [
          FailureProcess(
            "link", of: [.link(LinkID(1))],
            .drawn(
              life: try Self.exponential(400), repair: try Self.exponential(5),
              age: .constant(.zero)), effect: .flapping(.closed, up: Seconds(2), down: Seconds(1)))
        ]
      fleet.ask(
        Foresee(
          fleet.hosts.indices.map { HostID($0) },
          Predictor(lead: .constant(Seconds(15)), precision: 0.6, recall: 0.7),
          patience: Seconds(30)))
      fleet.ask(
        Restart(
          (0..<7).map { VMID($0) }, detection: .constant(Seconds(10)), retry: Seconds(30)))
      fleet.ask(Autostart(except: Set((0..<7).map { VMID($0) })))
      fleet.ask(Evacuate([HostID(3)]), at: 300)
      let end = fleet.run(until: 6000, name: "\(strategy) \(replication): ")
      let outages = end.world.outageRecords.filter {
        if case .host = $0.part { true } else { false }
      }
      #expect(outages.count > 15)
      // Every crash is of a VM whose host died, or that was between two of them.
      #expect(end.vmOutages.allSatisfy { $0.ended.map { $0 > Instant(0) } ?? true })
    }
  }
}
