import Datacenter
import Glibc
import Quantities
import Strategies
import Testing

@Suite("Post-copy moves first and fetches later")
struct PostCopyTests {
  static let memory = Bytes.gibibytes(1)
  static let bandwidth = 125e6
  /// Nothing costs anything but bytes and the ways through the network.
  static let cheap = Service(
    push: .init(wire: .bare, queue: .zero),
    demand: .init(trap: .zero, perRequest: .zero, place: .zero))
  static let free = DiscardList(perRange: .zero, perCommand: .zero)

  /// A guest that writes at random in the second quarter of its memory, and elsewhere not at all.
  static func classes(writes: Double) -> [PageClass] {
    [
      PageClass(name: "low", pages: Pages(65536), writes: .never),
      PageClass(name: "hot", pages: Pages(65536), writes: .uniform(PagesPerSecond(writes))),
      PageClass(name: "high", pages: Pages(131_072), writes: .never),
    ]
  }

  static func record(
    writes: Double = 1000, latency: Seconds = .zero, service: Service = cheap,
    switchOver: PostCopy.SwitchOver = .atStart, costs: StageCosts = .free,
    fidelity: MemoryFidelity? = nil
  ) -> MigrationRecord {
    TwoHosts(latency: latency, classes: classes(writes: writes)).migrate(
      with: PostCopy(switchOver: switchOver, service: service, discardList: free, costs: costs),
      fidelity: fidelity)
  }

  // MARK: Totals

  @Test(
    "total time is memory over goodput plus the fixed costs, however much is written",
    arguments: [0, 1000, 100_000])
  func total(writes: Double) throws {
    let record = Self.record(writes: writes, costs: StageCosts(roundTrips: 0))
    let fixed = 0.010 + 0.010 + 0.020 + 131072 / Self.bandwidth
    let expected = Self.memory.value / Self.bandwidth + fixed
    #expect(abs(try #require(record.totalTime).value - expected) < 1e-6)
    #expect(record.outcome == .migrated)
  }

  @Test(
    "every page is sent once, in every fidelity", arguments: MemoryFidelity.allCases,
    [0, 20000])
  func onceEach(fidelity: MemoryFidelity, writes: Double) {
    let record = Self.record(writes: writes, fidelity: fidelity)
    #expect(record.pagesSent == Double(Self.memory.pages.count))
    #expect(record.sent == Self.memory)
    #expect(record.resent == .zero)
  }

  @Test("downtime is the stop, the state and the resume, whatever the dirty rate")
  func downtime() {
    let quiet = Self.record(writes: 0, costs: StageCosts())
    let busy = Self.record(writes: 200_000, costs: StageCosts())
    #expect(quiet.downtime == busy.downtime)
    #expect(quiet.downtime! < .milliseconds(32))
  }

  @Test("a hybrid sends the memory, and then what was dirtied in its last pass, once")
  func hybrid() throws {
    let record = Self.record(
      writes: 5000, switchOver: .afterPasses(1), costs: .free, fidelity: .fluid)
    let pass = Self.memory.value / Self.bandwidth
    let dirtied = 65536 * (1 - exp(-5000 * pass / 65536))
    #expect(abs(record.pagesSent - 262_144 - dirtied) <= 1)
    #expect(record.precopyRounds == 1)
    #expect(record.stages.map(\.stage.name).last == "post-copy")
  }

  @Test("two passes leave less to fetch than one, and one less than none")
  func passes() {
    let faults = [PostCopy.SwitchOver.atStart, .afterPasses(1), .afterPasses(2)].map {
      Self.record(writes: 3000, latency: .milliseconds(0.1), switchOver: $0).faults
    }
    #expect(faults[0] > faults[1])
    #expect(faults[1] > faults[2])
  }

  @Test("requests cost what they cost at the source, and nothing else moves the total")
  func requestCosts() throws {
    var dear = Self.cheap
    dear.demand.perRequest = .milliseconds(1)
    let free = Self.record(latency: .milliseconds(1))
    let paid = Self.record(latency: .milliseconds(1), service: dear)
    let extra = try #require(paid.totalTime).value - free.totalTime!.value
    // What is asked for in the last portion delays nobody.
    #expect(extra > 0)
    #expect(extra <= 1e-3 * Double(paid.faults) + 1e-6)
    #expect(extra >= 1e-3 * Double(paid.faults) * 0.9)
  }

  // MARK: The guest

  @Test("the accounting closes: work and lost work add up to the time that passed")
  func books() throws {
    let record = Self.record(writes: 2000, latency: .milliseconds(0.5), costs: StageCosts())
    let lost = record.blocked + record.downtime!
    #expect(record.faults > 100)
    #expect(abs(record.lostWork.value - lost.value) < 1e-9)
    #expect(record.lostWork < record.totalTime!)
  }

  @Test("a guest that touches nothing waits for nothing")
  func idle() {
    let record = Self.record(writes: 0, latency: .milliseconds(5), costs: .free)
    #expect(record.faults == 0)
    #expect(record.lostWork == .zero)
  }

  @Test("a guest that touches pages now and then faults where the push has not been before it")
  func faultCount() {
    // The hot quarter arrives evenly between T/4 and T/2. Of N pages, touched at a rate w, those that
    // the push would bring at t were fetched before with probability 1 - e^(-wt/N).
    let total = Self.memory.value / Self.bandwidth
    let (writes, pages) = (300.0, 65536.0)
    let rate = writes / pages
    let spared = (exp(-rate * total / 4) - exp(-rate * total / 2)) / (rate * total / 4)
    let expected = 10 * pages * (1 - spared)
    let faults = (1...10).reduce(0) { sum, seed in
      sum
        + TwoHosts(classes: Self.classes(writes: writes), seed: seed).migrate(
          with: PostCopy(service: Self.cheap, costs: .free)
        ).faults
    }
    #expect(abs(Double(faults) - expected) < 0.03 * expected)
  }

  @Test("a fault waits for trap, round trip, handling, queue, page and placing")
  func latency() throws {
    let service = Service(
      push: .init(wire: .bare, queue: Bytes(125_000)),
      demand: .init(
        trap: .milliseconds(1), perRequest: .milliseconds(2), place: .milliseconds(3)))
    let record = Self.record(writes: 50, latency: .milliseconds(5), service: service)
    let mean = record.blocked.value / Double(record.faults)
    // 1 + 10 + 2 + 3 ms, 1 ms of queue, 33 us of page, and on average half a page in flight.
    #expect(abs(mean - 0.017049) < 2e-4)
    #expect(record.longestPageWait < .milliseconds(17.3))
  }

  @Test("a channel and a thread of its own spare a small page the queue")
  func ownThread() {
    var service = Self.cheap
    service.push.queue = .mebibytes(1)
    let shared = Self.record(writes: 500, service: service)
    service.demand.channel = .ownThread
    let own = Self.record(writes: 500, service: service)
    #expect(own.blocked.value < 0.05 * shared.blocked.value)
  }

  /// Mostly the thread waits when a request comes, since it writes 16 times as fast as the link carries: of
  /// 16 parts of its time, it fills the third in one.
  @Test("without a thread of its own, a small page waits for half of what has to drain")
  func ownChannel() {
    /// On either channel some pages are on their way when they are touched.
    func mean(_ channel: Service.Demand.Channel) -> Double {
      var service = Self.cheap
      service.push.queue = .mebibytes(7)
      service.demand.channel = channel
      var (waited, faults) = (0.0, 0)
      for seed in 1...20 as ClosedRange<UInt64> {
        let record = TwoHosts(classes: Self.classes(writes: 50), seed: seed).migrate(
          with: PostCopy(service: service, costs: .free))
        waited += record.blocked.value
        faults += record.faults
      }
      return waited / Double(faults)
    }
    let third = 0x1p22 / 3 / Self.bandwidth
    let expected = (1 - 1 / 16.0) * third / 2
    #expect(abs(mean(.own) - mean(.ownThread) - expected) < 0.1 * expected)
  }

  @Test("what is fetched is fetched by host pages")
  func hostPages() {
    var service = Self.cheap
    let small = Self.record(service: service)
    service.demand.hostPage = .large
    let large = Self.record(service: service)
    #expect(large.faults < small.faults / 20)
    #expect(large.longestPageWait.value > 0x1p21 / Self.bandwidth)
    #expect(large.pagesSent == small.pagesSent)
    service.demand.hostPage = .huge
    let huge = Self.record(service: service)
    #expect(huge.faults == 1)
    #expect(huge.longestPageWait.value > 8)
  }

  // MARK: Push order

  /// A guest that sweeps the upper half of its memory, far from where the push begins.
  static func sweeping(_ prepaging: Service.Push.Prepaging) -> MigrationRecord {
    var service = Self.cheap
    service.push.prepaging = prepaging
    service.demand.trap = .milliseconds(0.5)
    let classes = [
      PageClass(name: "low", pages: Pages(131_072), writes: .never),
      PageClass(
        name: "swept", pages: Pages(131_072), writes: .sweep(PagesPerSecond(10000), phase: 0)),
    ]
    return TwoHosts(classes: classes).migrate(with: PostCopy(service: service, costs: .free))
  }

  @Test("a sweep ahead of the push waits for every page; behind it, for one")
  func prepaging() {
    let none = Self.sweeping(.none)
    let fromFault = Self.sweeping(.fromFault)
    let window = Self.sweeping(.window(Pages(64)))
    #expect(fromFault.faults == 1)
    // A fault and 64 further pages take the sweep 7.03 ms, of 214.6 pages on the wire, of which 65 are
    // not the scan's, so that it is there after 131,072 / 149.6 rounds.
    let round = 0.5e-3 + 4096 / Self.bandwidth + 65e-4
    let scanned = round * Self.bandwidth / 4096 - 65
    #expect(abs(Double(window.faults) - 131_072 / scanned) < 0.02 * Double(window.faults))
    #expect(window.faults < none.faults / 7)
    #expect(
      none.totalTime == fromFault.totalTime
        || abs((none.totalTime! - fromFault.totalTime!).value) < 1e-6)
  }
}
