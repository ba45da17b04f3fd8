import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Sending part of what is pending")
struct PartialSendTests {
  static let classes = [
    PageClass(name: "zero", pages: Pages(3000), writes: .never, isZero: true),
    PageClass(name: "hot", pages: Pages(7001), writes: .uniform(PagesPerSecond(100_000))),
    PageClass(name: "more zero", pages: Pages(2000), writes: .never, isZero: true),
    PageClass(name: "cold", pages: Pages(9999), writes: .uniform(PagesPerSecond(500))),
  ]
  static let wires = [
    WireFormat.bare,
    WireFormat(pageHeader: Bytes(8), zeroPage: Bytes(1)),
    WireFormat(batch: Pages(1024), batchHeader: Bytes(16), pageHeader: Bytes(8)),
    WireFormat(batch: Pages(64), batchHeader: Bytes(20_000), pageHeader: Bytes(4)),
  ]

  @Test(
    "pages within a budget are the most that do not exceed it, and cost what was said",
    arguments: [MemoryFidelity.statistical, .pages], [Order.Scan.cyclic, .fromStart, .bitRotated])
  func budget(fidelity: MemoryFidelity, scan: Order.Scan) {
    for wire in Self.wires { check(wire, scan, fidelity) }
  }

  private func check(_ wire: WireFormat, _ scan: Order.Scan, _ fidelity: MemoryFidelity) {
    var stream = RandomStream(seed: 5, name: "partial sends", replication: 0)
    var memory = Memory(classes: Self.classes, fidelity: fidelity)
    memory.markAll()
    memory.scan(scan)
    for turn in 0..<60 {
      let budget = Bytes(1_000_000 + 37_000 * Double(turn % 7))
      let count = memory.pages(within: budget, as: wire)
      let cost = memory.cost(ofNext: count, as: wire)
      #expect(count == count.rounded() && cost <= budget)
      if count < memory.pending { #expect(memory.cost(ofNext: count + 1, as: wire) > budget) }
      let before = memory.pending
      let (full, zero) = memory.send(count)
      #expect(full + zero == count && before - count == memory.pending)
      #expect(wire.bytes(full: full, zero: zero) == cost)
      memory.run(for: Seconds(0.01), speed: 1)
      if turn % 20 == 19 { _ = memory.readBitmap(drawing: &stream) }
    }
  }
}
