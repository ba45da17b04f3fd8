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
    for index in cursor..<segments.count { run(at: index).map(body) }
    for index in 0..<cursor { run(at: index).map(body) }
  }

  /// The pending pages of a segment, if it has any.
  private func run(at index: Int) -> PageRun? {
    guard segments[index].pending > 0 else { return nil }
    return PageRun(
      pageClass: segments[index].pageClass, pages: segments[index].pending,
      beginsAnew: index < cursor)
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
