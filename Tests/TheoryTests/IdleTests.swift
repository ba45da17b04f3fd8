import Datacenter
import Quantities
import Strategies
import Testing

@Suite("An idle VM costs its memory, once, and what is known beside it")
struct IdleTests {
  /// The records of Xen's stream version 2 that `pages` fill: 16 bytes per 1024, 8 + 4096 per page.
  static func records(of pages: Int) -> Double {
    Double((pages + 1023) / 1024 * 16 + pages * (8 + 4096))
  }
  /// Image and domain headers, device state, END.
  static let beside = 40.0 + 131_072 + 8
  static let bandwidth = 125e6

  @Test("one batch of 1024 pages is a record of 4,202,512 bytes")
  func oneBatch() {
    let world = TwoHosts(memory: .mebibytes(4))
    let record = world.migrate(with: PreCopy(XenModern(), costs: .free))
    #expect(record.sent == Bytes(40 + 4_202_512 + 8))
  }

  @Test(
    "xen-modern sends all of it live, and only the device in the dark",
    arguments: [1, 1023, 1024, 1025, 262_144])
  func xenModern(pages: Int) throws {
    let world = TwoHosts(memory: Pages(pages).bytes)
    let record = world.migrate(with: PreCopy(XenModern(), costs: StageCosts()))
    #expect(record.outcome == .migrated)
    #expect(record.sent.value == Self.records(of: pages) + Self.beside)
    #expect(record.rounds.map(\.sent.value) == [40 + Self.records(of: pages), 131_072 + 8])
    #expect(record.precopyRounds == 1)
    #expect(record.stopReason == .fewDirtyPages)
    // 10 ms until it stands still, 10 ms of commitment, 20 ms of activation.
    let total = record.sent.value / Self.bandwidth + 0.010 + 0.010 + 0.020
    #expect(abs(try #require(record.totalTime).value - total) < 1e-9)
    let dark = (131_072 + 8) / Self.bandwidth + 0.010 + 0.020
    #expect(abs(try #require(record.downtime).value - dark) < 1e-9)
  }

  @Test(
    "stop-and-copy takes as long, and the VM is paused for all of it",
    arguments: [1, 1025, 262_144])
  func stopAndCopy(pages: Int) throws {
    let world = TwoHosts(memory: Pages(pages).bytes)
    let record = world.migrate(with: StopAndCopy())
    #expect(record.sent.value == Self.records(of: pages) + Self.beside)
    let dark = record.sent.value / Self.bandwidth + 0.010 + 0.020
    #expect(abs(try #require(record.downtime).value - dark) < 1e-9)
    #expect(abs(try #require(record.totalTime).value - (0.010 + dark)) < 1e-9)
    #expect(record.precopyRounds == 0)
    #expect(record.resent == .zero)
  }

  @Test("the textbook's VM takes its memory over the bandwidth, and is never paused")
  func textbook() throws {
    let record = TwoHosts().migrate(with: PreCopy(Textbook(), costs: .free))
    #expect(record.sent == .gibibytes(1))
    #expect(abs(try #require(record.totalTime).value - 0x1p30 / Self.bandwidth) < 1e-9)
    #expect(record.downtime == .zero)
  }

  @Test("with 30 pages dirty after pass 1, pass 2 sends these 30 live, and then comes the last one")
  func residueOfThirty() {
    // A sweep around 30 pages, once in 0.3 s: all of them in pass 1, none in the 1 ms of pass 2.
    let world = TwoHosts(classes: [
      PageClass(name: "still", pages: Pages(100_000), writes: .never),
      PageClass(name: "swept", pages: Pages(30), writes: .sweep(PagesPerSecond(100), phase: 0)),
    ])
    let record = world.migrate(with: PreCopy(XenModern(), costs: .free))
    #expect(
      record.rounds.map(\.sent.value) == [40 + Self.records(of: 100_030), Self.records(of: 30), 8])
    #expect(record.precopyRounds == 2)
    #expect(record.stopReason == .fewDirtyPages)
    #expect(record.resent == Pages(30).bytes)
  }

  // MARK: Round trips

  @Test("latency adds a round trip of asking and one of committing", arguments: [1, 3] as [Double])
  func latency(roundTrips: Double) throws {
    let costs = StageCosts(announcement: .constant(Seconds(2)), roundTrips: roundTrips)
    var world = TwoHosts(memory: .mebibytes(64))
    for strategy in [PreCopy(XenModern(), costs: costs) as any Strategy, StopAndCopy(costs: costs)]
    {
      world.latency = .zero
      let near = world.migrate(with: strategy)
      world.latency = .milliseconds(40)
      let far = world.migrate(with: strategy)
      #expect(far.sent == near.sent)
      let trip = roundTrips * 0.080
      #expect(abs((far.totalTime! - near.totalTime!).value - 2 * trip) < 1e-9)
      #expect(abs((far.downtime! - near.downtime!).value - trip) < 1e-9)
      // The announcement is on its way once more.
      #expect(abs((far.unreachable! - near.unreachable!).value - (trip + 0.040)) < 1e-9)
      #expect(abs((near.unreachable! - near.downtime!).value - 2) < 1e-9)
    }
  }
}
