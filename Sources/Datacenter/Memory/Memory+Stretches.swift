import Quantities

/// The memory as a list of stretches, for what begins where pre-copy ends.
extension Memory {
  /// All pages in address order, with how many are pending where. The fluid memory's counts are
  /// rounded to whole pages, page by page from the start, so that they add up.
  var stretches: [MemoryStretch] { explicit?.stretches ?? segments.stretches }

  /// The page at which the scan stands.
  var cursor: Int {
    if let explicit { return explicit.rotation == nil ? explicit.cursor : 0 }
    let ahead = segments.segments.prefix(segments.rotation != nil ? 0 : segments.cursor)
    return Int(ahead.reduce(0) { $0 + $1.pages }.rounded())
  }

  /// Where a sweep stands, in pages from the start of its class.
  func sweepPosition(of index: Int) -> Double {
    let size = Double(classes[index].pages.count)
    let position =
      if let explicit {
        explicit.sweepPosition[index] + explicit.unseen[index]
      } else {
        segments.writes[index].sweepStart + segments.writes[index].exposure
      }
    return position.truncatingRemainder(dividingBy: size)
  }
}

extension SegmentMemory {
  var stretches: [MemoryStretch] {
    var pages = 0.0
    var dirty = 0.0
    return segments.map { segment in
      let (pagesBefore, dirtyBefore) = (pages.rounded(), dirty.rounded())
      pages += segment.pages
      dirty += segment.pending
      let span = Int(pages.rounded() - pagesBefore)
      return MemoryStretch(
        pageClass: segment.pageClass, pages: span,
        pending: min(span, Int(dirty.rounded() - dirtyBefore)))
    }
  }
}

extension PageMemory {
  /// The classes, cut where the scan stands.
  var stretches: [MemoryStretch] {
    let cut = rotation == nil ? cursor : 0
    return ranges.enumerated().flatMap { index, range in
      [range.clamped(to: 0..<cut), range.clamped(to: cut..<known.count)]
        .filter { !$0.isEmpty }
        .map { part in
          MemoryStretch(pageClass: index, pages: part.count, pending: known.count(in: part))
        }
    }
  }
}

/// A stretch of one class of a VM's memory: how many pages, and how many of them are pending.
struct MemoryStretch: Equatable {
  var pageClass: Int
  var pages: Int
  var pending: Int
}
