import Datacenter
import FleetSupport
import Foundation
import Kernel
import Quantities
import Randomness
import Testing

@testable import Orchestration

/// Moves that take as long as is drawn for them, and nothing else, asked for at random times: what the
/// theory of queues is about.
struct RandomArrivals {
  let servers: Int
  /// The law of the time that each takes.
  let service: Distribution.Law
  /// How many are asked for each second, and in all.
  let rate: Double
  let count: Int

  /// A fleet in which all of them are asked for.
  func fleet(replication: UInt64, order: QueueOrder = .fifo) throws -> Fleet {
    var example = SmallFleet(
      hosts: [1024, 1024], vms: Array(repeating: (0, 1.0 / 262_144), count: count))
    example.bandwidth = .gigabitsPerSecond(1000)
    var stream = RandomStream(seed: 7, name: "arrivals", replication: replication)
    var at = 0.0
    for vm in 0..<count {
      at -= log(1 - stream.uniform()) / rate
      example.ask(Migrate([Move(VMID(vm), to: HostID(1))]), at: at)
    }
    example.rules = AdmissionRules(
      counters: [Counter(.cluster, servers)], order: order,
      fixed: FixedTimes(
        before: RandomQuantity(try Distribution(service)), serial: .constant(.zero),
        after: .constant(.zero)))
    let plain = example.fleet
    var policy = plain.policy
    policy.replication = replication
    return Fleet(world: plain.world, requests: example.requests, policy: policy)
  }

  func run(replication: UInt64) throws -> Fleet {
    var simulation = Simulation(of: try fleet(replication: replication))
    simulation.runToTheEnd(until: .never)
    return simulation.model
  }

  /// The mean time that a move is queued, and half of its 99 % interval.
  func meanWait(replications: Int) throws -> (mean: Double, half: Double) {
    let means = try (1...replications).map { replication in
      let waits = try run(replication: UInt64(replication)).waits
      return waits.reduce(0, +) / Double(waits.count)
    }
    let summary = try #require(Summary(means))
    return (summary.mean, try #require(summary.halfWidth(level: 0.99)))
  }
}

extension Fleet {
  /// How long each move was queued.
  var waits: [Double] {
    moveRecords.compactMap { move in
      move.attempts.first.map { ($0.admitted - move.queued).value }
    }
  }
  /// How long each move was there, from its request to its end.
  var sojourns: [Double] {
    moveRecords.map { move in
      (world.record(of: move.attempts[0].migration).ended! - move.queued).value
    }
  }
}

@Suite("Admission is a queue, and the theory of queues holds for it")
struct QueueTheoryTests {
  /// The mean wait of M/M/k by Erlang's C formula.
  static func erlang(_ rate: Double, _ mean: Double, _ servers: Int) -> Double {
    let offered = rate * mean
    let load = offered / Double(servers)
    var (term, sum) = (1.0, 0.0)
    for n in 0..<servers {
      sum += term
      term *= offered / Double(n + 1)
    }
    let waiting = term / (1 - load) / (sum + term / (1 - load))
    return waiting * mean / (Double(servers) * (1 - load))
  }

  @Test("M/M/k: the mean wait is Erlang's", arguments: [1, 3, 8])
  func manyServers(servers: Int) throws {
    let rate = 0.06 * Double(servers)
    let arrivals = RandomArrivals(
      servers: servers, service: .exponential(mean: 10), rate: rate, count: 3000)
    let wait = try arrivals.meanWait(replications: 12)
    let theory = Self.erlang(rate, 10, servers)
    #expect(abs(wait.mean - theory) < wait.half, "\(wait) for \(theory)")
    #expect(wait.half < 0.5 * theory)
  }

  @Test("M/G/1: the mean wait is Pollaczek's and Khinchine's")
  func oneServer() throws {
    let (rate, mean) = (0.06, 10.0)
    for (law, secondMoment) in [
      (Distribution.Law.constant(10), 100.0), (.uniform(low: 0, high: 20), 400.0 / 3),
    ] {
      let arrivals = RandomArrivals(servers: 1, service: law, rate: rate, count: 3000)
      let wait = try arrivals.meanWait(replications: 12)
      let theory = rate * secondMoment / (2 * (1 - rate * mean))
      #expect(abs(wait.mean - theory) < wait.half, "\(wait) for \(theory)")
    }
  }

  @Test("Little's law: as many wait on average as come, times how long each waits")
  func little() throws {
    let arrivals = RandomArrivals(
      servers: 3, service: .exponential(mean: 10), rate: 0.27, count: 500)
    var simulation = Simulation(of: try arrivals.fleet(replication: 1))
    var (waiting, last, area) = (0, 0.0, 0.0)
    while !simulation.model.isDone, simulation.step() {
      let now = simulation.now.secondsSinceStart
      area += Double(waiting) * (now - last)
      last = now
      waiting = simulation.model.moves.count { $0.phase == .queued }
      let busy = simulation.model.underWay
      #expect(waiting == 0 || busy == 3, "a server is idle while moves wait")
    }
    let waits = simulation.model.waits
    #expect(waits.count == 500)
    #expect(abs(area - waits.reduce(0, +)) < 1e-6 * area)
  }

  @Test("moves that share a link stay 1/(1 - load) as long as alone, whatever the law")
  func processorSharing() throws {
    for isConstant in [true, false] {
      let means = (1...12).map { replication -> Double in
        var stream = RandomStream(
          seed: 11, name: "sharing", replication: UInt64(replication))
        func exponential() -> Double { -log(1 - stream.uniform()) }
        // A GiB takes 10 s alone.
        var example = SmallFleet(hosts: [1e6, 1e6], vms: [])
        example.bandwidth = BytesPerSecond(0x1p30 / 10)
        var at = 0.0
        for vm in 0..<1500 {
          at += exponential() / 0.06
          example.vms.append((0, isConstant ? 1 : max(1e-5, exponential())))
          example.ask(Migrate([Move(VMID(vm), to: HostID(1))]), at: at)
        }
        var simulation = Simulation(of: example.fleet)
        simulation.runToTheEnd(until: .never)
        let sojourns = simulation.model.sojourns
        return sojourns.reduce(0, +) / Double(sojourns.count)
      }
      let summary = try #require(Summary(means))
      let half = try #require(summary.halfWidth(level: 0.99))
      #expect(abs(summary.mean - 25) < half, "\(summary.mean) for 25")
    }
  }

  /// Moves of some sizes in GiB over links of their own, so many at a time: the makespan in the time that
  /// a GiB takes, beside some milliseconds of each move's stages.
  private func makespan(_ sizes: [Double], at once: Int, _ order: QueueOrder) -> Double {
    var example = SmallFleet(
      hosts: Array(repeating: 64, count: 2 * sizes.count), vms: sizes.enumerated().map { ($0, $1) })
    example.bandwidth = BytesPerSecond(0x1p30)
    example.rules = AdmissionRules(counters: [Counter(.cluster, once)], order: order)
    example.ask(
      Migrate(sizes.indices.map { Move(VMID($0), to: HostID(sizes.count + $0)) }))
    let fleet = example.run()
    return fleet.world.records.compactMap { $0.ended?.secondsSinceStart }.max()!
  }

  @Test("one at a time, the makespan is the sum, in whatever order")
  func oneAtATime() {
    let sizes = [3.0, 1, 4, 1, 5]
    for order in [QueueOrder.fifo, .memoryDescending, .memoryAscending, .shuffled] {
      #expect(abs(makespan(sizes, at: 1, order) - 14) < 0.05, "\(order)")
    }
  }

  @Test("Graham's bounds: no order is worse than 2 - 1/k, and the largest first than 4/3 - 1/(3k)")
  func listScheduling() {
    // The worst that can happen: the best is 6 and 7 for two and for three at a time.
    #expect(abs(makespan([3, 3, 2, 2, 2], at: 2, .memoryDescending) - 7) < 0.05)
    #expect(abs(makespan([5, 5, 4, 4, 3, 3, 3], at: 3, .memoryDescending) - 11) < 0.05)
    #expect(abs(makespan([1, 1, 1, 1, 1, 1, 3], at: 3, .fifo) - 5) < 0.05)
    for seed in 0..<40 as Range<UInt64> {
      var stream = RandomStream(seed: seed, name: "list", replication: 0)
      let sizes = (0..<12).map { _ in 1 + (stream.uniform() * 8).rounded(.down) }
      let once = 2 + Int(stream.uniform() * 4)
      let least = max(sizes.max()!, sizes.reduce(0, +) / Double(once))
      for order in [QueueOrder.fifo, .memoryDescending, .memoryAscending] {
        let found = makespan(sizes, at: once, order)
        #expect(found > least - 0.01 && found < (2 - 1 / Double(once)) * least + 0.01)
      }
    }
  }
}
