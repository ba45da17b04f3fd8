import Kernel
import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Max-min fair shares on random networks")
struct RandomNetworkTests {
  /// Draws a network of up to `links` links, and flows over it.
  struct Draw: ~Copyable {
    var stream: RandomStream

    init(seed: UInt64) {
      stream = RandomStream(seed: seed, name: "random networks", replication: 0)
    }

    mutating func number(below count: Int) -> Int { Int(stream.uniform() * Double(count)) }

    mutating func network(links: Int) -> SharedNetwork {
      // Some rates coincide, as they do in practice: ties are where solvers go wrong.
      var rates: [Double] = []
      for _ in 0...number(below: links) {
        let isUsual = stream.uniform() < 0.5
        rates.append(isUsual ? 1.25e9 : 1e8 + 1e9 * stream.uniform())
      }
      return SharedNetwork(rates)
    }

    mutating func openFlow(on network: inout SharedNetwork) {
      var links = Array(network.flows.capacities.indices)
      var path: [Int] = []
      for _ in 0...min(5, number(below: links.count)) {
        path.append(links.remove(at: number(below: links.count)))
      }
      let cap = stream.uniform() < 0.3 ? 1e6 + 5e8 * stream.uniform() : .infinity
      let weight = stream.uniform() < 0.2 ? Double(1 + number(below: 8)) : 1
      network.open(path, cap: cap, weight: weight, bytes: 1e6 + 1e10 * stream.uniform())
    }

    /// One arrival, departure, change of weight, of cap or of capacity.
    mutating func change(_ network: inout SharedNetwork, keeping count: Int) {
      let dice = stream.uniform()
      if network.open.isEmpty || (network.open.count < 2 * count && dice < 0.45) {
        openFlow(on: &network)
      } else if dice < 0.9 {
        network.close(network.open[number(below: network.open.count)])
      } else if dice < 0.92 {
        let some = network.open.prefix(1 + number(below: network.open.count))
        network.divideWeights(Array(some.suffix(3)), by: stream.uniform() < 0.5 ? 2 : 0.5)
      } else if dice < 0.95 {
        let flow = network.open[number(below: network.open.count)]
        network.setCap(flow, 1e6 + 1e9 * stream.uniform())
      } else {
        let link = number(below: network.flows.capacities.count)
        network.setCapacity(link, 1e8 + 1e9 * stream.uniform())
      }
    }
  }

  @Test("every flow has a bottleneck, and no link is overfull, on thousands of networks")
  func definition() {
    for seed in 0..<2000 as Range<UInt64> {
      var draw = Draw(seed: seed)
      var network = draw.network(links: 12)
      for _ in 0...draw.number(below: 25) { draw.openFlow(on: &network) }
      #expect(network.injustice == nil, "seed \(seed)")
      for (found, expected) in zip(network.rates, network.definition) {
        #expect(abs(found - expected) <= 1e-9 * expected, "seed \(seed)")
      }
    }
  }

  @Test(
    "whatever is solved incrementally equals a full solve, through 10,000 changes",
    arguments: [(links: 40, flows: 12, seed: 1), (40, 60, 2), (200, 60, 3), (6, 100, 4)])
  func incremental(links: Int, flows: Int, seed: UInt64) {
    var draw = Draw(seed: seed)
    var incremental = draw.network(links: links)
    var full = incremental.copy()
    incremental.flows.fullSolveShare = 1
    full.flows.fullSolveShare = 0
    full.flows.fullSolvesAhead = .max
    var worst = 0.0
    for step in 0..<10_000 {
      var again = Draw(seed: seed &+ 1000 &+ UInt64(step))
      var same = Draw(seed: seed &+ 1000 &+ UInt64(step))
      again.change(&incremental, keeping: flows)
      same.change(&full, keeping: flows)
      if step % 10 == 0 {
        for (a, b) in zip(incremental.rates, full.rates) { worst = max(worst, abs(a / b - 1)) }
      }
    }
    #expect(incremental.open == full.open)
    #expect(worst <= 1e-9)
  }

  @Test("transfers end when they would if every event were solved in full")
  func finishing() {
    var ends: [[Double]] = []
    for share in [0.0, 0.15, 1] {
      var draw = Draw(seed: 7)
      var network = draw.network(links: 30)
      network.flows.fullSolveShare = share
      if share == 0 { network.flows.fullSolvesAhead = .max }
      var moments: [Double] = []
      for _ in 0..<80 { draw.openFlow(on: &network) }
      while let id = network.finish() {
        moments.append(network.now.secondsSinceStart)
        network.close(id)
        if moments.count < 500 { draw.openFlow(on: &network) }
      }
      ends.append(moments)
    }
    #expect(ends[0].count == 579)
    for other in ends[1...] {
      for (a, b) in zip(ends[0], other) { #expect(abs(a - b) <= 1e-9 * a) }
    }
  }
}
