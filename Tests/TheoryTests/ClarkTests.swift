import Datacenter
import Quantities
import Strategies
import Testing

@Suite("Clark et al., NSDI 2005, section 6, under xen-2005")
struct ClarkTests {
  static func megabytes(_ value: Double) -> Bytes { Bytes(value * 1e6) }
  /// The paper's megabits are 10^6 bits.
  static let decimal = TokenBucket(bitsPerMegabit: 1e6)

  // MARK: SPECweb99, replayed

  /// What each round sent, in megabytes (figure 9).
  static let published = [676.8, 126.7, 39.0, 28.4, 24.2, 16.7, 14.2, 15.3, 18.2]

  /// A sweep that dirties in each round of the paper what the next one sent.
  ///
  /// A round's length is its bytes with the stream's headers at the rate that the engine's rule gives.
  static var replay: Activity {
    var rate = 100.0
    var phases: [(length: Seconds, factor: Double)] = []
    for (sent, dirtied) in zip(published, published.dropFirst()) {
      let length = sent * 1e6 * (4104 + 4.0 / 1024) / 4096 / (rate * 125_000)
      phases.append((Seconds(length), dirtied * 1e6 / 4096 / length))
      rate = max(100, (dirtied * 8 / length).rounded(.down) + 50)
    }
    return .phases(phases, then: .hold)
  }

  static func specWeb() -> MigrationRecord {
    let pages = megabytes(676.8).pages
    var world = TwoHosts(
      classes: [
        PageClass(
          name: "written", pages: pages, writes: .sweep(PagesPerSecond(1), phase: 0), activity: 0)
      ])
    world.activities = [replay]
    return world.migrate(
      with: PreCopy(
        Xen2005(
          pace: .init(bucket: decimal, final: .megabitsPerSecond(724)), growth: .always, peek: nil),
        costs: StageCosts(
          suspendLatency: .constant(.zero), deviceState: .zero, commitment: .constant(.zero),
          activation: .constant(.milliseconds(9)), roundTrips: 0)))
  }

  @Test("SPECweb99 replayed gives the published rounds, volume and downtime")
  func specWebReplayed() throws {
    let record = Self.specWeb()
    #expect(record.rounds.count == 9)
    #expect(record.stopReason == .growingRounds)
    #expect(abs(record.rounds[0].duration.value - 54.1) < 0.3)
    for (round, published) in zip(record.rounds, Self.published) {
      let sent = round.sent.value / 1e6
      #expect(
        abs(sent / published - 1) < 0.03, "round \(round.round): \(sent), not \(published) MB")
    }
    #expect(abs(record.sent.value / 960e6 - 1) < 0.03)
    #expect(abs(try #require(record.downtime).value - 0.210) < 0.015)
  }

  @Test("the rate of each round is the measured one + 50, from 100 on, and 724 Mbit/s in the last")
  func specWebRates() {
    let rates = Self.specWeb().rounds.map { ($0.sent / $0.duration).value * 8e-6 }
    for (rate, expected) in zip(rates, [100, 100, 100, 122, 154, 155, 182, 246, 724]) {
      #expect(abs(rate - Double(expected)) < 4, "\(rate), not \(expected)")
    }
  }

  // MARK: The smooth fit

  /// D(t) = 19.5 MB (1 - e^(-t / 0.48 s)) + 1.98 MB/s t, the fit to the same rounds.
  static func smoothFit(growth: Xen2005.Growth, seed: UInt64 = 1) -> MigrationRecord {
    let hot = megabytes(19.5).pages
    let classes = RateProfile.hotAndCold(
      hot: hot, time: Seconds(0.48), background: PagesPerSecond(1.98e6 / 4096),
      rest: megabytes(676.8).pages - hot, phase: 0)
    return TwoHosts(classes: classes, seed: seed).migrate(
      with: PreCopy(
        Xen2005(pace: .init(bucket: decimal), growth: growth, peek: nil), costs: StageCosts()))
  }

  @Test("the smooth fit never reaches the ceiling of 500 Mbit/s, and goes on to the last round")
  func smoothFitGoesOn() {
    let record = Self.smoothFit(growth: .atMaximumRate)
    #expect(record.rounds.count == 30)
    #expect(record.stopReason == .roundLimit)
    let rates = record.rounds.dropLast().map { ($0.sent / $0.duration).value * 8e-6 }
    #expect(rates.allSatisfy { $0 < 450 }, "\(rates.max()!)")
    #expect((700...1250).contains(record.sent.value / 1e6), "\(record.sent)")
  }

  // MARK: MMuncher

  @Test("a VM that rewrites 256 MB at 250 MB/s leaves by the rate ceiling, down for seconds")
  func diabolical() throws {
    let record = TwoHosts(classes: [
      PageClass(
        name: "rewritten", pages: Self.megabytes(256).pages,
        writes: .uniform(PagesPerSecond(250e6 / 4096))),
      PageClass(name: "rest", pages: Self.megabytes(256).pages, writes: .never),
    ]).migrate(with: PreCopy(Xen2005(pace: .init(bucket: Self.decimal)), costs: StageCosts()))
    #expect(record.stopReason == .rateCeiling)
    #expect(record.rounds.count <= 4)
    #expect((510...700).contains(record.sent.value / 1e6), "\(record.sent)")
    let downtime = try #require(record.downtime).value
    #expect((3.2...4.2).contains(downtime), "\(downtime)")
    let last = try #require(record.rounds.last)
    #expect(abs((last.sent / last.duration).value * 8e-6 - 500) < 1)
  }
}
