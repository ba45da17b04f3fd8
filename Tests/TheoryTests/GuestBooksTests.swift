import Datacenter
import Glibc
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport
import Testing

@Suite("The guest's books close: work done and work lost are the time that passed")
struct GuestBooksTests {
  static let hot = 16_384.0

  /// A guest of 256 MiB that writes to a quarter of it, and pays for first writes.
  static func guest(
    writes: WriteLaw = .uniform(PagesPerSecond(20_000)), cost: Seconds = .zero, vcpus: Int = 1
  ) -> VirtualMachine {
    VirtualMachine(
      name: "guest", host: HostID(0),
      pageClasses: [
        PageClass(name: "hot", pages: Pages(Int(hot)), writes: writes),
        PageClass(name: "rest", pages: Pages(49_152), writes: .never),
      ], vcpus: vcpus, firstWriteCost: cost, home: DatastoreID(0))
  }

  /// Moves a guest from a to b over 125 MB/s.
  static func migrate(
    _ guest: VirtualMachine, with strategy: any Strategy, cores: [Double?] = [nil, nil],
    neighbours: [Int] = [], fidelity: MemoryFidelity = .fluid, sampling: Seconds? = nil
  ) -> Fleet {
    let others = neighbours.enumerated().map { index, host in
      VirtualMachine.idle("neighbour-\(index)", on: host, Pages(1024).bytes)
    }
    var pair = SmallWorld.pair(latency: .milliseconds(0.1), vms: [guest] + others)
    for (host, cores) in cores.enumerated() { pair.hosts[host].cores = cores }
    var world = pair.world
    if let sampling { world.recordGuests(every: sampling) }
    let request = MigrationRequest(
      at: Instant(1), vm: VMID(0), destination: HostID(1), strategy: strategy, fidelity: fidelity)
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    return simulation.model
  }

  // MARK: Every strategy

  /// A strategy by name.
  struct Case: CustomTestStringConvertible, Sendable {
    let strategy: any Strategy
    var testDescription: String { strategy.engine }
  }

  /// Every strategy that takes a VM to another host. The guest writes faster than the link: engines
  /// that could wait for it for ever slow it down or give themselves a time.
  static let strategies: [Case] = Engines.strategies.filter { $0.leavesHost }.flatMap {
    kind in
    if case .memory(let make) = kind.ingredients {
      Engines.preCopy.map { Case(strategy: make($0.engine(ending), $0.costs)) }
    } else {
      kind.examples().map(Case.init)
    }
  }

  private static let ending: Settings = [
    "maximumRounds": .count(20), "autoConverge": .group([:]),
    "maximumBandwidth": .rate(.gigabitsPerSecond(100)), "timeout": .time(Seconds(30)),
    "onTimeout": .choice("ignore"),
  ]

  @Test(
    "for every strategy, with all that can slow a guest down at once", arguments: strategies,
    MemoryFidelity.allCases)
  func close(example: Case, fidelity: MemoryFidelity) throws {
    let fleet = Self.migrate(
      Self.guest(writes: .uniform(PagesPerSecond(40_000)), cost: .microseconds(2), vcpus: 2),
      with: example.strategy, cores: [2.5, 2], neighbours: [0, 1], fidelity: fidelity)
    let record = try #require(fleet.record(of: 0))
    #expect(record.outcome == .migrated)
    let time = try #require(record.totalTime).value
    let books = record.guest
    #expect(abs((books.work + record.lostWork).value - time) < 1e-9 * time)
    #expect(abs(books.paused.value - record.paused.value) < 1e-9)
    #expect(abs(books.waiting.value - record.blocked.value) < 1e-9)
    #expect(books.contended > .zero)
    #expect(record.longestStall <= record.paused + record.blocked)
    #expect(books.reduced <= record.totalTime! - record.paused + Seconds(1e-9))
  }

  @Test("a guest that costs nothing and shares nothing loses what it stands still, and no more")
  func onlyThePause() throws {
    let record = try #require(
      Self.migrate(Self.guest(), with: PreCopy(XenModern(), costs: StageCosts())).record(of: 0))
    #expect(record.lostWork == record.paused)
    #expect(record.guest.reduced == .zero)
    #expect(record.longestStall == record.paused)
  }

  @Test("a guest that auto-converge throttles stalls in its sleeps: 10 ms p / (1 - p)")
  func sleeps() throws {
    var settings = QemuRelease.qemu11.settings
    settings.convergence = .autoConverge(QemuRelease.qemu11.autoConverge)
    settings.downtimeLimit = .milliseconds(50)
    settings.maximumBandwidth = BytesPerSecond(50e6)
    let fleet = Self.migrate(
      Self.guest(writes: .uniform(PagesPerSecond(60_000))),
      with: PreCopy(Qemu(.qemu11, settings: settings), costs: StageCosts()))
    let record = try #require(fleet.record(of: 0))
    #expect(record.outcome == .migrated)
    let percent = (1 - record.slowestShare) * 100
    #expect(percent >= 79)
    #expect(abs(record.longestSleep.value - 0.010 * percent / (100 - percent)) < 1e-9)
    #expect(record.longestStall == max(record.longestPause, record.longestSleep))
    #expect(record.guest.throttled > Seconds(1))
  }

  // MARK: First writes

  @Test("of N pages written at random, those first written in a round are each paid for once")
  func firstWrites() throws {
    // One live round of t seconds: w + c D(w) = t, where D(w) = N (1 - e^(-r w / N)).
    let (rate, cost) = (5000.0, 20e-6)
    let record = try #require(
      Self.migrate(
        Self.guest(writes: .uniform(PagesPerSecond(rate)), cost: Seconds(cost)),
        with: PreCopy(XenModern(maximumRounds: 1), costs: .free)
      ).record(of: 0))
    let time = record.rounds[0].duration.value
    let lost = record.guest.logging.value
    let distinct = Self.hot * (1 - exp(-rate * (time - lost) / Self.hot))
    #expect(abs(lost - cost * distinct) < 1e-9)
    #expect(abs(try #require(record.rounds[0].dirtied) - distinct) < 1e-6, "it writes less, too")
    #expect(abs(record.guest.reduced.value - time) < 1e-9)
  }

  @Test("a sweep pays for each new page, and for none once it has been around")
  func sweeps() throws {
    let cost = 1e-4
    for rate in [1000.0, 100_000] {
      let record = try #require(
        Self.migrate(
          Self.guest(writes: .sweep(PagesPerSecond(rate), phase: 0), cost: Seconds(cost)),
          with: PreCopy(XenModern(maximumRounds: 1), costs: .free)
        ).record(of: 0))
      let time = record.rounds[0].duration.value
      let pages = min(Self.hot, rate * time / (1 + cost * rate))
      #expect(abs(record.guest.logging.value - cost * pages) < 1e-6)
    }
  }

  @Test("two vCPUs are held up half as much as one, and a reset bitmap is paid for again")
  func vcpusAndResets() throws {
    func lost(_ rounds: Int, _ vcpus: Int) throws -> Double {
      let law = WriteLaw.uniform(PagesPerSecond(1e6))
      let record = try #require(
        Self.migrate(
          Self.guest(writes: law, cost: .microseconds(1), vcpus: vcpus),
          with: PreCopy(XenModern(maximumRounds: rounds), costs: .free)
        ).record(of: 0))
      return record.guest.logging.value
    }
    // All hot pages are written in every round.
    #expect(abs(try lost(1, 1) - Self.hot * 1e-6) < 1e-6)
    #expect(abs(try lost(1, 2) - Self.hot * 0.5e-6) < 1e-6)
    #expect(abs(try lost(3, 1) - 3 * Self.hot * 1e-6) < 1e-5)
  }

  @Test("nobody logs writes without a live part, or once the VM has moved")
  func unlogged() throws {
    for strategy in [StopAndCopy() as any Strategy, ColdMigration(), PostCopy()] {
      let record = try #require(
        Self.migrate(Self.guest(cost: .milliseconds(1)), with: strategy).record(of: 0))
      #expect(record.guest.logging == .zero)
    }
  }

  // MARK: Cores

  @Test("where cores are short, guests and migrations are given the same part of what they want")
  func cores() throws {
    // On a: the guest, a neighbour and the migration want 3 of 2 cores; on b there is enough.
    let fleet = Self.migrate(
      Self.guest(writes: .never), with: PreCopy(XenModern(), costs: .free), cores: [2, 2],
      neighbours: [0])
    let record = try #require(fleet.record(of: 0))
    let time = try #require(record.totalTime).value
    #expect(abs(record.guest.contended.value - time / 3) < 1e-3)
    let neighbour = fleet.world.vms[1].books
    #expect(abs(neighbour.contended.value - time / 3) < 1e-3, "it pays for the other's migration")
    #expect(fleet.world.vms.allSatisfy { $0.speed == 1 }, "and only for as long as it lasts")
  }

  @Test("a guest that runs at half speed writes half as much")
  func contentionWritesLess() throws {
    let law = WriteLaw.uniform(PagesPerSecond(1000))
    func dirtied(_ cores: Double?) throws -> Double {
      let record = try #require(
        Self.migrate(
          Self.guest(writes: law), with: PreCopy(XenModern(maximumRounds: 1), costs: .free),
          cores: [cores, nil]
        ).record(of: 0))
      return try #require(record.rounds[0].dirtied)
    }
    let expected = { (share: Double) in
      Self.hot * (1 - exp(-1000 * share * 65_536 * 4104 / 125e6 / Self.hot))
    }
    #expect(abs(try dirtied(nil) - expected(1)) < 1)
    #expect(abs(try dirtied(1) - expected(0.5)) < 1)
  }

  @Test("a host whose cores are not said is never short of them")
  func unsaid() throws {
    let fleet = Self.migrate(
      Self.guest(), with: PreCopy(XenModern(), costs: .free), neighbours: [0, 0, 0, 0])
    #expect(try #require(fleet.record(of: 0)).guest.contended == .zero)
  }

  // MARK: Samples

  @Test("sampling changes nothing, and the samples add up to the accounts", arguments: strategies)
  func samples(example: Case) throws {
    let guest = Self.guest(cost: .microseconds(2))
    let plain = Self.migrate(
      guest, with: example.strategy, cores: [1.5, 1], fidelity: .statistical)
    var sampled = Self.migrate(
      guest, with: example.strategy, cores: [1.5, 1], fidelity: .statistical,
      sampling: .milliseconds(70))
    let record = try #require(plain.record(of: 0))
    let other = try #require(sampled.record(of: 0))
    #expect(record.guest == other.guest)
    #expect(record.totalTime == other.totalTime)
    let view = sampled.guestViews(at: other.ended!)[0]
    #expect(abs((view.whole.work - record.guest.work).value) < 1e-6)
    #expect(abs((view.whole.lost - record.guest.lost).value) < 1e-6)
    for span in view.spans {
      #expect(span.books.time <= Seconds(0.070 + 1e-9))
      #expect((-1e-9...1 + 1e-9).contains(span.books.speed))
    }
  }

  @Test("first writes slow a guest down most right after the bitmap was reset")
  func recovery() throws {
    var fleet = Self.migrate(
      Self.guest(cost: .microseconds(20)), with: PreCopy(XenModern(maximumRounds: 1), costs: .free),
      sampling: .milliseconds(100))
    let spans = fleet.guestViews(at: Instant(10))[0].spans
    let speeds = spans.prefix(15).map(\.books.speed)
    // At first every write is the first to its page: 1 / (1 + 20,000/s x 20 us).
    #expect(abs(speeds[0] - 1 / 1.4) < 0.03)
    #expect(speeds == speeds.sorted())
    #expect(speeds[14] > 0.9)
  }
}
