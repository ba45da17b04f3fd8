import Datacenter
import FleetSupport
import Kernel
import Quantities
import TestSupport
import Testing

@testable import Orchestration

@Suite("Managers' balancers measure and move as the real ones do")
struct EvenLoadsTests {
  /// Hosts of ten cores and 100 GiB; VMs of one vCPU and 1 GiB.
  static func fleet(_ vmsOn: [Int], _ balancer: Balancer, vcpus: Int = 1) -> SmallFleet {
    var fleet = SmallFleet(
      hosts: vmsOn.map { _ in 100 },
      vms: vmsOn.enumerated().flatMap { host, count in
        (0..<count).map { _ in (host: host, memory: 1.0) }
      })
    fleet.cores = 10
    fleet.vcpus = vcpus
    fleet.ask(EvenLoads(vmsOn.indices.map { HostID($0) }, balancer))
    return fleet
  }

  static func balancing(_ fleet: Fleet) -> EvenLoads {
    fleet.requestPlaces.lazy.compactMap { fleet.request($0) as? EvenLoads }.first!
  }

  @Test(
    "the first imbalance that each sees is its own formula of the same hosts",
    arguments: [
      // Shares of cores 0.8, 0.2, 0.2; of memory 0.08, 0.02, 0.02.
      (Balancer.drs, 0.08.squareRoot()),
      (Balancer.watcher, 0.08.squareRoot() * 1.1),
      // Loads 0.44, 0.11, 0.11: mean 0.22, deviation 0.1556; the greatest variation is sqrt(2).
      (Balancer.proxmox, 0.5),
      (Balancer.none, 0.08.squareRoot()),
    ])
  func formulas(_ balancer: Balancer, _ imbalance: Double) throws {
    let end = Self.fleet([8, 2, 2], balancer).run(until: balancer.interval.value + 1)
    #expect(abs(try #require(Self.balancing(end).imbalances.first) - imbalance) < 1e-12)
  }

  @Test("DRS levels hosts in one look, to 0.2 over the root of their number")
  func drs() throws {
    let end = Self.fleet([8, 2, 2], .drs).run(until: 500)
    // 8, 2, 2 -> 7, 3, 2 -> 6, 3, 3: a deviation of 0.141 is still above 0.115; 5, 4, 3 is not.
    #expect(end.view.hosts.map(\.residents.count) == [5, 4, 3])
    #expect(Self.balancing(end).ordered == 3)
    let after = Self.fleet([8, 2, 2], .drs).run(until: 650)
    #expect(try #require(Self.balancing(after).imbalances.last) < 0.2 / 3.0.squareRoot())
  }

  @Test("Proxmox waits for three uneven rounds, and moves one VM at a time")
  func proxmox() throws {
    let end = Self.fleet([8, 2, 2], .proxmox).run(until: 200)
    let starts = end.starts.map(\.at)
    #expect(starts.first == 30)
    #expect(zip(starts, starts.dropFirst()).allSatisfy { $1 - $0 >= 30 })
    // 6, 3, 3: a variation of 0.25 is below 0.3.
    #expect(end.view.hosts.map(\.residents.count) == [6, 3, 3])
    #expect(Self.balancing(end).imbalances.last.map { abs($0 - 0.25) < 1e-12 } == true)
  }

  @Test("Proxmox leaves a VM where moving it lowers the imbalance by less than a tenth")
  func margin() {
    var dull = Balancer.proxmox
    dull.search.margin = 0.9
    let end = Self.fleet([8, 2, 2], dull).run(until: 200)
    #expect(end.world.records.isEmpty)
  }

  @Test("Watcher orders one migration per audit where memory was even all along")
  func watcher() {
    let end = Self.fleet([8, 2, 2], .watcher).run(until: 700)
    #expect(Self.balancing(end).ordered == 1)
    let later = Self.fleet([8, 2, 2], .watcher).run(until: 1300)
    #expect(Self.balancing(later).ordered <= 2)
  }

  @Test("where loads are even, and where nobody balances, nothing moves")
  func even() {
    for balancer in Balancer.all {
      #expect(Self.fleet([4, 4, 4], balancer).run(until: 3000).world.records.isEmpty)
    }
    #expect(Self.fleet([8, 2, 2], .none).run(until: 3000).world.records.isEmpty)
  }

  @Test("what managers measure is capped where cores are short; what DRS takes as demand is not")
  func usage() throws {
    // 16 cores wanted of 10 on the first host, 4 on the others.
    let drs = Self.fleet([8, 2, 2], .drs, vcpus: 2).run(until: 301)
    #expect(abs(try #require(Self.balancing(drs).imbalances.first) - 2 * 0.08.squareRoot()) < 1e-12)
    let watcher = Self.fleet([8, 2, 2], .watcher, vcpus: 2).run(until: 601)
    let measured = try #require(Self.balancing(watcher).imbalances.first)
    #expect(measured < 2 * 0.08.squareRoot())
  }
}
