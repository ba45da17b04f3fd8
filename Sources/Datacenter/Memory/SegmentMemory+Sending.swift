import Quantities

/// Sending pages, and what they cost.
extension SegmentMemory {
  /// The order in which the next pages are visited. A cyclic scan goes on where it stands.
  mutating func scan(_ order: Order.Scan) {
    if order == .bitRotated, pages > 1024 { return scanRotated() }
    scanByAddress()
    if order != .cyclic { rewind() }
  }

  /// The next scan starts at page 0.
  mutating func rewind() {
    cursor = 0
    merge()
  }

  /// Sends the next pages that the scan meets: as many as given, or all that are pending.
  ///
  /// - Returns: how many of them have content and how many are zero.
  @discardableResult
  mutating func send(_ count: Double = .infinity) -> PageCounts {
    if rotation != nil, count < pending { return sendScattered(count) }
    var left = min(count, pending)
    var full = 0.0
    var zero = 0.0
    // Once around the ring is enough; rounding may leave a trace of `left` in the fluid memory.
    for _ in 0...segments.count where left > 0 {
      let waiting = segments[cursor].pending
      let taken = min(left, waiting)
      if classes[segments[cursor].pageClass].isZero { zero += taken } else { full += taken }
      left -= taken
      pending -= taken
      if taken == waiting {
        segments[cursor].pending = 0
        cursor = cursor + 1 == segments.count ? 0 : cursor + 1
      } else {
        cut(after: taken)
      }
    }
    if count == .infinity { pending = 0 }
    merge()
    return (full, zero)
  }

  /// A scattered scan meets the pending pages of all segments alike.
  private mutating func sendScattered(_ count: Double) -> PageCounts {
    var full = 0.0
    var zero = 0.0
    var left = count
    var remaining = pending
    for index in segments.indices {
      let taken = share(of: index, of: left, from: remaining)
      remaining -= segments[index].pending
      left -= taken
      segments[index].pending -= taken
      if classes[segments[index].pageClass].isZero { zero += taken } else { full += taken }
    }
    pending -= full + zero
    return (full, zero)
  }

  /// How many of `count` pages, taken alike from this segment and those after it, which have
  /// `remaining` pending, fall to this one.
  private func share(of index: Int, of count: Double, from remaining: Double) -> Double {
    guard remaining > 0 else { return 0 }
    let taken = count * min(1, segments[index].pending / remaining)
    return fidelity == .fluid ? taken : min(taken.rounded(), segments[index].pending)
  }

  // MARK: Costs

  /// Of the next pages that the scan meets, how many have content and how many are zero.
  func next(_ count: Double) -> PageCounts {
    var left = min(count, pending)
    var remaining = pending
    var full = 0.0
    var zero = 0.0
    for offset in segments.indices where left > 0 {
      let index = rotation != nil ? offset : (cursor + offset) % segments.count
      let taken =
        rotation != nil
        ? share(of: index, of: left, from: remaining) : min(left, segments[index].pending)
      remaining -= segments[index].pending
      left -= taken
      if classes[segments[index].pageClass].isZero { zero += taken } else { full += taken }
    }
    return (full, zero)
  }

  /// How many of the next pages that the scan meets cost no more than so many bytes: whole pages,
  /// the most for which `cost(ofNext:as:)` does not exceed them.
  func pages(within bytes: Bytes, as wire: WireFormat) -> Double {
    var left = bytes.value
    var count = 0.0
    if rotation != nil {
      count = min(pending, left / (costOfPending(as: wire).value / max(pending, 1)))
    } else {
      for offset in segments.indices {
        let segment = segments[(cursor + offset) % segments.count]
        let price = classes[segment.pageClass].isZero ? wire.perZeroPage : wire.perFullPage
        let affordable = min(segment.pending, left / price)
        count += affordable
        left -= affordable * price
        if affordable < segment.pending { break }
      }
    }
    if fidelity == .fluid { return count }
    return exactly(count, within: bytes, as: wire)
  }

  // MARK: Cuts

  /// How many pages the scan passes until it has met `taken` of a segment's pending ones, which lie
  /// evenly: the m-th of P among N pages stands at m (N + 1) / (P + 1).
  func passed(_ segment: Segment, until taken: Double) -> Double {
    var passed =
      segment.pending == segment.pages
      ? taken : taken * (segment.pages + 1) / (segment.pending + 1)
    if fidelity != .fluid { passed.round() }
    return min(max(passed, taken), segment.pages - (segment.pending - taken))
  }

  /// The scan stops inside the cursor's segment: what it passed is clean, what lies ahead is not.
  private mutating func cut(after taken: Double) {
    var ahead = segments[cursor]
    var behind = ahead
    behind.pages = passed(ahead, until: taken)
    behind.pending = 0
    ahead.pages -= behind.pages
    ahead.pending -= taken
    // What an earlier scan left behind stays with the pages that have room for it.
    behind.skipped = min(behind.skipped, behind.pages)
    behind.proven = min(behind.proven, behind.pages - behind.skipped)
    ahead.skipped -= behind.skipped
    ahead.proven -= behind.proven
    segments[cursor] = ahead
    segments.insert(behind, at: cursor)
    cursor += 1
  }

  /// Joins neighbours of a class that are equally clean or wholly pending. A cut at the cursor stays.
  mutating func merge() {
    let kept = Self.join(&segments, &cursor)
    if kept < segments.count { segments.removeLast(segments.count - kept) }
    if cursor >= kept { cursor = 0 }
  }

  /// Moves the segments that stay to the front.
  ///
  /// - Returns: how many stay.
  private static func join(_ segments: inout [Segment], _ cursor: inout Int) -> Int {
    var segments = segments.mutableSpan
    var (kept, newCursor) = (0, 0)
    for index in segments.indices {
      let segment = segments[index]
      if index == cursor { newCursor = kept }
      if kept > 0, index != cursor, segments[kept - 1].takeIn(segment) { continue }
      if kept < index { segments[kept] = segment }
      kept += 1
    }
    cursor = newCursor
    return kept
  }
}

extension SegmentMemory.Segment {
  /// Takes in the segment behind it, if both are of a class and equally clean or wholly pending.
  ///
  /// - Returns: whether it has.
  @inline(__always)
  fileprivate mutating func takeIn(_ next: Self) -> Bool {
    guard pageClass == next.pageClass, part == next.part else { return false }
    let bothClean =
      pending == 0 && next.pending == 0
      && (proven == 0 || next.proven == 0 || provenAt == next.provenAt)
    guard bothClean || pending == pages && next.pending == next.pages else { return false }
    pages += next.pages
    pending += next.pending
    skipped += next.skipped
    if proven == 0 { provenAt = next.provenAt }
    proven += next.proven
    return true
  }
}
