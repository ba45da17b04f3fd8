import Quantities
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
}
