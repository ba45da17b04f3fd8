import Quantities

/// Visiting pages in the scan's order.
extension PageMemory {
  mutating func scan(_ order: Order.Scan) {
    rotation = order == .bitRotated ? BitRotation(pages: known.count) : nil
    if order != .cyclic { cursor = 0 }
  }

  @discardableResult
  mutating func send(_ count: Double) -> PageCounts {
    let sent = take(count) { _, _ in 0 }
    return (sent.full, sent.zero)
  }

  func next(_ count: Double) -> PageCounts {
    var tally = Tally()
    if let rotation {
      visit(count, in: rotation) { page in tally.add(1, skipped: 0, isZero: isZero(page)) }
    } else {
      visit(count) { range, met, index in
        tally.add(met, skipped: 0, isZero: classes[index].isZero)
      }
    }
    return (Double(tally.full), Double(tally.zero))
  }

  func pages(within bytes: Bytes, as wire: WireFormat) -> Double {
    var left = bytes.value
    var count = 0.0
    if rotation != nil {
      let share = left / max(costOfPending(as: wire).value, 1)
      return exactly(share * pending, within: bytes, as: wire)
    }
    visit(.infinity) { range, met, index in
      let price = classes[index].isZero ? wire.perZeroPage : wire.perFullPage
      let affordable = min(Double(met), max(left / price, 0))
      count += affordable
      left -= Double(met) * price
    }
    return exactly(count, within: bytes, as: wire)
  }

  /// Takes the next known pages off the accounts.
  ///
  /// - Parameter skipped: how many of the known pages in a range are passed over, not sent.
  mutating func take(
    _ count: Double, skipped: (borrowing PageMemory, Range<Int>) -> Int
  ) -> BatchCounts {
    var tally = Tally()
    let start = cursor
    if let rotation {
      let end = visit(count, in: rotation) { page in
        tally.add(1, skipped: skipped(self, page..<page + 1), isZero: isZero(page))
      }
      for place in start..<end { known[rotation.page(at: place % known.count)] = false }
      cursor = end % max(known.count, 1)
    } else {
      let end = visit(count) { range, met, index in
        tally.add(met, skipped: skipped(self, range), isZero: classes[index].isZero)
      }
      if end > known.count {
        known.clear(start..<known.count)
        known.clear(0..<end - known.count)
      } else {
        known.clear(start..<end)
      }
      cursor = end % max(known.count, 1)
    }
    knownCount -= tally.full + tally.zero + tally.skipped
    return (Double(tally.full), Double(tally.zero), Double(tally.skipped))
  }

  private struct Tally {
    var full = 0
    var zero = 0
    var skipped = 0

    mutating func add(_ met: Int, skipped passedOver: Int, isZero: Bool) {
      skipped += passedOver
      if isZero { zero += met - passedOver } else { full += met - passedOver }
    }
  }

  // MARK: Orders

  /// Visits the next known pages by address, stretch by stretch, each within one class.
  ///
  /// - Returns: where the scan stands then; past the end of memory it goes on from the start.
  @discardableResult
  func visit(
    _ count: Double, _ body: (_ stretch: Range<Int>, _ met: Int, _ pageClass: Int) -> Void
  ) -> Int {
    var left = Int(min(count, pending))
    var end = cursor
    for (part, offset) in [(cursor..<known.count, 0), (0..<cursor, known.count)] {
      for (index, range) in ranges.enumerated() where left > 0 {
        let stretch = range.clamped(to: part)
        guard !stretch.isEmpty else { continue }
        let (met, reached) = known.reach(left, in: stretch)
        left -= met
        end = reached + offset
        if met > 0 { body(stretch.lowerBound..<reached, met, index) }
      }
    }
    return end
  }

  /// Visits the next known pages in the pseudo-random order, one by one.
  @discardableResult
  private func visit(
    _ count: Double, in rotation: BitRotation, _ body: (_ page: Int) -> Void
  ) -> Int {
    var left = Int(min(count, pending))
    var place = cursor
    while left > 0 {
      let page = rotation.page(at: place % known.count)
      place += 1
      if known[page] {
        left -= 1
        body(page)
      }
    }
    return place
  }

  private func isZero(_ page: Int) -> Bool {
    for (index, range) in ranges.enumerated() where range.contains(page) {
      return classes[index].isZero
    }
    return false
  }
}

/// The pseudo-random order in which Xen 2 and 3 visit a VM's pages: the frame number's bits, rotated
/// left by 10, so that neighbours in the scan lie 1024 pages apart (`permute` in xc_linux_save.c).
struct BitRotation {
  let pages: Int
  private let bits: Int

  init(pages: Int) {
    self.pages = pages
    bits = pages <= 1 ? 0 : Int.bitWidth - (pages - 1).leadingZeroBitCount
  }

  /// The page at a place of the order. Numbers beyond the last page are rotated again.
  func page(at place: Int) -> Int {
    guard bits > 10 else { return place }
    var page = place
    repeat {
      page = (page >> (bits - 10) | page << 10) & (1 << bits - 1)
    } while page >= pages
    return page
  }
}
