import Glibc
import Quantities
import Testing

@testable import Datacenter

@Suite("What first writes cost")
struct FirstWritesTests {
  static func writes(_ gibibytes: Double, _ law: WriteLaw, cost: Seconds) -> FirstWrites {
    FirstWrites(
      [PageClass(name: "all", pages: Bytes.gibibytes(gibibytes).pages, writes: law)], cost: cost,
      vcpus: 1)
  }

  /// QEMU commit 34a68001f1: 3e6 writes/s all over 24 GiB. In 100 ms 11,495 MiB/s of distinct pages
  /// would be dirtied; the bitmap finds 5597. In 1 s it is 9354 and 2084: first writes then cost more.
  @Test(
    "a measured guest dirties half as much, or a quarter, when each first write costs 0.36 or 1.54 us",
    arguments: [(0.1, 0.36, 11_495.0, 5597.0), (1.0, 1.54, 9354, 2084)])
  func measured(window: Double, cost: Double, theory: Double, found: Double) {
    func dirtied(_ cost: Double) -> Double {
      var writes = Self.writes(24, .uniform(PagesPerSecond(3e6)), cost: .microseconds(cost))
      let work = writes.run(
        for: Seconds(window), from: .start, to: Instant(window), following: []
      ).value
      let pages = Double(Bytes.gibibytes(24).pages.count)
      return -pages * expm1(-3e6 * work / pages) / 256 / window
    }
    #expect(abs(dirtied(0) - theory) < 0.025 * theory)
    #expect(abs(dirtied(cost) - found) < 0.03 * found)
  }

  @Test("a stretch may be cut anywhere", arguments: [1.0, 0.5, 0.013])
  func cuts(step: Double) {
    for law in [
      WriteLaw.uniform(PagesPerSecond(1e5)), .sweep(PagesPerSecond(2e5), phase: 0.3),
    ] {
      var whole = Self.writes(1, law, cost: .microseconds(5))
      let expected = whole.run(for: Seconds(3), from: .start, to: Instant(4), following: [])
      var parts = Self.writes(1, law, cost: .microseconds(5))
      var work = Seconds.zero
      var now = 0.0
      while now < 4 {
        let end = min(4, now + step)
        work += parts.run(
          for: Seconds((end - now) * 0.75), from: Instant(now), to: Instant(end), following: [])
        now = end
      }
      // Within a stretch a guest's speed is one number; a sweep that comes around does so earlier.
      #expect(abs((work - expected).value) < 1e-9)
    }
  }

  @Test("without writes, or without a cost, all of the time is work")
  func nothing() {
    var idle = Self.writes(1, .never, cost: .milliseconds(1))
    #expect(idle.run(for: Seconds(2), from: .start, to: Instant(3), following: []) == Seconds(2))
    var free = Self.writes(1, .uniform(PagesPerSecond(1e6)), cost: .zero)
    #expect(free.run(for: Seconds(2), from: .start, to: Instant(3), following: []) == Seconds(2))
  }
}
