import Datacenter
import Quantities
import Randomness
import Strategies
import Testing

/// What 26,247 migrations of real guests over 1 GbE showed (Jo, Cho and Egger, SoCC 2017), by their
/// load: bytes dirtied a second over the bandwidth. Guests of whom only the mean load is known write
/// in bursts: they are modelled so, each with a course of its own.
@Suite("Total time and downtime by load")
struct LoadTests {
  /// Dirty pages per second that fill 125 MB/s.
  static let full = 125e6 / 4104

  /// A guest with a steady load.
  static func steady(_ load: Double) -> QemuGuest {
    QemuGuest(rate: load * full).with { $0.hot = .mebibytes(900) }
  }

  /// The same load in the mean: busy for 8 s and calm for 8 s, by turns and in the mean, with a fifth of
  /// the busy rate in calm times. A manager doubles the limit when the memory could have been sent
  /// four times, and then twice more.
  static func bursts(_ load: Double, seed: UInt64) -> QemuGuest {
    steady(load / 0.6).with {
      $0.seed = seed
      $0.activities = [
        .onOff(
          OnOffPath(
            busy: Seconds(8), calm: Seconds(8), calmFactor: 0.2,
            named: RandomName(seed: seed, name: "bursts", replication: 0)))
      ]
      $0.commands = (1...6).map { step in
        let pass = 1_073_741_824 / 125e6
        return (pass * (2 + 2 * Double(step)), .setDowntimeLimit(Seconds(0.3 * Double(1 << step))))
      }
    }
  }

  /// So many guests of one load that its quantiles depend little on their seeds.
  struct Population {
    let records: [MigrationRecord]

    init(_ load: Double, count: Int = 800) {
      records = (1...count).map { bursts(load, seed: UInt64($0)).migrate(until: 600) }
    }

    func quantile(_ rank: Double, _ value: (MigrationRecord) -> Double?) -> Double {
      let sorted = records.compactMap(value).sorted()
      return sorted[Int((Double(sorted.count - 1) * rank).rounded())]
    }
    func downtime(_ rank: Double) -> Double { quantile(rank) { $0.downtime?.value } }
    /// Bytes sent over the memory.
    func amplification(_ rank: Double) -> Double { quantile(rank, Self.amplification) }
    func rounds(_ rank: Double) -> Double { quantile(rank) { Double($0.precopyRounds) } }

    static func amplification(_ record: MigrationRecord) -> Double {
      record.sent.value / record.memory.bytes.value
    }
  }

  /// Bytes sent over the memory, as measured without any aid: the 10, 50 and 90 % points by load.
  static let measured: [(load: Double, p10: Double, p50: Double, p90: Double)] = [
    (0.15, 1.04, 1.15, 1.21), (0.35, 1.08, 1.25, 1.53), (0.55, 1.14, 1.63, 2.59),
    (0.75, 1.3, 2.09, 3.53), (0.85, 1.42, 2.35, 4.58), (0.95, 1.53, 3.22, 5.49),
  ]

  @Test(
    "up to a load of a half the downtime tracks the limit from below", arguments: [0.1, 0.3, 0.45])
  func calm(load: Double) {
    let guests = Population(load)
    #expect(guests.downtime(0.1) > 0.24)
    #expect(guests.downtime(0.9) <= 0.303)
  }

  @Test("beyond, it exceeds the limit, with a tail that grows")
  func tail() {
    let tails = [0.45, 0.95, 1.3].map { Population($0).downtime(0.9) }
    // Measured: 0.31, 3.6 and 9 s; the medians stay at the limit until a load of 0.9. This manager
    // doubles the limit as long as a guest needs it.
    #expect(tails[1] > 1.9 * tails[0])
    #expect(tails[2] > 1.9 * tails[1])
    #expect(tails[2] < 9.1)
    #expect(Population(0.85).downtime(0.5) < 0.31)
  }

  @Test("time and bytes grow faster than the load, more so near 1")
  func superlinear() {
    let amplifications = [0.25, 0.55, 0.85, 0.95].map {
      Population.amplification(Self.steady($0).migrate())
    }
    let slopes = zip(zip(amplifications, amplifications.dropFirst()), [0.3, 0.3, 0.1])
      .map { ($0.1 - $0.0) / $1 }
    #expect(slopes[0] < slopes[1] && 2 * slopes[1] < slopes[2], "\(slopes)")
  }

  @Test(
    "near 1 a steady rate overshoots what is seen, and bursts do not",
    arguments: measured.filter { $0.load > 0.7 })
  func bursts(row: (load: Double, p10: Double, p50: Double, p90: Double)) {
    let steady = Population.amplification(Self.steady(row.load).migrate())
    let guests = Population(row.load)
    #expect(steady > 1.1 * row.p50)
    #expect(guests.amplification(0.5) <= 1.1 * row.p50)
    // It saturates: a steady load of 1.3 never ends, and no guest here needs more than this.
    #expect(guests.amplification(0.9) <= row.p90 * 1.25)
  }

  @Test("what guests of one load send spreads as it was measured", arguments: measured)
  func spread(row: (load: Double, p10: Double, p50: Double, p90: Double)) {
    let guests = Population(row.load)
    #expect(abs(guests.amplification(0.1) / row.p10 - 1) < 0.12)
    #expect((row.p10...row.p90).contains(guests.amplification(0.5)))
    #expect(abs(guests.amplification(0.9) / row.p90 - 1) < 0.25)
  }

  @Test("near 1 runs of equal guests differ by more than a factor of three in rounds")
  func spreadOfRounds() {
    // Measured: 7 and 22 rounds for the same guest and link.
    let (calm, busy) = (Population(0.1), Population(0.95))
    #expect(busy.rounds(0) <= 7 && busy.rounds(1) >= 22)
    #expect(busy.rounds(0.9) > 3 * busy.rounds(0.1))
    #expect(calm.rounds(0.9) <= 2 * calm.rounds(0.1))
  }
}
