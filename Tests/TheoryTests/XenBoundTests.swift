import Datacenter
import Quantities
import Randomness
import Strategies
import Testing

@Suite("Xen's rules bound what a migration takes")
struct XenBoundTests {
  /// V/R + o <= T <= (5V - p)/R + o (Akoush et al., MASCOTS 2010): three times the memory before the
  /// loop is left, one more round that may have begun by then, and the last.
  @Test(
    "the total time lies between one and five times the memory over the bandwidth",
    arguments: [Order.Scan.fromStart, .bitRotated], [Pages(1024), nil])
  func totalTime(scan: Order.Scan, peek: Pages?) throws {
    let strategy = PreCopy(XenClassic(peek: peek, scan: scan), costs: .free)
    for seed in 1...60 as ClosedRange<UInt64> {
      var stream = RandomStream(seed: seed, name: "bound", replication: 0)
      let memory = 4096 + Int(stream.uniform() * 40_000)
      let hot = 1 + Int(stream.uniform() * Double(memory - 1))
      let rate = PagesPerSecond(stream.uniform() * stream.uniform() * 200_000)
      let world = TwoHosts(
        classes: [
          PageClass(
            name: "hot", pages: Pages(hot),
            writes: stream.uniform() < 0.7
              ? .uniform(rate) : .sweep(rate, phase: stream.uniform())),
          PageClass(name: "rest", pages: Pages(memory - hot), writes: .never),
        ], seed: seed)
      let record = world.migrate(with: strategy)
      let time = try #require(record.totalTime).value
      // A page is 4104 bytes on the wire, and each batch of 1024 has a header of 4.
      let pass = Double(memory) * 4104.004 / world.bandwidth.value
      #expect(time > Double(memory) * 4104 / world.bandwidth.value - 1e-9, "seed \(seed)")
      #expect(
        time <= 5 * pass, "seed \(seed): \(time / pass) passes, \(record.precopyRounds) rounds")
    }
  }

  @Test("a diabolical writer is stopped by rounds or by volume, and down for its working set")
  func diabolicalWriter() throws {
    let memory = 65_536
    // A small set is sent 28 times more before 3 times the memory is; a large one is not.
    for (share, reason) in [(0.05, StopReason.roundLimit), (0.6, .volumeLimit)] {
      let hot = Double(memory) * share
      let world = TwoHosts(classes: [
        PageClass(name: "hot", pages: Pages(Int(hot)), writes: .uniform(PagesPerSecond(1e9))),
        PageClass(name: "rest", pages: Pages(memory - Int(hot)), writes: .never),
      ])
      let record = world.migrate(with: PreCopy(XenClassic(peek: nil), costs: .free))
      #expect(record.stopReason == reason)
      let downtime = try #require(record.downtime).value
      #expect(abs(downtime / (hot * 4104 / world.bandwidth.value) - 1) < 0.01)
    }
  }
}
