import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("What is missing is counted in host pages")
struct MissingMemoryTests {
  let classes = [
    PageClass(name: "low", pages: Pages(768), writes: .uniform(PagesPerSecond(7680))),
    PageClass(name: "zero", pages: Pages(256), writes: .never, isZero: true),
    PageClass(name: "high", pages: Pages(1100), writes: .uniform(PagesPerSecond(1100))),
  ]
  let wire = WireFormat(pageHeader: Bytes(8), zeroPage: Bytes(1))

  func missing(_ pending: [Int], _ hostPage: HostPage, replication: UInt64 = 0) -> MissingMemory {
    var stream = RandomStream(seed: 1, name: "missing", replication: replication)
    let stretches = zip(classes, pending).enumerated().map { index, pair in
      MemoryStretch(pageClass: index, pages: pair.0.pages.count, pending: pair.1)
    }
    return MissingMemory(
      of: stretches, classes, hostPage: hostPage, wire: wire, drawing: &stream)
  }

  @Test("pages of 4 KiB are as many as are pending, at their price")
  func small() {
    let missing = missing([700, 256, 5], .small)
    #expect(missing.count == 961)
    #expect(missing.bytes.value == 705 * 4104 + 256 * 9)
    #expect(missing.touches == 700 * 10 + 5)
  }

  @Test("pages of 2 MiB are whole, whatever classes share them")
  func large() {
    let missing = missing([768, 256, 1100], .large)
    #expect(missing.runs.map(\.span) == [1, 1, 2, 1])
    #expect(missing.runs.map(\.pages) == [512, 512, 512, 76])
    let prices: [Double] = [2_101_248, 1_052_928, 2_101_248, 311_904]
    #expect(missing.runs.map(\.bytes) == prices)
    #expect(missing.runs.map(\.touches) == [5120, 2560, 512, 76])
    #expect(missing.pages == 2124)
    #expect(missing.bytes.value == 1868 * 4104 + 256 * 9)
  }

  @Test("one dirty page anywhere drops its whole host page")
  func canonical() {
    let counts = (0..<200).map { missing([0, 0, 1], .large, replication: $0).count }
    // One page in 1100: each host page holds it with a probability near its share of the class.
    let mean = Double(counts.reduce(0, +)) / 200
    #expect(mean > 0.7 && mean < 1.2)
    #expect(missing([0, 0, 0], .large).count == 0)
  }

  @Test("a run is cut where a sweep takes a page, and nothing is lost")
  func cut() {
    var missing = missing([768, 256, 1100], .small)
    let isCut = missing.take(100, of: 0)
    #expect(isCut)
    #expect(missing.runs[0].span == 100)
    #expect(missing.runs[1].start == 101 && missing.runs[1].missing == 667)
    let isCutAgain = missing.take(101, of: 1)
    #expect(!isCutAgain, "the first page of a run needs no cut")
    #expect(missing.runs[1].start == 102)
    #expect(missing.run(at: 101) == nil)
    #expect(missing.run(at: 102) == 1)
    #expect(missing.count == 2122)
  }

  @Test("the first pages of a run arrive in order, as far apart as they lie")
  func takeFirst() {
    var missing = missing([384, 0, 0], .small)
    var push = PushHead(scanFrom: 0)
    missing.receive(192 * 4104, from: &push)
    #expect(abs(missing.runs[0].start - 384) <= 1)
    missing.receive(192 * 4104, from: &push)
    #expect(missing.count == 0)
    #expect(missing.runs[0].span >= 0)
  }

  @Test("a scan that stands in the middle begins there")
  func scan() {
    var missing = missing([768, 0, 0], .small)
    #expect([missing.cut(at: 300), missing.cut(at: 300)] == [1, 1])
    #expect(missing.runs[1].start == 300 && missing.runs[1].missing == 468)
    #expect(missing.count == 768)
  }
}

extension MissingMemory {
  /// So many bytes of a push arrive.
  fileprivate mutating func receive(_ bytes: Double, from push: inout PushHead) {
    var total = total
    defer { self.total = total }
    var runs = runs.mutableSpan
    push.deliver(bytes, of: &runs, &total)
  }
}
