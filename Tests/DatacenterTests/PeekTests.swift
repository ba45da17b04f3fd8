import Glibc
import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("Batches after a look at the bitmap")
struct PeekTests {
  /// What one pass in batches of 1024 pages, a step of exposure before each, makes of a class.
  struct Pass {
    var sent = 0.0
    var skipped = 0.0
    var dirtied = 0.0
  }

  static let pages = 102_400
  static let step = 0.004

  func pass(
    _ writes: WriteLaw, scan: Order.Scan, fidelity: MemoryFidelity, replication: UInt64 = 0
  ) -> Pass {
    var stream = RandomStream(seed: 3, name: "peek test", replication: replication)
    var memory = SegmentMemory(
      classes: [
        PageClass(name: "cold", pages: Pages(5000), writes: .never),
        PageClass(name: "hot", pages: Pages(Self.pages), writes: writes),
      ], fidelity: fidelity)
    memory.markAll()
    memory.scan(scan)
    var pass = Pass()
    while memory.pending > 0 {
      let batch = memory.sendBatch(1024, drawing: &stream)
      pass.sent += batch.full + batch.zero
      pass.skipped += batch.skipped
      memory.run(for: Seconds(1), speed: 1)
      #expect(memory.segments.allSatisfy { $0.others > -1e-6 && $0.pages >= 0 })
    }
    #expect(abs(memory.segments.reduce(0) { $0 + $1.pages } - memory.pages) < 1e-6)
    pass.dirtied = memory.readBitmap(drawing: &stream)
    return pass
  }

  static let uniform = WriteLaw.uniform(PagesPerSecond(step * Double(pages)))

  @Test(
    "every pending page is sent or passed over", arguments: [Order.Scan.fromStart, .bitRotated])
  func books(scan: Order.Scan) {
    let pass = pass(Self.uniform, scan: scan, fidelity: .statistical)
    #expect(pass.sent + pass.skipped == Double(Self.pages + 5000))
  }

  @Test("a page is dirty at the next read if it was written at all, whenever it was looked at")
  func laws() throws {
    // The first 5000 pages, and the steps that they take, come before the class that is written.
    let first = 5000.0 / 1024
    var expected = 0.0
    for page in stride(from: 0, to: Double(Self.pages), by: 16) {
      let batch = ((page + 5000) / 1024).rounded(.down)
      expected += 16 * -expm1(-Self.step * batch)
    }
    let steps = (first + Double(Self.pages) / 1024).rounded(.up)
    let all = Double(Self.pages) * -expm1(-Self.step * steps)

    let passes = (0..<40).map {
      pass(Self.uniform, scan: .fromStart, fidelity: .statistical, replication: $0)
    }
    let skipped = try #require(Summary(passes.map(\.skipped)))
    let dirtied = try #require(Summary(passes.map(\.dirtied)))
    #expect(abs(skipped.mean - expected) < 4 * skipped.deviation! / 40.0.squareRoot())
    #expect(abs(dirtied.mean - all) < 4 * dirtied.deviation! / 40.0.squareRoot())
    // Binomial: of the variance N p (1 - p), the sample's lies within a factor of 2.
    let variance = all * (1 - all / Double(Self.pages))
    #expect((0.5...2).contains(dirtied.deviation! * dirtied.deviation! / variance))
  }

  @Test(
    "the fluid memory gives the expected values", arguments: [Order.Scan.fromStart, .bitRotated])
  func fluid(scan: Order.Scan) throws {
    let passes = (0..<20).map {
      pass(Self.uniform, scan: scan, fidelity: .statistical, replication: $0)
    }
    let expected = pass(Self.uniform, scan: scan, fidelity: .fluid)
    let skipped = try #require(Summary(passes.map(\.skipped)))
    #expect(abs(skipped.mean - expected.skipped) < 6 * skipped.deviation! / 20.0.squareRoot())
  }

  @Test("a sweep ahead of the scan is passed over where it has been, and found by the next read")
  func sweep() {
    // The sweep starts half-way and writes 256 pages a step; the scan passes 1024 a step, reaches
    // the swept half after 54.9 steps and catches up with the sweep's front after 73.2.
    let pass = pass(
      .sweep(PagesPerSecond(256), phase: 0.5), scan: .fromStart, fidelity: .statistical)
    #expect(abs(pass.skipped - 73.2 * 256) < 256)
    #expect(pass.dirtied == 256 * 105)
  }
}
