import Glibc
import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Statistical memory")
struct MemoryTests {
  func memory(
    _ classes: [PageClass], fidelity: MemoryFidelity = .statistical
  ) -> SegmentMemory {
    var memory = SegmentMemory(classes: classes, fidelity: fidelity)
    memory.markAll()
    return memory
  }

  func stream() -> RandomStream { RandomStream(seed: 1, name: "memory test", replication: 0) }

  @Test("distinct dirty pages follow N (1 - e^(-wt/N))", arguments: [0.1, 0.5, 1, 3])
  func uniformLaw(writesPerPage: Double) {
    let pages = 100_000.0
    var stream = stream()
    var counts: [Double] = []
    for _ in 0..<50 {
      var memory = memory([
        PageClass(name: "hot", pages: Pages(Int(pages)), writes: .uniform(PagesPerSecond(1000)))
      ])
      memory.send(.infinity)
      memory.run(for: Seconds(writesPerPage * pages / 1000), speed: 1)
      counts.append(memory.readBitmap(drawing: &stream))
    }
    let expected = pages * (1 - exp(-writesPerPage))
    let summary = Summary(counts)!
    #expect(abs(summary.mean - expected) < 4 * summary.deviation! / 50.0.squareRoot())
  }
}
