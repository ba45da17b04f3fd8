import Datacenter
import FleetSupport
import Kernel
import Quantities
import Randomness
import Strategies
import TestSupport
import Testing

@testable import Orchestration

@Suite("Hosts whose cores are short are relieved")
struct RebalanceTests {
  /// Two hosts of four cores; VMs of two vCPUs each, all on the first.
  static func pair(
    vms: Int, memory: Double = 1, demand: CPUDemand? = nil, _ rules: Rebalance.Rules
  ) -> SmallFleet {
    var fleet = SmallFleet(
      hosts: [64, 64], vms: (0..<vms).map { _ in (host: 0, memory: memory) })
    fleet.cores = 4
    fleet.vcpus = 2
    fleet.demands = Array(repeating: demand, count: vms)
    fleet.ask(Rebalance([HostID(0), HostID(1)], rules))
    return fleet
  }

  static func decisions(_ fleet: Fleet) -> [Rebalance.Decision] {
    fleet.requestPlaces.flatMap { (fleet.request($0) as? Rebalance)?.decisions ?? [] }
  }

  @Test("VMs leave a hot host, one at a time, until nothing is short")
  func relieved() {
    let end = Self.pair(vms: 4, Rebalance.Rules()).run(until: 7200)
    #expect(end.view.hosts.map(\.residents.count) == [2, 2])
    #expect(end.world.records.count == 2)
    // Four cores are short until the first VM has left at the first look, two until the second has.
    let moved = end.world.records.map { $0.resumedAt!.secondsSinceStart }
    #expect(moved[0] > 300 && moved[0] < 330)
    #expect(moved[1] > 600 && moved[1] < 630)
    let shortage = end.world.cpuShortage(at: Instant(7200))
    #expect(shortage > 4 * 300 + 2 * 300 && shortage < 4 * 330 + 2 * 330 + 60)
  }

  @Test("where nothing is short nothing moves")
  func content() {
    let end = Self.pair(vms: 2, Rebalance.Rules()).run(until: 7200)
    #expect(end.world.records.isEmpty)
    #expect(Self.decisions(end).isEmpty)
  }

  @Test("a move that costs more than it gains within the horizon is not made")
  func tooDear() throws {
    // 16 GiB take 137 s. Meanwhile the migration takes a core that is short: 137 core-seconds. What is
    // left of the horizon, 63 s with two cores less short, gains less than that.
    let rules = Rebalance.Rules(interval: Seconds(60), horizon: Seconds(200))
    let end = Self.pair(vms: 3, memory: 16, rules).run(until: 3000)
    #expect(end.world.records.isEmpty)
    let decision = try #require(Self.decisions(end).first)
    #expect(!decision.isTaken)
    #expect(try #require(decision.cost) > decision.gain)
    let patient = Rebalance.Rules(interval: Seconds(60), horizon: Seconds(3600))
    #expect(Self.pair(vms: 3, memory: 16, patient).run(until: 3000).world.records.count == 1)
  }

  @Test("what a guest wants follows its demand, step by step and day by day")
  func demand() {
    let demand = CPUDemand(
      [
        .init(at: .zero, share: 0.25), .init(at: Seconds(100), share: 1),
        .init(at: Seconds(200), share: 0),
      ], period: Seconds(300))
    #expect(demand.share(at: Instant(99)) == 0.25)
    #expect(demand.share(at: Instant(100)) == 1)
    #expect(demand.share(at: Instant(520)) == 0)
    #expect(demand.next(after: Instant(99)) == Instant(100))
    #expect(demand.next(after: Instant(200)) == Instant(300))
    #expect(demand.next(after: Instant(300)) == Instant(400))
    #expect(CPUDemand([.init(at: .zero, share: 1)]).next(after: .start) == .never)
    // Three VMs of two vCPUs on four cores: two cores are short for 100 s of each 300.
    var fleet = Self.pair(vms: 3, demand: demand, Rebalance.Rules())
    fleet.requests = []
    fleet.ask(Autostart())
    let end = fleet.run(until: 3000)
    #expect(abs(end.world.cpuShortage(at: Instant(3000)) - 10 * 200) < 1e-6)
  }

  @Test("hosts are sampled at equal distances, and the samples' shortages add up")
  func samples() {
    var fleet = Self.pair(vms: 3, Rebalance.Rules(interval: Seconds(5000), horizon: Seconds(9000)))
    fleet.loadView = Seconds(60)
    var end = fleet.run(until: 600)
    let samples = end.hostLoads(at: Instant(600))
    #expect(samples.count == 22)
    for sample in samples where sample.host.index == 0 {
      #expect(sample.cpu.wanted == 6 && sample.vms == 3)
    }
    let shortage: Double = samples.map(\.shortage).reduce(0, +)
    #expect(abs(shortage - 1200) < 1e-6)
  }

  @Test("over 1,000 random days no move costs more than it gains, and no VM goes back and forth")
  func randomDays() {
    let rules = Rebalance.Rules(interval: Seconds(7200), horizon: Seconds(14_400))
    var moves = 0
    for day in 0..<1000 as Range<UInt64> {
      var stream = RandomStream(seed: 11, name: "days", replication: day)
      var fleet = SmallFleet(
        hosts: [32, 32, 32],
        vms: (0..<7).map { _ in
          (host: Int(stream.uniform() * 3), memory: 1 + (stream.uniform() * 4).rounded(.down))
        })
      fleet.cores = 4
      fleet.vcpus = 2
      fleet.demands = fleet.vms.map { _ in
        CPUDemand(
          (0..<24).map { hour in
            .init(
              at: hour == 0 ? .zero : Seconds(3600 * Double(hour) + 1800), share: stream.uniform())
          })
      }
      fleet.ask(Rebalance(fleet.hosts.indices.map { HostID($0) }, rules))
      var simulation = Simulation(of: fleet.fleet)
      simulation.runToTheEnd(until: Instant(86_399))
      let end = simulation.model
      let decisions = Self.decisions(end)
      for decision in decisions {
        #expect(decision.isTaken == decision.cost.map { decision.gain > $0 } ?? false)
      }
      let taken = decisions.filter(\.isTaken)
      #expect(taken.count == end.world.records.count)
      for (decision, record) in zip(taken, end.world.records) {
        #expect((decision.cost ?? .infinity) < decision.gain)
        #expect(record.vm == decision.vm && record.outcome == .migrated)
      }
      for vm in Set(taken.map(\.vm)) {
        let looks = taken.filter { $0.vm == vm }.map(\.look)
        for (first, second) in zip(looks, looks.dropFirst()) { #expect(second - first >= 2) }
      }
      moves += taken.count
    }
    #expect(moves > 500)
  }

  @Test("what a trial says a move costs is what it costs")
  func trials() throws {
    let end = Self.pair(vms: 4, memory: 2, Rebalance.Rules()).run(until: 1000)
    let decision = try #require(Self.decisions(end).first)
    let record = try #require(end.world.records.first)
    // The VM loses two cores for as long as it stands still, which the others are less short of; the
    // migration takes one that is short.
    let time = try #require(record.totalTime).value
    #expect(abs(try #require(decision.cost) - time) < 0.02 * time)
  }
}
