import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("What each class contributes")
struct FoundByClassTests {
  @Test(
    "a read's pages are the sum of its classes', and none are of a class that is not written",
    arguments: [MemoryFidelity.fluid, .statistical, .pages])
  func sum(fidelity: MemoryFidelity) {
    var memory = Memory(
      classes: [
        PageClass(name: "hot", pages: Pages(1000), writes: .uniform(PagesPerSecond(2000))),
        PageClass(
          name: "swept", pages: Pages(5000), writes: .sweep(PagesPerSecond(700), phase: 0.9)),
        PageClass(name: "still", pages: Pages(3000), writes: .never),
        PageClass(name: "cold", pages: Pages(9000), writes: .uniform(PagesPerSecond(500))),
      ], fidelity: fidelity)
    var stream = RandomStream(seed: 1, name: "found by class", replication: 0)
    memory.markAll()
    for pass in 0..<6 {
      memory.send(pass == 2 ? 100 : .infinity)
      memory.run(for: Seconds(1), speed: 1)
      let read = memory.readBitmap(drawing: &stream)
      #expect(abs((0..<4).reduce(0) { $0 + memory.found(in: $1) } - read) < 1e-6)
      #expect(memory.found(in: 2) == 0 && memory.found(in: 0) > 0 && memory.found(in: 3) > 0)
      if pass == 0 { #expect(abs(memory.found(in: 1) - 700) < 1e-6) }
    }
  }
}
