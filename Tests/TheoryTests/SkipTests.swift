import Datacenter
import Quantities
import Randomness
import Strategies
import Testing

@Suite("Xen's skip, measured")
struct SkipTests {
  static func move(
    _ fidelity: MemoryFidelity, scan: Order.Scan = .fromStart, seed: UInt64 = 1
  ) -> MigrationRecord {
    TwoHosts(
      classes: [
        PageClass(name: "hot", pages: Pages(20_000), writes: .uniform(PagesPerSecond(8000))),
        PageClass(name: "cold", pages: Pages(20_000), writes: .never),
      ], seed: seed
    ).migrate(
      with: PreCopy(XenClassic(scan: scan), costs: StageCosts()), fidelity: fidelity)
  }

  @Test(
    "sent and skipped are what a round had to send, and what is skipped is found by the next read",
    arguments: [MemoryFidelity.statistical, .pages, .fluid])
  func books(fidelity: MemoryFidelity) {
    let record = Self.move(fidelity)
    var toSend = Double(record.memory.count)
    for round in record.rounds {
      #expect(abs(round.pages + round.skipped - toSend) < 1e-6, "round \(round.round)")
      if let dirtied = round.dirtied {
        #expect(dirtied >= round.skipped - 1e-6)
        toSend = dirtied
      }
    }
    #expect(record.pagesSkipped > 1000)
    #expect(record.rounds.last?.skipped == 0, "what the VM does not write is not skipped")
  }

  @Test("every page crosses the wire at least once, though round 1 skips")
  func everyPage() {
    #expect(Self.move(.pages).pagesSent >= 40_000)
  }

  @Test(
    "numbers of pages and a bitmap page by page skip alike",
    arguments: [Order.Scan.fromStart, .bitRotated])
  func agreement(scan: Order.Scan) throws {
    func skipped(_ fidelity: MemoryFidelity, round: Int) throws -> Summary {
      try #require(
        Summary((0..<12).map { Self.move(fidelity, scan: scan, seed: $0).rounds[round].skipped }))
    }
    for round in 0..<2 {
      let statistical = try skipped(.statistical, round: round)
      let pages = try skipped(.pages, round: round)
      let deviation = max(statistical.deviation!, pages.deviation!)
      #expect(
        abs(statistical.mean - pages.mean) < 4 * deviation / 6.0.squareRoot(),
        "round \(round + 1): \(statistical.mean) and \(pages.mean)")
    }
  }

  @Test("peeking saves traffic: a hot page is sent when it has rested, not each time")
  func savings() {
    let looking = Self.move(.statistical)
    let blind = TwoHosts(
      classes: [
        PageClass(name: "hot", pages: Pages(20_000), writes: .uniform(PagesPerSecond(8000))),
        PageClass(name: "cold", pages: Pages(20_000), writes: .never),
      ]
    ).migrate(with: PreCopy(XenClassic(peek: nil), costs: StageCosts()))
    #expect(looking.rounds[0].sent < blind.rounds[0].sent)
    #expect(blind.pagesSkipped == 0)
  }
}
