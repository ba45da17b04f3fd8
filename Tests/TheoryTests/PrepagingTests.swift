import Datacenter
import Quantities
import Strategies
import Testing

@Suite("What is touched is fetched, and what lies beside it comes along")
struct PrepagingTests {
  /// A fault costs half a millisecond, and the wire carries 60 pages meanwhile.
  static func service(_ prepaging: Service.Push.Prepaging) -> Service {
    Service(
      push: .init(prepaging: prepaging, wire: .bare, queue: .zero),
      demand: .init(trap: .milliseconds(0.5), perRequest: .zero, place: .zero))
  }

  static func record(
    _ classes: [PageClass], _ prepaging: Service.Push.Prepaging = .none, seed: UInt64 = 1
  ) -> MigrationRecord {
    TwoHosts(classes: classes, seed: seed).migrate(
      with: PostCopy(service: service(prepaging), discardList: PostCopyTests.free, costs: .free))
  }

  // MARK: Bubbles

  /// A guest that sweeps several parts of its memory at once, each from its middle.
  static func sweeps(_ count: Int) -> [PageClass] {
    [PageClass(name: "low", pages: Pages(65_536), writes: .never)]
      + (0..<count).map { index in
        PageClass(
          name: "swept \(index)", pages: Pages(65_536 / count * 3),
          writes: .sweep(PagesPerSecond(3000), phase: 0.5))
      }
  }

  @Test("a bubble follows one sweep; where there are four, each needs a pivot of its own")
  func pivots() {
    let one = Self.record(Self.sweeps(1), .bubbling(pivots: 1))
    #expect(one.faults <= 3, "the pivot, and the first page behind the end of memory")
    let faults = [1, 2, 4, 8].map { Self.record(Self.sweeps(4), .bubbling(pivots: $0)).faults }
    #expect(faults[1] < faults[0])
    #expect(faults[2] < faults[1] / 4)
    #expect(faults[2] <= 12)
    #expect(faults[3] <= 12, "more pivots than sweeps do no harm")
    #expect(faults[2] < Self.record(Self.sweeps(4), .fromFault).faults / 4)
  }

  @Test(
    "whatever the push does, every page is sent once and the books close",
    arguments: [
      Service.Push.Prepaging.none, .fromFault, .window(Pages(64)), .bubbling(pivots: 1),
      .bubbling(pivots: 7),
    ])
  func onceEach(prepaging: Service.Push.Prepaging) throws {
    for classes in [Self.sweeps(3), PostCopyTests.classes(writes: 5000)] {
      let record = Self.record(classes, prepaging)
      #expect(record.pagesSent == Double(record.memory.count))
      #expect(record.sent == record.memory.bytes)
      let time = try #require(record.totalTime)
      #expect(abs((record.guest.work + record.lostWork - time).value) < 1e-9)
    }
  }

  // MARK: Reads

  static func reading(_ reads: Double, writes: Double = 0) -> [PageClass] {
    [
      PageClass(name: "low", pages: Pages(65_536), writes: .never),
      PageClass(
        name: "read", pages: Pages(65_536), writes: .uniform(PagesPerSecond(writes)),
        reads: PagesPerSecond(reads)),
      PageClass(name: "high", pages: Pages(131_072), writes: .never),
    ]
  }

  @Test("a page that is read is waited for like one that is written")
  func readsFault() {
    let written = Self.record(Self.reading(0, writes: 400))
    let read = Self.record(Self.reading(400))
    #expect(written.faults > 500)
    #expect(read.faults == written.faults)
    #expect(read.blocked == written.blocked)
    let both = Self.record(Self.reading(300, writes: 100))
    #expect(both.faults == written.faults, "touches count, whatever they are")
  }

  @Test("a page that is never written may be read")
  func readOnly() {
    let classes = [
      PageClass(
        name: "cache", pages: Pages(262_144), writes: .never, reads: PagesPerSecond(1000))
    ]
    #expect(Self.record(classes).faults > 1000)
  }

  @Test("a sweep that is also read faults on both accounts")
  func sweptAndRead() {
    func faults(_ reads: Double) -> Int {
      Self.record([
        PageClass(name: "low", pages: Pages(131_072), writes: .never),
        PageClass(
          name: "swept", pages: Pages(131_072), writes: .sweep(PagesPerSecond(500), phase: 0),
          reads: PagesPerSecond(reads)),
      ]).faults
    }
    #expect(faults(500) > faults(0) + 500)
  }

  @Test("reading dirties nothing: pre-copy does not see it")
  func preCopy() {
    for strategy in [
      PreCopy(XenModern(), costs: StageCosts()) as any Strategy, PreCopy(Textbook(), costs: .free),
    ] {
      let quiet = TwoHosts(classes: Self.reading(0, writes: 3000)).run(strategy)
      let read = TwoHosts(classes: Self.reading(1e6, writes: 3000)).run(strategy)
      #expect(quiet.trace == read.trace)
    }
  }

  // MARK: When the VM is moved

  @Test("after a time the VM is moved in the middle of a pass, and what was not sent follows")
  func afterTime() throws {
    // 1 GiB takes 8.59 s.
    for limit in [2.0, 10] {
      let record = TwoHosts(classes: PostCopyTests.classes(writes: 100_000)).migrate(
        with: PostCopy(
          switchOver: .afterTime(Seconds(limit)), service: Self.service(.none), costs: .free))
      let stopped = try #require(record.stoppedAt)
      // A turn is looked at every 64 pages, once it has lasted 51 ms.
      #expect((0...0.06).contains((stopped - .start).value - limit))
      #expect(record.precopyRounds == (limit < 8 ? 1 : 2))
      #expect(record.downtime! < .milliseconds(30))
      #expect(record.outcome == .migrated)
    }
    let early = TwoHosts(classes: PostCopyTests.classes(writes: 100_000)).migrate(
      with: PostCopy(
        switchOver: .afterTime(Seconds(2)), service: Self.service(.none), costs: .free))
    // Of the pages sent in 2 s hardly any were written: the whole takes hardly longer.
    #expect(abs(early.totalTime!.value - 8.59) < 0.1)
  }

  @Test("a cap on live passes that end by time holds")
  func cappedPasses() throws {
    let record = TwoHosts(classes: PostCopyTests.classes(writes: 0)).migrate(
      with: PostCopy(
        switchOver: .afterTime(Seconds(4)), liveRateCap: BytesPerSecond(25e6),
        service: Self.service(.none), costs: .free))
    let sent = record.rounds[0].sent.value
    #expect(abs(sent - 100e6) < 3e6)
  }
}
