import Glibc
import Quantities
import Randomness

/// Reading the dirty bitmap.
extension SegmentMemory {
  /// Every page becomes pending, and the bitmap is reset.
  mutating func markAll() {
    for index in segments.indices {
      let segment = segments[index]
      segments[index] = Segment(
        pageClass: segment.pageClass, pages: segment.pages, pending: segment.pages,
        part: segment.part)
    }
    pending = pages
    merge()
    for index in classes.indices { forgetWrites(index) }
  }

  /// Reads and resets the bitmap: pages written since the last read become pending.
  ///
  /// - Returns: how many were not pending before.
  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    let before = pending
    for index in found.indices { found[index] = 0 }
    Self.readUniform(
      &segments, of: classes, exposure, into: &pending, &found, fidelity, drawing: &stream)
    for index in classes.indices {
      if exposure[index] > 0, case .sweep = classes[index].writes {
        let unswept = pending
        markSwept(index)
        found[index] = pending - unswept
      }
      forgetWrites(index)
    }
    return pending - before
  }

  /// Reads the classes whose pages are all written alike.
  ///
  /// It is static so that it can hold spans of several arrays at a time: whether an array is shared is then
  /// checked once, and not at each element.
  private static func readUniform(
    _ segments: inout [Segment], of classes: [PageClass], _ exposure: [Double],
    into pending: inout Double, _ found: inout [Double], _ fidelity: MemoryFidelity,
    drawing stream: inout RandomStream
  ) {
    let classes = classes.span
    var found = found.mutableSpan
    var segments = segments.mutableSpan
    for place in segments.indices {
      let segment = segments[place]
      let (pageClass, exposure) = (segment.pageClass, exposure[segment.pageClass])
      if exposure > 0, case .uniform = classes[pageClass].writes {
        let dirtied =
          segment.skipped
          + fidelity.hits(among: segment.others, exposure: exposure, drawing: &stream)
          + fidelity.hits(
            among: segment.proven, exposure: exposure - segment.provenAt, drawing: &stream)
        segments[place].pending += dirtied
        segments[place].skipped = 0
        segments[place].proven = 0
        pending += dirtied
        found[pageClass] += dirtied
      }
    }
  }

  private mutating func forgetWrites(_ index: Int) {
    if case .sweep = classes[index].writes {
      sweepStart[index] = (sweepStart[index] + exposure[index])
        .truncatingRemainder(dividingBy: Double(classes[index].pages.count))
    }
    exposure[index] = 0
  }

  // MARK: Sweeps

  /// The first page that a sweep has written since the last read, and how many follow it.
  func sweptPages(_ index: Int) -> (low: Double, reach: Double) {
    let size = Double(classes[index].pages.count)
    let low = fidelity == .fluid ? sweepStart[index] : sweepStart[index].rounded(.down)
    let end = sweepStart[index] + exposure[index]
    let high = fidelity == .fluid ? end : end.rounded(.down)
    return (low, min(size, high - low))
  }

  /// The arc of pages that a sweep passed over since the last read becomes pending.
  private mutating func markSwept(_ index: Int) {
    let size = Double(classes[index].pages.count)
    let (low, reach) = sweptPages(index)
    guard reach > 0 else { return }
    if reach >= size {
      mark(from: 0, to: size, of: index)
    } else if low + reach <= size {
      mark(from: low, to: low + reach, of: index)
    } else {
      mark(from: low, to: size, of: index)
      mark(from: 0, to: low + reach - size, of: index)
    }
  }

  /// Marks pages `low..<high` of a class pending, cutting segments at both ends.
  private mutating func mark(from low: Double, to high: Double, of pageClass: Int) {
    scratch.removeAll(keepingCapacity: true)
    var position = 0.0
    var newCursor = 0
    for (index, segment) in segments.enumerated() {
      if index == cursor { newCursor = scratch.count }
      guard segment.pageClass == pageClass else {
        scratch.append(segment)
        continue
      }
      let start = position
      let end = position + segment.pages
      position = end
      let a = max(start, low)
      let b = min(end, high)
      guard a < b, segment.pending < segment.pages else {
        scratch.append(segment)
        continue
      }
      // A scattered scan may have left some pages of the stretch pending, evenly spread.
      var before = segment.pending * (a - start) / segment.pages
      var after = segment.pending * (end - b) / segment.pages
      if fidelity != .fluid {
        before.round(.down)
        after.round(.down)
      }
      if a > start {
        scratch.append(Segment(pageClass: pageClass, pages: a - start, pending: before))
      }
      scratch.append(Segment(pageClass: pageClass, pages: b - a, pending: b - a))
      if b < end { scratch.append(Segment(pageClass: pageClass, pages: end - b, pending: after)) }
      pending += before + (b - a) + after - segment.pending
    }
    swap(&segments, &scratch)
    cursor = newCursor
    merge()
  }
}
