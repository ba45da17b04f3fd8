import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Memory by numbers and memory by pages agree")
struct FidelityTests {
  /// How an engine goes over memory, driven without a network: a page takes its time on the wire.
  enum Policy: String, CaseIterable {
    /// Five passes by address, then darkness (Xen since 4.7).
    case passes
    /// Passes by address with a look before every 1024 pages (Xen to 4.5).
    case peeks
    /// The same in the pseudo-random order (Xen 2 and 3).
    case rotatedPeeks
    /// Turns of 500 pages by address, going on where the last one ended; the bitmap is read when what
    /// is pending falls under a threshold, and what was not sent stays pending (QEMU).
    case turns
  }

  struct Outcome {
    var total = 0.0
    var downtime = 0.0
    var sent = 0.0
  }

  static func run(
    _ policy: Policy, _ classes: [PageClass], fidelity: MemoryFidelity, bandwidth: Double,
    replication: UInt64
  ) -> Outcome {
    var stream = RandomStream(
      seed: 11, name: "agreement", entity: fidelity.rawValue, replication: replication)
    var memory = Memory(classes: classes, fidelity: fidelity)
    var outcome = Outcome()
    func wire(_ pages: Double, _ memory: inout Memory, live: Bool) {
      let time = pages * 4096 / bandwidth
      if live { memory.run(for: Seconds(time), speed: 1) } else { outcome.downtime += time }
      outcome.total += time
      outcome.sent += pages * 4096
    }
    memory.markAll()
    switch policy {
    case .passes:
      for _ in 0..<5 {
        memory.scan(.fromStart)
        wire(memory.pending, &memory, live: true)
        memory.send()
        _ = memory.readBitmap(drawing: &stream)
      }
    case .peeks, .rotatedPeeks:
      for _ in 0..<6 {
        memory.scan(policy == .peeks ? .fromStart : .bitRotated)
        while memory.pending > 0 {
          let batch = memory.sendBatch(1024, drawing: &stream)
          wire(batch.full + batch.zero, &memory, live: true)
        }
        _ = memory.readBitmap(drawing: &stream)
      }
    case .turns:
      memory.scan(.cyclic)
      let threshold = bandwidth * 0.03 / 4096
      for _ in 0..<12 {
        while memory.pending > threshold {
          let (full, zero) = memory.send(500)
          wire(full + zero, &memory, live: true)
        }
        _ = memory.readBitmap(drawing: &stream)
        if memory.pending <= threshold { break }
      }
    }
    wire(memory.pending, &memory, live: false)
    return outcome
  }

  static let mixes: [[PageClass]] = [
    [PageClass(name: "all", pages: Pages(16_384), writes: .uniform(PagesPerSecond(4000)))],
    [
      PageClass(name: "hot", pages: Pages(1000), writes: .uniform(PagesPerSecond(5000))),
      PageClass(name: "cold", pages: Pages(12_000), writes: .uniform(PagesPerSecond(900))),
      PageClass(name: "still", pages: Pages(3000), writes: .never),
    ],
  ]

  @Test(
    "in total time, downtime and bytes", arguments: Policy.allCases, [0, 1])
  func agreement(policy: Policy, mix: Int) {
    let runs = 300
    func outcomes(_ fidelity: MemoryFidelity) -> [Outcome] {
      (0..<runs).map {
        Self.run(
          policy, Self.mixes[mix], fidelity: fidelity, bandwidth: 50e6, replication: UInt64($0))
      }
    }
    let numbers = outcomes(.statistical)
    let pages = outcomes(.pages)
    for metric in [\Outcome.total, \.downtime, \.sent] {
      let test = KolmogorovSmirnov(
        numbers.map { $0[keyPath: metric] }, pages.map { $0[keyPath: metric] })
      let a = Summary(numbers.map { $0[keyPath: metric] })!
      let b = Summary(pages.map { $0[keyPath: metric] })!
      // Of 24 comparisons, one at most is expected to fail in a hundred studies.
      #expect(
        test.pValue > 0.01 / 24,
        "\(metric): \(a.mean) ± \(a.deviation!) by numbers, \(b.mean) ± \(b.deviation!) by pages")
    }
  }
}
