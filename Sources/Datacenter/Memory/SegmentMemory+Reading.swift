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
    for index in writes.indices { forgetWrites(index) }
    for index in translated.indices {
      translated[index].forget(pending: Double(classes[index].pages.count))
    }
  }

  /// Reads and resets the bitmap: pages written since the last read become pending.
  ///
  /// - Returns: how many were not pending before.
  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    let before = pending
    for index in translated.indices where !writes[index].isSweep { leaveOutUnmarked(in: index) }
    Self.readUniform(&segments, of: &writes, into: &pending, fidelity, drawing: &stream)
    for index in translated.indices { translated[index].add(pending: writes[index].found) }
    for index in writes.indices {
      if writes[index].isSweep, writes[index].exposure > 0 {
        let unswept = pending
        markSwept(index)
        writes[index].found = pending - unswept
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
    _ segments: inout [Segment], of writes: inout [ClassWrites], into pending: inout Double,
    _ fidelity: MemoryFidelity, drawing stream: inout RandomStream
  ) {
    var writes = writes.mutableSpan
    var segments = segments.mutableSpan
    for index in writes.indices { writes[index].found = 0 }
    for place in segments.indices {
      let pageClass = segments[place].pageClass
      let exposure = writes[pageClass].exposure
      guard exposure > 0, !writes[pageClass].isSweep else { continue }
      let (others, proven) = (segments[place].others, segments[place].proven)
      var dirtied = segments[place].skipped
      if others > 0 {
        dirtied += fidelity.hits(among: others, exposure: exposure, drawing: &stream)
      }
      if proven > 0 {
        dirtied += fidelity.hits(
          among: proven, exposure: exposure - segments[place].provenAt, drawing: &stream)
      }
      segments[place].pending += dirtied
      segments[place].skipped = 0
      segments[place].proven = 0
      pending += dirtied
      writes[pageClass].found += dirtied
    }
  }

  /// What an emulated guest has written counts as far as it is marked.
  private mutating func leaveOutUnmarked(in index: Int) {
    let size = Double(classes[index].pages.count)
    let waiting = segments.reduce(0) { $1.pageClass == index ? $0 + $1.pending : $0 }
    writes[index].exposure = translated[index].marking(
      writes[index].exposure, among: size, waiting: waiting)
  }

  private mutating func forgetWrites(_ index: Int) {
    writes[index].forget(pages: Double(classes[index].pages.count))
  }

  // MARK: Sweeps

  /// The first page that a sweep has written since the last read, and how many follow it.
  func sweptPages(_ index: Int) -> (low: Double, reach: Double) {
    let size = Double(classes[index].pages.count)
    let start = writes[index].sweepStart
    let low = fidelity == .fluid ? start : start.rounded(.down)
    let end = start + writes[index].exposure
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
