import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Distinct pages against measured dirty rates")
struct MeasuredLawTests {
  /// A guest that writes 3 million random pages a second, measured by page sampling
  /// (calc-dirty-rate; QEMU commit 34a68001f1, 2023): GiB, window in ms, MiB/s.
  static let measured: [(size: Int, window: Double, rate: Double)] = [
    (1, 100, 7100), (1, 300, 3280), (1, 500, 2044), (1, 1000, 1052), (1, 2000, 507),
    (4, 500, 5772), (4, 1000, 3780), (4, 2000, 2031),
  ]

  @Test(
    "the uniform law meets them: 1 GiB within 3 %, 4 GiB from half a second on within 8 %",
    arguments: 0..<8, [MemoryFidelity.statistical, .pages])
  func pageSampling(row: Int, fidelity: MemoryFidelity) {
    let (size, window, rate) = Self.measured[row]
    var stream = RandomStream(seed: 8, name: "measured law", replication: 0)
    var memory = Memory(
      classes: [
        PageClass(
          name: "all", pages: Pages(size << 18), writes: .uniform(PagesPerSecond(3e6)))
      ], fidelity: fidelity)
    memory.run(for: Seconds(window / 1000), speed: 1)
    let simulated = memory.readBitmap(drawing: &stream) / 256 / (window / 1000)
    #expect(abs(rate / simulated - 1) < (size == 1 ? 0.03 : 0.08), "\(simulated) MiB/s")
  }
}
