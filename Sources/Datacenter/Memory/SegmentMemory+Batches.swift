import Glibc
import Quantities
import Randomness

/// Sending in batches with a look at the bitmap before each: Xen's peek.
///
/// Of n pages looked at after exposure E_b, Binomial(n, 1 - e^(-E_b)) have been written again since
/// the last read. They are passed over, and the next read, at exposure E, finds them. Those that are
/// sent are found with probability 1 - e^(-(E - E_b)). Batch after batch, a segment keeps one count of
/// pages that were clean at one exposure: before more are added, those written meanwhile leave it.
extension SegmentMemory {

  /// Of the next `count` pending pages that the scan meets, sends those that have not been written
  /// since the last read and passes over the others; none of them is pending any longer.
  ///
  /// - Complexity: O(1) for a scan by address, O(segments) in the pseudo-random order.
  mutating func sendBatch(_ count: Double, drawing stream: inout RandomStream) -> BatchCounts {
    if rotation != nil { return sendRotatedBatch(count, drawing: &stream) }
    var batch = BatchCounts(0, 0, 0)
    var left = min(count, pending)
    for _ in 0...segments.count where left > 0 {
      let taken = min(left, segments[cursor].pending)
      left -= taken
      let skipped = rewritten(taken, drawing: &stream)
      note(taken, skipped: skipped, of: cursor, in: &batch)
      passOver(taken, skipped: skipped, drawing: &stream)
    }
    if pending < 1e-6 { pending = 0 }
    return batch
  }

  /// So many pending pages of a segment, met anywhere in it, are sent or passed over.
  mutating func pass(
    _ taken: Double, of index: Int, into batch: inout BatchCounts,
    drawing stream: inout RandomStream
  ) {
    let skipped = rewritten(taken, of: index, drawing: &stream)
    note(taken, skipped: skipped, of: index, in: &batch)
    segments[index].pending -= taken
    record(sent: taken - skipped, skipped: skipped, in: index, drawing: &stream)
  }

  private mutating func note(
    _ taken: Double, skipped: Double, of index: Int, in batch: inout BatchCounts
  ) {
    pending -= taken
    batch.skipped += skipped
    if classes[segments[index].pageClass].isZero {
      batch.zero += taken - skipped
    } else {
      batch.full += taken - skipped
    }
  }

  // MARK: Written again

  /// Of the next pages of the cursor's segment, how many have been written since the last read.
  private func rewritten(_ taken: Double, drawing stream: inout RandomStream) -> Double {
    let segment = segments[cursor]
    guard case .sweep = classes[segment.pageClass].writes, segment.pending == segment.pages else {
      return rewritten(taken, of: cursor, drawing: &stream)
    }
    let start = position(of: cursor)
    return swept(from: start, to: start + taken, of: segment.pageClass)
  }

  /// Of some pending pages anywhere in a segment, how many have been written since the last read.
  private func rewritten(
    _ taken: Double, of index: Int, drawing stream: inout RandomStream
  ) -> Double {
    let segment = segments[index]
    switch classes[segment.pageClass].writes {
    case .never: return 0
    case .uniform:
      return fidelity.hits(
        among: taken, exposure: writes[segment.pageClass].exposure, drawing: &stream)
    case .sweep:
      if let rotation, fidelity != .fluid {
        return sweptAgain(taken, of: index, in: rotation, drawing: &stream)
      }
      let start = position(of: index)
      let hit = swept(from: start, to: start + segment.pages, of: segment.pageClass)
      let share = taken * hit / segment.pages
      return fidelity == .fluid ? share : share.rounded()
    }
  }

  /// Where a segment starts, in pages from the start of its class.
  func position(of index: Int) -> Double {
    var position = 0.0
    var earlier = index - 1
    while earlier >= 0, segments[earlier].pageClass == segments[index].pageClass {
      position += segments[earlier].pages
      earlier -= 1
    }
    return position
  }

  /// How many of the pages `start..<end` of a class its sweep has written since the last read.
  private func swept(from start: Double, to end: Double, of pageClass: Int) -> Double {
    let size = Double(classes[pageClass].pages.count)
    let (low, reach) = sweptPages(pageClass)
    // The part of the arc beyond the end of the class lies at its start.
    return max(0, min(end, low + reach) - max(start, low))
      + max(0, min(end, low + reach - size) - start)
  }

  // MARK: Accounting

  /// The scan moves on within the cursor's segment, or past it. What it leaves behind joins the
  /// stretch that it left behind before.
  private mutating func passOver(
    _ taken: Double, skipped: Double, drawing stream: inout RandomStream
  ) {
    var ahead = segments[cursor]
    let isWhole = taken == ahead.pending
    var behind = cursor - 1
    if cursor == 0 || segments[behind].pageClass != ahead.pageClass || segments[behind].pending > 0
    {
      if isWhole {
        segments[cursor].pending = 0
        record(sent: taken - skipped, skipped: skipped, in: cursor, drawing: &stream)
        cursor = cursor + 1 == segments.count ? 0 : cursor + 1
        return
      }
      segments.insert(Segment(pageClass: ahead.pageClass, pages: 0, pending: 0), at: cursor)
      behind = cursor
      cursor += 1
    }
    let pages = isWhole ? ahead.pages : passed(ahead, until: taken)
    segments[behind].pages += pages
    record(sent: taken - skipped, skipped: skipped, in: behind, drawing: &stream)
    if ahead.skipped + ahead.proven > 0 {
      // An earlier scan of the same round was broken off here.
      age(cursor, drawing: &stream)
      ahead = segments[cursor]
      let known = min(ahead.skipped, pages - taken)
      let proven = min(ahead.proven, pages - taken - known)
      segments[behind].skipped += known
      segments[behind].proven += proven
      ahead.skipped -= known
      ahead.proven -= proven
    }
    ahead.pages -= pages
    ahead.pending -= taken
    segments[cursor] = ahead
    if isWhole {
      segments.remove(at: cursor)
      if cursor == segments.count { cursor = 0 }
    }
  }

  /// Pages of a segment were sent, known clean at the present exposure, and others passed over.
  private mutating func record(
    sent: Double, skipped: Double, in index: Int, drawing stream: inout RandomStream
  ) {
    // A sweep's arc is known at every instant.
    guard case .uniform = classes[segments[index].pageClass].writes else { return }
    age(index, drawing: &stream)
    segments[index].proven += sent
    segments[index].skipped += skipped
  }

  /// Pages that were clean at an earlier exposure, and have been written since, are clean no more.
  private mutating func age(_ index: Int, drawing stream: inout RandomStream) {
    let now = writes[segments[index].pageClass].exposure
    let written = fidelity.hits(
      among: segments[index].proven, exposure: now - segments[index].provenAt, drawing: &stream)
    segments[index].proven -= written
    segments[index].skipped += written
    segments[index].provenAt = now
  }
}
