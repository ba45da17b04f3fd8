import Datacenter
import FleetSupport
import Kernel
import Quantities
import Testing

@testable import Orchestration

@Suite("Hosts are emptied, worked on, and used again")
struct MaintainTests {
  static let (a, b, c) = (HostID(0), HostID(1), HostID(2))

  /// Three hosts of 64 GiB; two VMs of 8 GiB on a, one on b.
  static var example: SmallFleet {
    SmallFleet(hosts: [64, 64, 64], vms: [(0, 8), (0, 8), (1, 8)])
  }

  static func request(
    _ rules: Maintain.Rules, hosts: [HostID] = [a, b], work: Double = 600
  ) -> Maintain {
    Maintain(hosts.map { (host: $0, work: Seconds(work)) }, rules)
  }

  @Test("a conversation: empty, work, use again, and VMs come back before the next host begins")
  func conversation() {
    var view = Self.example.fleet.view
    var request = Self.request(.init(wayBack: .before))
    func hear(_ news: FleetNews) -> [String] { request.next(after: news, view).map(\.summary) }
    #expect(hear(.due) == ["host 0 draining", "move 0", "move 1"])
    view.set(Self.a, .draining)
    view.found(VMID(0), on: Self.c, .running)
    #expect(hear(.ended(VMID(0), .finished)) == [])
    view.found(VMID(1), on: Self.c, .running)
    #expect(hear(.ended(VMID(1), .finished)) == ["host 0 maintenance", "wake 0 after 600.0"])
    #expect(hear(.woken(0)) == ["host 0 up", "move 0 to 0 back", "move 1 to 0 back"])
    view.set(Self.a, .up)
    #expect(hear(.ended(VMID(0), .finished, tag: 1)) == [])
    #expect(hear(.ended(VMID(1), .finished, tag: 1)) == ["host 1 draining", "move 2"])
    view.set(Self.b, .draining)
    view.found(VMID(2), on: Self.a, .running)
    #expect(
      hear(.ended(VMID(2), .finished, tag: 2)) == ["host 1 maintenance", "wake 1 after 600.0"])
    #expect(hear(.woken(1)) == ["host 1 up", "move 2 to 1 back"])
    view.set(Self.b, .up)
    #expect(hear(.ended(VMID(2), .finished, tag: 3)) == ["done"])
  }

  @Test("as before: every VM is where it was; one host at a time; the work takes its time")
  func before() {
    var example = Self.example
    example.ask(Self.request(.init(wayBack: .before)))
    let fleet = example.run()
    #expect(fleet.view.vms.map(\.host.index) == [0, 0, 1])
    #expect(fleet.view.vms.map(\.moves) == [2, 2, 2])
    let hosts = fleet.runs(of: 0)[0].hosts
    #expect(hosts.map(\.host) == [Self.a, Self.b])
    for host in hosts { #expect(abs((host.back! - host.empty!).value - 600) < 1e-9) }
    #expect(hosts[1].began >= hosts[0].back!)
    #expect(fleet.view.hosts.allSatisfy { $0.state == .up })
  }

  @Test("with two at once, both hosts are empty together, and their VMs on the third")
  func atOnce() {
    var example = Self.example
    example.ask(Self.request(.init(atOnce: 2)))
    let fleet = example.run()
    let hosts = fleet.runs(of: 0)[0].hosts
    #expect(hosts.map(\.began) == [.start, .start])
    #expect(fleet.view.vms.allSatisfy { $0.host == Self.c && $0.moves == 1 })
  }

  @Test("where N+1 is kept, a host waits for the one before, and one that never may is left out")
  func reserve() {
    var example = Self.example
    example.ask(Self.request(.init(atOnce: 2, keepsReserve: true)))
    let hosts = example.run().runs(of: 0)[0].hosts
    #expect(hosts.count == 2)
    #expect(hosts[1].began >= hosts[0].back!)
    var pair = SmallFleet(hosts: [64, 64], vms: [(0, 8), (1, 8)])
    pair.ask(Self.request(.init(keepsReserve: true)))
    let fleet = pair.run()
    #expect(fleet.isDone)
    #expect(fleet.view.vms.allSatisfy { $0.moves == 0 })
    let run = fleet.runs(of: 0)[0]
    #expect(run.hosts.isEmpty)
    #expect(run.skipped.map(\.host) == [Self.a, Self.b])
    #expect(run.skipped.allSatisfy { $0.why == .reserve })
  }

  @Test("spread: others come until the host is as loaded as the rest")
  func spread() {
    var example = SmallFleet(
      hosts: [64, 64], vms: [(0, 4), (0, 4), (0, 4), (0, 4)])
    example.ask(Self.request(.init(wayBack: .spread), hosts: [Self.a]))
    let view = example.run().view
    #expect(view.hosts.map(\.used) == [.gibibytes(8), .gibibytes(8)])
  }

  @Test("the order: as given, by what is in use, by size")
  func order() {
    var example = SmallFleet(hosts: [96, 64, 128], vms: [(0, 1), (1, 8), (2, 4)])
    func hosts(_ order: Maintain.Order) -> [Int] {
      example.requests = []
      example.ask(
        Self.request(.init(order: order), hosts: [Self.b, Self.a, Self.c], work: 10))
      return example.run().runs(of: 0)[0].hosts.map(\.host.index)
    }
    #expect(hosts(.given) == [1, 0, 2])
    #expect(hosts(.size) == [1, 0, 2])
    #expect(hosts(.load) == [0, 2, 1])
  }

  @Test("a host that cannot be emptied is not worked on, and takes VMs again")
  func stuck() {
    var example = Self.example
    example.limits = [VMID(1): PlacementLimits(pinnedBy: "passed-through device")]
    example.ask(Self.request(.init(wayBack: .before)))
    let fleet = example.run()
    let hosts = fleet.runs(of: 0)[0].hosts
    #expect(hosts.map(\.empty) == [nil, hosts[1].empty])
    #expect(hosts[1].empty != nil)
    #expect(fleet.view.vms.map(\.host.index) == [0, 0, 1])
    #expect(fleet.view.hosts.allSatisfy { $0.state == .up })
  }

  @Test("one after another, and again every day")
  func afterAndEvery() {
    var example = Self.example
    example.ask(Self.request(.init(), hosts: [Self.a], work: 60), every: .hours(24))
    example.requests.append(
      ScheduledRequest(
        Self.request(.init(), hosts: [Self.b], work: 60), .after([0], delay: Seconds(5))))
    let fleet = example.run(until: 50 * 3600)
    #expect(fleet.runs(of: 0).map(\.started) == [Instant(0), Instant(86_400), Instant(172_800)])
    let first = fleet.runs(of: 0)[0]
    #expect(fleet.runs(of: 1).map(\.started) == [first.ended! + Seconds(5)])
    #expect(!fleet.isDone)
  }

  @Test("what would begin as the run ends does not begin")
  func atTheEnd() {
    var example = Self.example
    example.ask(Self.request(.init(), hosts: [Self.a], work: 60), every: .hours(24))
    let fleet = example.run(until: 2 * 86_400)
    #expect(fleet.runs(of: 0).map(\.started) == [Instant(0), Instant(86_400)])
  }

  @Test("a host that dies while it is worked on is not used again")
  func died() {
    var example = Self.example
    example.faults = [Fault(.hostLost(Self.a), .at(Instant(300)))]
    example.ask(Self.request(.init(wayBack: .before)))
    let hosts = example.run().runs(of: 0)[0].hosts
    #expect(hosts.map(\.host) == [Self.a, Self.b])
    #expect(hosts[0].empty != nil && hosts[0].back == nil && hosts[0].lost == Instant(300))
    #expect(hosts[1].back != nil && hosts[1].lost == nil)
  }
}
