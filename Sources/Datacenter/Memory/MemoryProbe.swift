package import Quantities
package import Randomness

/// The memory of a migration by itself, for benchmarks and studies outside this module.
package struct MemoryProbe {
  private var memory: Memory

  package init(classes: [PageClass], fidelity: MemoryFidelity) {
    memory = Memory(classes: classes, fidelity: fidelity)
  }

  /// Known dirty and not yet sent.
  package var pending: Double { memory.pending }
  /// The guest runs for a time.
  package mutating func run(for time: Seconds) { memory.run(for: time, speed: 1) }
  /// Every page becomes pending.
  package mutating func markAll() { memory.markAll() }
  /// Reads the dirty bitmap; answers how many pages became pending.
  package mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    memory.readBitmap(drawing: &stream)
  }
  /// The order in which the next pages are visited.
  package mutating func scan(_ order: Order.Scan) { memory.scan(order) }
  /// Sends pages; answers how many.
  package mutating func send(_ count: Double) -> Double {
    let (full, zero) = memory.send(count)
    return full + zero
  }
  /// Sends a batch after a look at the bitmap; answers how many pages went out.
  package mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> Double {
    let (full, zero, _) = memory.sendBatch(count, drawing: &stream)
    return full + zero
  }
}
