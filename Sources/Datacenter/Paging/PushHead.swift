import Quantities

/// Where a push stands in missing memory: the page that it has begun, and what it sends next.
struct PushHead {
  /// The run in which the scan stands.
  private(set) var scan: Int
  /// What goes before the scan does: pages behind the last fault, then pages before it.
  private var bubble = Bubble()
  /// The bubbles around the last faults.
  private var bubbles = Bubbles()
  /// The run whose first page is on its way, and how many bytes of it have come.
  var inFlight = (run: 0, bytes: 0.0)

  private struct Bubble {
    var behind = (run: 0, pages: 0)
    var before = (run: 0, pages: 0)
  }

  init(scanFrom run: Int) { scan = run }

  /// The run that the push sends from, how many of its pages, and from which end.
  ///
  /// - Precondition: some run misses pages.
  @inline(__always)
  mutating func next(in runs: Span<MissingMemory.Run>) -> (run: Int, pages: Int, isFromEnd: Bool) {
    let (behind, before) = (bubble.behind, bubble.before)
    if behind.pages > 0, runs[behind.run].missing > 0 {
      return (behind.run, min(behind.pages, runs[behind.run].missing), false)
    }
    bubble.behind.pages = 0
    if before.pages > 0, runs[before.run].missing > 0 { return (before.run, 1, true) }
    bubble.before.pages = 0
    if !bubbles.isEmpty, let edge = bubbles.next(in: runs) { return (edge.run, 1, edge.isFromEnd) }
    // The scan goes around the end of memory.
    while runs[scan].missing == 0 { scan = scan + 1 < runs.count ? scan + 1 : 0 }
    return (scan, runs[scan].missing, false)
  }

  /// Pages that a bubble asked for have been chosen.
  mutating func spend(_ pages: Int) {
    if bubble.behind.pages > 0 {
      bubble.behind.pages -= pages
    } else if bubble.before.pages > 0 {
      bubble.before.pages -= pages
    }
  }

  /// What a fault does to the push.
  ///
  /// - Parameters:
  ///   - behind: the run of the next page behind the fault, up to the number of `runs`.
  ///   - before: the run of the next page before it, where one page of a run tells them apart.
  ///   - unit: pages of 4 KiB in a host page.
  @inline(__always)
  mutating func fault(
    behind: Int, before: Int?, of runs: Int, unit: Int, _ prepaging: Service.Push.Prepaging
  ) {
    // Behind the last run lies the first.
    let next = behind < runs ? behind : 0
    switch prepaging {
    case .none: break
    case .fromFault: scan = next
    case .window(let pages):
      let window = (pages.count + unit - 1) / unit
      bubble.behind = (next, before == nil ? window : window - window / 2)
      bubble.before = (before ?? behind, before == nil ? 0 : window / 2)
    case .bubbling(let pivots):
      bubbles.insert(behind: behind, before: before ?? behind - 1, atMost: pivots, of: runs)
    }
  }

  /// A run was inserted behind another: those after it have moved.
  mutating func makeRoom(behind run: Int) {
    if scan > run { scan += 1 }
    if inFlight.run > run { inFlight.run += 1 }
    if bubble.behind.run > run { bubble.behind.run += 1 }
    if bubble.before.run > run { bubble.before.run += 1 }
    bubbles.makeRoom(behind: run)
  }
}

/// What the source has sent and has not arrived yet: the page that is arriving, and so many bytes of those
/// that the scan meets next.
extension PushHead {
  /// What has to arrive before the scan's own next page does; below zero for what has come of it already.
  @inline(__always)
  private func head(_ runs: Span<MissingMemory.Run>) -> Double {
    inFlight.bytes > 0 && inFlight.run != scan
      ? runs[inFlight.run].bytes - inFlight.bytes : -inFlight.bytes
  }

  /// Whether a missing page of a run may have been sent: a first look, which mostly says no.
  ///
  /// - Parameters:
  ///   - mark, all: the page is so far into all of the run's missing pages.
  ///   - queue: bytes that have been sent.
  @inline(__always)
  func mayHold(
    _ mark: Double, ofAll all: Double, of run: Int, within queue: Double,
    _ runs: Span<MissingMemory.Run>
  ) -> Bool {
    guard run == scan || run == inFlight.run else { return false }
    let price = runs[run].bytes
    return mark * price < all * (queue + 2 * price)
  }

  /// What has to arrive until a missing page of a run has; `nil` if it has not been sent.
  ///
  /// - Parameters:
  ///   - number: how many missing pages of the run come before it.
  ///   - queue: bytes that have been sent.
  func bytes(
    until number: Int, of run: Int, within queue: Double, _ runs: Span<MissingMemory.Run>
  ) -> Double? {
    let price = runs[run].bytes
    if run == inFlight.run, inFlight.bytes > 0, number == 0 { return price - inFlight.bytes }
    guard run == scan, isScanning else { return nil }
    let before = head(runs) + Double(number) * price
    return before < queue ? max(0, before + price) : nil
  }

  /// The rest of the page that the source has begun, behind the bytes that it has sent.
  @inline(__always)
  func begun(within queue: Double, _ runs: Span<MissingMemory.Run>) -> Double {
    let price = runs[inFlight.bytes > 0 ? inFlight.run : scan].bytes
    guard price > 0 else { return 0 }
    let pages = (inFlight.bytes + queue) / price
    return (pages.rounded(.up) - pages) * price
  }
}

extension PushHead {
  /// So many bytes of a push arrive.
  @inline(__always)
  mutating func deliver(
    _ bytes: Double, of runs: inout MutableSpan<MissingMemory.Run>,
    _ total: inout MissingMemory.Total
  ) {
    var bytes = bytes
    if inFlight.bytes > 0, inFlight.run != scan {
      guard finishPage(&bytes, of: &runs, &total) else { return }
    }
    // Mostly the rest is of the run that the scan stands in, and does not empty it.
    let price = runs[scan].bytes
    if isScanning, price > 0 {
      let sum = inFlight.bytes + bytes
      let whole = sum / price
      if whole < Double(runs[scan].missing) {
        let pages = Int(whole)
        runs[scan].takeFirst(pages)
        inFlight = (scan, max(0, sum - total.take(pages, at: price)))
        return
      }
    }
    deliverOneByOne(bytes, of: &runs, &total)
  }

  /// The rest of the page on its way arrives, as far as there are bytes.
  ///
  /// - Returns: whether all of the page has come.
  @inline(__always)
  private mutating func finishPage(
    _ bytes: inout Double, of runs: inout MutableSpan<MissingMemory.Run>,
    _ total: inout MissingMemory.Total
  ) -> Bool {
    let (run, price) = (inFlight.run, runs[inFlight.run].bytes)
    let rest = price - inFlight.bytes
    guard bytes >= rest else {
      inFlight.bytes += bytes
      return false
    }
    bytes -= rest
    inFlight.bytes = 0
    runs[run].takeFirst(1)
    total.take(1, at: price)
    return true
  }

  /// Whether no fault has led the push elsewhere.
  private var isScanning: Bool {
    bubble.behind.pages == 0 && bubble.before.pages == 0 && bubbles.isEmpty
  }

  /// So many bytes arrive, of the page that is on its way and of whatever is to go next after each.
  private mutating func deliverOneByOne(
    _ bytes: Double, of runs: inout MutableSpan<MissingMemory.Run>,
    _ total: inout MissingMemory.Total
  ) {
    var left = bytes
    while left > 0, total.count > 0 {
      // A page that was begun is finished before the push goes elsewhere.
      if inFlight.bytes > 0 {
        guard finishPage(&left, of: &runs, &total) else { return }
        continue
      }
      let (run, limit, isFromEnd) = next(in: runs.span)
      let price = runs[run].bytes
      let whole = price > 0 ? Int(min(Double(limit), left / price)) : limit
      if whole > 0 {
        if isFromEnd { runs[run].takeLast() } else { runs[run].takeFirst(whole) }
        left -= total.take(whole, at: price)
      }
      // Less than a page of what is to go next begins it.
      if whole < limit, left > 0, left < price {
        inFlight = (run, left)
        spend(whole + 1)
        return
      }
      spend(whole)
    }
  }
}
