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
    let segments = segments.span
    func tell(_ index: Int) {
      let pages = segments[index].pending
      guard pages > 0 else { return }
      body(
        PageRun(pageClass: segments[index].pageClass, pages: pages, beginsAnew: index < cursor))
    }
    for index in cursor..<segments.count { tell(index) }
    for index in 0..<cursor { tell(index) }
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
