import Datacenter
import Glibc
import Quantities
import Randomness
import Strategies
import Testing

@Suite("Bytes are conserved, and chance has the right mean")
struct ConservationTests {
  /// 256 MiB of which 64 MiB are written: 10,000 page writes a second, evenly.
  static func busy(writes: Double = 10_000, seed: UInt64 = 1) -> TwoHosts {
    TwoHosts(
      classes: [
        PageClass(
          name: "hot", pages: Bytes.mebibytes(64).pages, writes: .uniform(PagesPerSecond(writes))),
        PageClass(name: "cold", pages: Bytes.mebibytes(192).pages, writes: .never),
      ], seed: seed)
  }
  static let memory = Bytes.mebibytes(256).pages.count

  /// An engine, what it sends beside pages, and its batch's header.
  struct Case: CustomTestStringConvertible, Sendable {
    let strategy: any Strategy
    let beside: Double
    let header: Double
    var testDescription: String { strategy.engine }
  }

  static let costs = StageCosts()
  static let cases = [
    Case(strategy: PreCopy(XenModern(), costs: costs), beside: 40 + 8 + 131_072, header: 16),
    Case(strategy: PreCopy(Xen46(), costs: costs), beside: 40 + 8 + 131_072, header: 16),
    Case(
      strategy: PreCopy(XenClassic(peek: nil), costs: costs), beside: 4 + 131_072, header: 4),
    Case(strategy: PreCopy(Xen2005(peek: nil), costs: costs), beside: 4 + 131_072, header: 4),
    Case(strategy: StopAndCopy(), beside: 40 + 8 + 131_072, header: 16),
  ]

  @Test(
    "sent = memory + re-sent + overhead, to the byte, at any rate of writing", arguments: cases,
    [0, 300, 10_000, 100_000] as [Double])
  func conserved(example: Case, writes: Double) {
    let record = Self.busy(writes: writes).migrate(with: example.strategy)
    #expect(record.outcome == .migrated)
    // Each round sends what was found dirty after the one before.
    let pages = [Double(Self.memory)] + record.rounds.dropLast().map { $0.dirtied! }
    let batches = pages.reduce(0) { $0 + ($1 / 1024).rounded(.up) }
    let sent = pages.reduce(0, +)
    #expect(record.pagesSent == sent)
    #expect(record.resent.value == (sent - Double(Self.memory)) * 4096)
    let overhead = batches * example.header + sent * 8 + example.beside
    #expect(record.sent.value == Double(Self.memory) * 4096 + record.resent.value + overhead)
    #expect(record.sent.value == record.rounds.reduce(0) { $0 + $1.sent.value })
    #expect(record.rounds.last?.remaining == 0)
  }

  @Test("the textbook sends its memory and what it sends again, and nothing else")
  func textbook() {
    for fidelity in MemoryFidelity.allCases {
      let record = Self.busy().migrate(
        with: PreCopy(Textbook(), costs: .free), fidelity: fidelity)
      let expected = Double(Self.memory) * 4096 + record.resent.value
      #expect(abs(record.sent.value - expected) < 1e-6, "\(fidelity)")
      #expect(record.resent > .zero)
    }
  }

  @Test("the rounds and the stages follow each other without a gap, and fill the whole time")
  func noGaps() throws {
    for example in Self.cases {
      let record = Self.busy().migrate(with: example.strategy)
      for (stage, next) in zip(record.stages, record.stages.dropFirst()) {
        #expect(abs((next.started - (stage.started + stage.duration)).value) < 1e-9)
      }
      #expect(record.stages.first?.started == record.started)
      let stages = record.stages.reduce(0) { $0 + $1.duration.value }
      #expect(abs(stages - (try #require(record.totalTime).value)) < 1e-9)
      // Reading the bitmap takes no time, and the guest takes 10 ms to stand still.
      let rounds = record.rounds.reduce(0) { $0 + $1.duration.value }
      #expect(abs(rounds + 0.010 + 0.010 + 0.020 - stages) < 1e-9)
    }
  }

  // MARK: Chance

  /// Checks that a seeded mean lies within four standard errors (and a thousandth, for the curvature
  /// that a fluid does not have) of what is expected without chance.
  private func expect(_ observed: [Double], around expected: Double, _ what: Comment) throws {
    let summary = try #require(Summary(observed))
    let error = try #require(summary.deviation) / Double(observed.count).squareRoot()
    #expect(abs(summary.mean - expected) < 4 * error + 1e-3 * expected, what)
  }

  @Test("statistical memory agrees with fluid memory on average", arguments: [10_000.0, 20_000])
  func fidelities(writes: Double) throws {
    let strategy = PreCopy(XenModern(), costs: StageCosts())
    let fluid = Self.busy(writes: writes).migrate(with: strategy, fidelity: .fluid)
    let drawn = (1...60).map {
      Self.busy(writes: writes, seed: $0).migrate(with: strategy, fidelity: .statistical)
    }
    // Far from the threshold of 50 pages, where a mean would mix two courses of events.
    try #require(drawn.allSatisfy { $0.precopyRounds == 5 } && fluid.precopyRounds == 5)
    try expect(drawn.map { $0.totalTime!.value }, around: fluid.totalTime!.value, "total time")
    try expect(drawn.map { $0.downtime!.value }, around: fluid.downtime!.value, "downtime")
    try expect(drawn.map(\.sent.value), around: fluid.sent.value, "sent bytes")
    for round in fluid.rounds.indices.dropLast() {
      try expect(
        drawn.map { $0.rounds[round].dirtied! }, around: fluid.rounds[round].dirtied!,
        "dirtied in round \(round + 1)")
    }
  }

  @Test("what the guest writes until it stands still is paid for in the last round")
  func suspendLatency() throws {
    // One live pass, no read before the dark: N (1 - e^(-w (pass + latency) / N)) pages are left.
    let (hot, writes) = (16_384.0, 3000.0)
    for latency in [0, 0.1, 1] {
      let costs = StageCosts(suspendLatency: .constant(Seconds(latency)))
      let strategy = PreCopy(XenModern(maximumRounds: 1), costs: costs)
      let fluid = Self.busy(writes: writes).migrate(with: strategy, fidelity: .fluid)
      let exposure = writes * (fluid.rounds[0].duration.value + latency) / hot
      let expected = hot * (1 - exp(-exposure))
      #expect(abs(try #require(fluid.rounds[0].dirtied) - expected) < 1e-6)
      let bytes = (expected / 1024).rounded(.up) * 16 + expected * 4104 + 131_072 + 8
      #expect(abs(fluid.rounds[1].sent.value - bytes) < 1e-2)
      #expect(abs(try #require(fluid.downtime).value - (bytes / 125e6 + 0.030)) < 1e-9)

      let drawn = (1...60).map { Self.busy(writes: writes, seed: $0).migrate(with: strategy) }
      try expect(drawn.map { $0.rounds[0].dirtied! }, around: expected, "latency \(latency) s")
    }
  }

  @Test("the same seed gives the same trace, to the last bit, and another seed another")
  func traces() {
    for strategy in [
      PreCopy(XenModern(), costs: StageCosts()) as any Strategy,
      PreCopy(Textbook(), costs: StageCosts()),
    ] {
      let traces = ([1, 1, 2] as [UInt64]).map {
        Self.busy(seed: $0).run(strategy, fidelity: .statistical).trace
      }
      #expect(traces[0] == traces[1])
      #expect(traces[0] != traces[2])
    }
  }
}
