import Kernel
import Quantities
import Testing

@testable import Datacenter

@Suite("Max-min fair shares, by hand")
struct FairShareTests {
  func expectEqual(
    _ found: [Double], _ expected: [Double], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count, sourceLocation: sourceLocation)
    for (a, b) in zip(found, expected) {
      #expect(
        abs(a - b) <= 1e-9 * b, "\(found) instead of \(expected)", sourceLocation: sourceLocation)
    }
  }

  @Test("flows on one link have equal shares", arguments: [1, 2, 3, 10, 1000])
  func oneLink(count: Int) {
    var network = SharedNetwork([120])
    for _ in 0..<count { network.open([0]) }
    expectEqual(network.rates, Array(repeating: 120 / Double(count), count: count))
  }

  @Test("parking lot: the long flow gets what the most crowded link gives")
  func parkingLot() {
    // One flow crosses all links, and one, two and three more use one each.
    var network = SharedNetwork([1, 1, 1])
    network.open([0, 1, 2])
    network.open([0])
    for _ in 0..<2 { network.open([1]) }
    for _ in 0..<3 { network.open([2]) }
    expectEqual(network.rates, [0.25, 0.75, 0.375, 0.375, 0.25, 0.25, 0.25])
  }

  @Test("three links and three flows: each stops at the link that binds it first")
  func threeLinks() {
    // a over 0 and 1, b over 1 and 2, c over 2: a is held by link 0, b by link 1, c by link 2.
    var network = SharedNetwork([2, 10, 100])
    let a = network.open([0, 1])
    let b = network.open([1, 2])
    let c = network.open([2])
    expectEqual(network.rates, [2, 8, 92])
    for (flow, link) in [(a, 0), (b, 1), (c, 2)] {
      #expect(network.flows.flows[flow.index].bottleneck == CapacityID(link))
    }
    network.close(a)
    expectEqual(network.rates, [10, 90])
  }

  @Test("who finds room on a wide link needs no solve, and the first who does not shares it")
  func roomOnWideLink() {
    // Cables of 10 and one of 5, and a link that has room for ten of the former and the latter.
    var network = SharedNetwork(Array(repeating: 10, count: 12) + [5, 106])
    let (narrow, wide) = (12, 13)
    for cable in 0..<10 { network.open([cable, wide]) }
    let slow = network.open([narrow, wide])
    network.close(network.open([10, wide], cap: 0.5))
    expectEqual(network.rates, Array(repeating: 10, count: 10) + [5])
    #expect(network.flows.solver.links.isEmpty)
    network.open([10, wide])
    expectEqual(network.rates, Array(repeating: 101.0 / 11, count: 10) + [5, 101.0 / 11])
    network.close(slow)
    expectEqual(network.rates, Array(repeating: 106.0 / 11, count: 11))
  }

  @Test("and whoever comes and goes, the wide link gives what is fair")
  func changesOnWideLink() {
    let cables = 30
    var network = SharedNetwork(Array(repeating: 10, count: cables) + [150, 400])
    var draw = RandomNetworkTests.Draw(seed: 1)
    for _ in 0..<5000 {
      if network.open.count < draw.number(below: 40) {
        let cap = draw.number(below: 3) == 0 ? Double(1 + draw.number(below: 12)) : .infinity
        network.open(
          [draw.number(below: cables), cables + draw.number(below: 2)], cap: cap,
          weight: draw.number(below: 5) == 0 ? 2 : 1)
      } else if !network.open.isEmpty {
        network.close(network.open[draw.number(below: network.open.count)])
      }
      expectEqual(network.rates, network.definition)
    }
  }

  @Test("of a link that alone binds, flows have what their weights are of all weights")
  func changedWeights() {
    var network = SharedNetwork([120, 1000])
    let weights = [1, 0.5, 2.5, 4]
    for weight in weights { network.open([0, 1], weight: weight) }
    expectEqual(network.rates, weights.map { 15 * $0 })
    // What has moved is kept: 30 of 60 bytes at 60 B/s take 1 s at 30 B/s.
    let flow = network.open([0], weight: 8, bytes: 60)
    expectEqual([network.rate(flow)], [60])
    network.advance(to: 0.5)
    network.divideWeights([flow], by: 3)
    expectEqual([network.rate(flow)], [30])
    expectEqual([network.flows.remaining(flow, at: network.now).value], [30])
    #expect(network.finish() == flow)
    #expect(abs(network.now.secondsSinceStart - 1.5) < 1e-9)
    network.close(flow)
    expectEqual(network.rates, weights.map { 15 * $0 })
  }

  @Test("a capped flow leaves its share to the others")
  func cap() {
    var network = SharedNetwork([90])
    let capped = network.open([0], cap: 10)
    for _ in 0..<4 { network.open([0]) }
    expectEqual(network.rates, [10, 20, 20, 20, 20])
    #expect(network.flows.flows[capped.index].bottleneck == nil)
    network.setCap(capped, 50)
    expectEqual(network.rates, [18, 18, 18, 18, 18])
    network.setCap(capped, 2)
    expectEqual(network.rates, [2, 22, 22, 22, 22])
  }

  @Test("a flow of weight n has the share of n flows")
  func weights() {
    var network = SharedNetwork([100, 100])
    network.open([0], weight: 3)
    network.open([0, 1])
    network.open([1], weight: 2)
    expectEqual(network.rates, [75, 25, 75])
  }

  @Test("a path that uses a capacity twice pays twice")
  func twice() {
    var network = SharedNetwork([90])
    network.open([0, 0])
    network.open([0])
    expectEqual(network.rates, [30, 30])
  }

  @Test("a capacity of nothing moves nothing, and lets go on when it comes back")
  func outage() {
    var network = SharedNetwork([100])
    let flow = network.open([0], bytes: 1000)
    network.calendar.schedule(.appointment(0), at: Instant(5))
    _ = network.calendar.next()
    network.setCapacity(0, 0)
    expectEqual(network.rates, [0])
    network.calendar.schedule(.appointment(1), at: Instant(25))
    _ = network.calendar.next()
    #expect(network.flows.remaining(flow, at: network.now).value == 500)
    network.setCapacity(0, 50)
    #expect(network.finish() == flow)
    #expect(network.now == Instant(35))
  }

  @Test("a path longer than eight hops does as well as a short one")
  func longPath() {
    var network = SharedNetwork((0..<20).map { 100 - Double($0) })
    let short = network.open([0, 1])
    network.open(Array(0..<20))
    network.open([19])
    expectEqual(network.rates, [58.5, 40.5, 40.5])
    network.close(short)
    expectEqual(network.rates, [40.5, 40.5])
  }

  @Test("flows that share a capacity finish when sharing theory says")
  func finishing() {
    // 300 bytes between them at 10 each, then 200 + 100 left at 15, then 100 alone at 30.
    var network = SharedNetwork([30])
    let flows = [100.0, 200, 300].map { network.open([0], bytes: $0) }
    #expect(network.finish() == flows[0])
    #expect(abs(network.now.secondsSinceStart - 10) < 1e-12)
    network.close(flows[0])
    #expect(network.finish() == flows[1])
    #expect(abs(network.now.secondsSinceStart - (10 + 100 / 15.0)) < 1e-12)
    network.close(flows[1])
    #expect(network.finish() == flows[2])
    #expect(abs(network.now.secondsSinceStart - 20) < 1e-12)
  }

  @Test("what held a flow back is told by time, whenever the bottleneck changed")
  func waits() {
    var network = SharedNetwork([10, 30])
    let flow = network.open([0, 1], cap: 20, bytes: 1000)
    network.calendar.schedule(.appointment(0), at: Instant(3))
    _ = network.calendar.next()
    for _ in 0..<3 { network.open([1]) }
    network.calendar.schedule(.appointment(0), at: Instant(7))
    _ = network.calendar.next()
    network.setCap(flow, 5)
    network.calendar.schedule(.appointment(0), at: Instant(8))
    _ = network.calendar.next()
    var waits: [CapacityID?: Seconds] = [:]
    network.flows.takeWaits(of: flow, at: network.now) { waits[$0] = $1 }
    #expect(waits == [CapacityID(0): Seconds(3), CapacityID(1): Seconds(4), nil: Seconds(1)])
    #expect(network.flows.remaining(flow, at: network.now).value == 1000 - 30 - 30 - 5)
  }

  @Test("the accounts hold what every capacity carried, and how long it was in use")
  func books() {
    var network = SharedNetwork([10, 20])
    let long = network.open([0, 1], bytes: 100)
    let short = network.open([1], bytes: 60)
    #expect(network.finish() == short)
    #expect(network.now == Instant(6))
    network.close(short)
    #expect(network.finish() == long)
    network.close(long)
    #expect((0...1).map { network.flows.books.carried($0) } == [100, 160])
    #expect(network.flows.books.busyTime(0, at: network.now) == Seconds(10))
  }
}
