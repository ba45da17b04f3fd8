import Quantities
import Randomness
import Testing

@testable import Datacenter

/// A guest that writes 3 million random pages a second, measured by page sampling (calc-dirty-rate;
/// QEMU commit 34a68001f1, 2023).
@Suite("Distinct pages against measured dirty rates")
struct MeasuredLawTests {
  struct Row: CustomTestStringConvertible, Sendable {
    /// GiB, ms and MiB/s.
    let size: Int
    let window: Double
    let rate: Double
    var testDescription: String { "\(size) GiB, \(window) ms" }
  }

  static let small = [(100.0, 7100.0), (300, 3280), (500, 2044), (1000, 1052), (2000, 507)]
    .map { Row(size: 1, window: $0.0, rate: $0.1) }
  static let middle = [(100.0, 8880.0), (500, 5772), (1000, 3780), (2000, 2031)]
    .map { Row(size: 4, window: $0.0, rate: $0.1) }
  static let large = [(100.0, 8640.0), (500, 8196), (1000, 7506), (2000, 6402)]
    .map { Row(size: 24, window: $0.0, rate: $0.1) }

  /// MiB/s, in the mean of some readings.
  static func simulate(_ row: Row, writes: Double, _ fidelity: MemoryFidelity) -> Double {
    let readings = (0..<20).map { replication in
      var stream = RandomStream(
        seed: 8, name: "measured law", replication: UInt64(replication))
      var memory = Memory(
        classes: [
          PageClass(
            name: "all", pages: Pages(row.size << 18), writes: .uniform(PagesPerSecond(writes)))
        ], fidelity: fidelity)
      memory.run(for: Seconds(row.window / 1000), speed: 1)
      return memory.readBitmap(drawing: &stream) / 256 / (row.window / 1000)
    }
    return readings.reduce(0, +) / Double(readings.count)
  }

  @Test(
    "the uniform law meets them: 1 GiB within 3 %, 4 GiB from half a second on within 8 %",
    arguments: small + middle.dropFirst(), [MemoryFidelity.statistical, .pages])
  func pageSampling(row: Row, fidelity: MemoryFidelity) {
    let simulated = Self.simulate(row, writes: 3e6, fidelity)
    let bound = row.size == 1 ? 0.03 : 0.08
    // Whichever of the two is taken for the whole.
    #expect(abs(simulated / row.rate - 1) < bound, "\(simulated) MiB/s")
    #expect(abs(row.rate / simulated - 1) < bound, "\(simulated) MiB/s")
  }

  @Test(
    "over larger regions the guest writes slower: one rate for each meets all of its windows",
    arguments: [(middle, 2.56e6), (large, 2.29e6)])
  func slowerWrites(rows: [Row], writes: Double) {
    for row in rows {
      let simulated = Self.simulate(row, writes: writes, .statistical)
      // Page sampling looks at 512 pages of each GiB.
      let share = row.rate * row.window / 1000 / Double(row.size << 10)
      let error = ((1 - share) / share / Double(512 * row.size)).squareRoot()
      #expect(abs(row.rate / simulated - 1) < 2 * error, "\(row.testDescription)")
    }
  }
}
