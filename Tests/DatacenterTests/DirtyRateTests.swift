import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("The dirty rate that is measured depends on the window")
struct DirtyRateTests {
  /// 3e6 random writes a second over 1 GiB; the theory and the measurements of QEMU's commit
  /// 34a68001f1 (A. Gudkov, 2023), in MiB/s.
  @Test(
    "halving the window less than doubles the count",
    arguments: zip([0.1, 0.3, 0.5, 1, 2], [6996.0, 3305, 2041, 1024, 512]))
  func windows(window: Double, theory: Double) {
    let pages = Bytes.gibibytes(1).pages
    for fidelity in [MemoryFidelity.fluid, .statistical, .pages] {
      var stream = RandomStream(seed: 1, name: "dirty rate", entity: "guest", replication: 0)
      var memory = Memory(
        classes: [PageClass(name: "all", pages: pages, writes: .uniform(PagesPerSecond(3e6)))],
        fidelity: fidelity)
      memory.run(for: Seconds(window), speed: 1)
      let found = memory.readBitmap(drawing: &stream)
      let rate = found * 4096 / 1_048_576 / window
      #expect(abs(rate / theory - 1) < 0.01)
    }
  }
}
