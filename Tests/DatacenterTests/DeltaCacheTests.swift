import Quantities
import Randomness
import Testing

@testable import Datacenter

@Suite("A cache of pages as they were last sent")
struct DeltaCacheTests {
  /// 16 MiB that are written, and 16 that are not.
  static let classes = [
    PageClass(name: "hot", pages: Pages(4096), writes: .uniform(PagesPerSecond(1000))),
    PageClass(name: "cold", pages: Pages(4096), writes: .never),
  ]

  static func cache(mebibytes: Double, keepsHotPages: Bool = true) -> DeltaCache {
    DeltaCache(
      DeltaEncoding(
        cache: Bytes.mebibytes(mebibytes).pages, page: Bytes(18), keepsHotPages: keepsHotPages),
      classes: classes)
  }

  @Test("the first pass caches nothing, and the second finds nothing cached")
  func secondVisit() {
    var cache = Self.cache(mebibytes: 64)
    cache.note(4096, of: 0)
    cache.wrap()
    #expect(cache.hits(0) == 0)
    cache.note(2048, of: 0)
    #expect(cache.hits(0) == 0)
    cache.wrap()
    #expect(cache.hits(0) == 0.5)
    cache.note(4096, of: 0)
    cache.wrap()
    #expect(cache.hits(0) == 1)
  }

  @Test("of 16 MiB in an 8 MiB cache half are hits if hot pages are kept, none if they are not")
  func competition() {
    for (keepsHotPages, share) in [(true, 0.5), (false, 0)] {
      var cache = Self.cache(mebibytes: 8, keepsHotPages: keepsHotPages)
      for _ in 0..<4 {
        cache.wrap()
        cache.note(4096, of: 0)
      }
      cache.wrap()
      #expect(cache.hits(0) == share)
    }
  }

  /// Pages one by one, as QEMU keeps them: a miss enters a slot that is free or whose resident was not used
  /// in this round and the one before.
  private struct Slots {
    private var residents: [(page: Int, round: Int)?]

    init(_ count: Int) { residents = Array(repeating: nil, count: count) }

    /// Whether the page is a hit.
    mutating func send(_ page: Int, in round: Int) -> Bool {
      let slot = page % residents.count
      let isHit = residents[slot]?.page == page
      if isHit || (residents[slot].map { $0.round + 2 <= round } ?? true) {
        residents[slot] = (page, round)
      }
      return isHit
    }
  }

  /// A guest that writes the same `hot` pages nearly always, and of others 5 % each round.
  @Test(
    "hot pages stay in a cache that holds them, whatever else is written: page by page it is the same",
    arguments: [(2048, 0.95, 0), (2048, 0.6, 0), (2048, 0.6, 1), (8192, 0.9, 0), (32768, 0.9, 0)])
  func hotPages(slots: Int, hotShare: Double, hotPlace: Int) {
    var sizes = [16384]
    var sentShares = [0.05]
    sizes.insert(1024, at: hotPlace)
    sentShares.insert(hotShare, at: hotPlace)
    let classes = sizes.map {
      PageClass(name: "part", pages: Pages($0), writes: .uniform(PagesPerSecond(1)))
    }
    var cache = DeltaCache(
      DeltaEncoding(cache: Pages(slots), page: Bytes(18)), classes: classes)
    cache.wrap()
    var pages = Slots(slots)
    var stream = RandomStream(seed: 5, name: "pages", replication: 0)
    for round in 1...12 {
      var first = 0
      for part in 0...1 {
        var (sent, hits) = (0.0, 0.0)
        for page in first..<first + sizes[part] where stream.uniform() < sentShares[part] {
          sent += 1
          hits += pages.send(page, in: round) ? 1 : 0
        }
        #expect(
          abs(hits / sent - cache.hits(part)) < 0.1, "round \(round), part \(part)")
        first += sizes[part]
      }
      for part in 0...1 { cache.note(sentShares[part] * Double(sizes[part]), of: part) }
      cache.wrap()
    }
    if hotShare > 0.9 { #expect(cache.hits(hotPlace) > 0.9) }
  }

  @Test("a sweep finds none of its pages cached until it comes around to where it began")
  func sweep() {
    for (mebibytes, later) in [(64.0, 1.0), (8, 0)] {
      let classes = [
        PageClass(
          name: "sweep", pages: Pages(4096), writes: .sweep(PagesPerSecond(1000), phase: 0))
      ]
      var cache = DeltaCache(
        DeltaEncoding(cache: Bytes.mebibytes(mebibytes).pages, page: Bytes(18)), classes: classes)
      cache.wrap()
      for _ in 0..<4 {
        #expect(cache.hits(0) == 0)
        cache.note(1024, of: 0)
        cache.wrap()
      }
      #expect(cache.hits(0) == later)
    }
  }
}
