/// Pending pages of one class that the scan meets one after another.
struct PageRun {
  let pageClass: Int
  let pages: Double
  /// Whether the scan has begun anew at page 0 since the run before.
  let beginsAnew: Bool
}

extension SegmentMemory {
  var isAtStart: Bool { cursor == 0 }

  /// Tells of all pending pages in the order in which a scan by address meets them.
  func runs(_ body: (PageRun) -> Void) {
    for offset in segments.indices {
      let index = (cursor + offset) % segments.count
      let segment = segments[index]
      guard segment.pending > 0 else { continue }
      body(
        PageRun(
          pageClass: segment.pageClass, pages: segment.pending, beginsAnew: index < cursor))
    }
  }
}

extension PageMemory {
  var isAtStart: Bool { cursor == 0 }

  /// Tells of all pending pages in the order in which a scan by address meets them.
  func runs(_ body: (PageRun) -> Void) {
    visit(.infinity) { stretch, met, pageClass in
      body(
        PageRun(
          pageClass: pageClass, pages: Double(met), beginsAnew: stretch.lowerBound < cursor))
    }
  }
}
