import Glibc
import Quantities
import Randomness

/// A migrating VM's memory: how many pages of each class are pending (known dirty, not yet sent),
/// and how much the guest has written since the dirty bitmap was last read.
///
/// Writes to a page are a Poisson process, so the *exposure* E = ∫λ dt since the last read is all the
/// state that writing needs: of N pages with P pending, Binomial(N - P, 1 - e^(-E)) are found newly
/// dirty by the next read, exactly, and independently of the scan. Throttling, pauses and phases
/// only change the integrand.
///
/// A scan in address order makes a class uneven: sent behind the cursor, pending ahead of it. Memory
/// is therefore a ring of segments in address order, cut at the cursor, each with its own N and P.
/// A segment's pending pages are taken to lie evenly in it. A sweep's segments are all pending or
/// not at all, so sweeps are exact.
struct Memory {
  /// A stretch of one class between two cuts.
  struct Segment {
    var pageClass: Int
    var pages: Double
    var pending: Double
  }

  let classes: [PageClass]
  let fidelity: MemoryFidelity
  /// All pages of the VM.
  let pages: Double
  private(set) var segments: [Segment] = []
  /// The segment at whose start the scan stands.
  private(set) var cursor = 0
  /// Known dirty and not yet sent.
  private(set) var pending = 0.0
  /// Per class: writes per page since the last read (uniform), pages swept since the last read (sweep).
  private var exposure: [Double]
  /// Per class: where the sweep stood at the last read, in pages from the start of the class.
  private var sweepStart: [Double]
  /// Kept between reads so that a read allocates nothing.
  private var scratch: [Segment] = []

  init(classes: [PageClass], fidelity: MemoryFidelity) {
    self.classes = classes
    self.fidelity = fidelity
    pages = classes.reduce(0) { $0 + Double($1.pages.count) }
    exposure = classes.map { _ in 0 }
    sweepStart = classes.map { pageClass in
      guard case .sweep(_, let phase) = pageClass.writes else { return 0 }
      let position = phase * Double(pageClass.pages.count)
      return fidelity == .fluid ? position : position.rounded(.down)
    }
    for (index, pageClass) in classes.enumerated() where pageClass.pages.count > 0 {
      segments.append(
        Segment(pageClass: index, pages: Double(pageClass.pages.count), pending: 0))
    }
    segments.reserveCapacity(2 * segments.count + 8)
    scratch.reserveCapacity(2 * segments.count + 8)
  }

  // MARK: Writing

  /// The guest runs for a time at a share of its full speed.
  mutating func run(for time: Seconds, speed: Double) {
    guard time.value > 0, speed > 0 else { return }
    for index in classes.indices {
      switch classes[index].writes {
      case .never: break
      case .uniform(let rate):
        exposure[index] += rate.value * time.value * speed / Double(classes[index].pages.count)
      case .sweep(let rate, _):
        exposure[index] += rate.value * time.value * speed
      }
    }
  }

  // MARK: Reading the dirty bitmap

  /// Every page becomes pending, and the bitmap is reset.
  mutating func markAll() {
    for index in segments.indices { segments[index].pending = segments[index].pages }
    pending = pages
    merge()
    for index in classes.indices { forgetWrites(index) }
  }

  /// Reads and resets the bitmap: pages written since the last read become pending.
  ///
  /// - Returns: how many were not pending before.
  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    let before = pending
    for index in segments.indices {
      let pageClass = segments[index].pageClass
      guard case .uniform = classes[pageClass].writes, exposure[pageClass] > 0 else { continue }
      let clean = segments[index].pages - segments[index].pending
      guard clean > 0 else { continue }
      let probability = -expm1(-exposure[pageClass])
      let dirtied =
        fidelity == .fluid
        ? clean * probability
        : Double(stream.binomial(trials: Int(clean), probability: probability))
      segments[index].pending += dirtied
      pending += dirtied
    }
    for (index, pageClass) in classes.enumerated() {
      if case .sweep = pageClass.writes, exposure[index] > 0 { markSwept(index) }
      forgetWrites(index)
    }
    return pending - before
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

  /// The first page that a sweep has written since the last read, and how many follow it.
  private func sweptPages(_ index: Int) -> (low: Double, reach: Double) {
    let size = Double(classes[index].pages.count)
    let low = fidelity == .fluid ? sweepStart[index] : sweepStart[index].rounded(.down)
    let end = sweepStart[index] + exposure[index]
    let high = fidelity == .fluid ? end : end.rounded(.down)
    return (low, min(size, high - low))
  }

  private mutating func forgetWrites(_ index: Int) {
    if case .sweep = classes[index].writes {
      sweepStart[index] = (sweepStart[index] + exposure[index])
        .truncatingRemainder(dividingBy: Double(classes[index].pages.count))
    }
    exposure[index] = 0
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
      if a > start { scratch.append(Segment(pageClass: pageClass, pages: a - start, pending: 0)) }
      scratch.append(Segment(pageClass: pageClass, pages: b - a, pending: b - a))
      if b < end { scratch.append(Segment(pageClass: pageClass, pages: end - b, pending: 0)) }
      pending += b - a
    }
    swap(&segments, &scratch)
    cursor = newCursor
    merge()
  }

  // MARK: Sending

  /// Sends the next pages that the scan meets: as many as given, or all that are pending.
  ///
  /// - Returns: how many of them have content and how many are zero.
  @discardableResult
  mutating func send(_ count: Double = .infinity) -> (full: Double, zero: Double) {
    var left = min(count, pending)
    var full = 0.0
    var zero = 0.0
    // Once around the ring is enough; rounding may leave a trace of `left` in the fluid memory.
    for _ in 0...segments.count where left > 0 {
      let segment = segments[cursor]
      let taken = min(left, segment.pending)
      if classes[segment.pageClass].isZero { zero += taken } else { full += taken }
      left -= taken
      pending -= taken
      if taken == segment.pending {
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

  /// How many of the next pages that the scan meets fit into so many bytes, in whole pages.
  func pages(within bytes: Bytes, as wire: WireFormat) -> Double {
    var left = bytes.value
    var count = 0.0
    for offset in segments.indices {
      let segment = segments[(cursor + offset) % segments.count]
      let price = classes[segment.pageClass].isZero ? wire.perZeroPage : wire.perFullPage
      let affordable = min(segment.pending, left / price)
      count += affordable
      left -= affordable * price
      if affordable < segment.pending { break }
    }
    return fidelity == .fluid ? count : count.rounded(.down)
  }

  /// What the next pages that the scan meets cost on the wire: all pending ones.
  func costOfPending(as wire: WireFormat) -> Bytes {
    var full = 0.0
    var zero = 0.0
    for segment in segments {
      if classes[segment.pageClass].isZero {
        zero += segment.pending
      } else {
        full += segment.pending
      }
    }
    return wire.bytes(full: full, zero: zero)
  }

  /// The next scan starts at page 0.
  mutating func rewind() {
    cursor = 0
    merge()
  }

  /// The scan stops inside the cursor's segment: what it passed is clean, what lies ahead is not.
  private mutating func cut(after taken: Double) {
    let segment = segments[cursor]
    // The place of the m-th of P pending pages among N, which lie evenly: m (N + 1) / (P + 1).
    var passed =
      segment.pending == segment.pages
      ? taken : taken * (segment.pages + 1) / (segment.pending + 1)
    if fidelity != .fluid { passed = passed.rounded() }
    passed = min(max(passed, taken), segment.pages - (segment.pending - taken))
    segments[cursor] = Segment(
      pageClass: segment.pageClass, pages: segment.pages - passed, pending: segment.pending - taken)
    segments.insert(Segment(pageClass: segment.pageClass, pages: passed, pending: 0), at: cursor)
    cursor += 1
  }

  /// Joins neighbours of a class that are equally clean or wholly pending. A cut at the cursor stays.
  private mutating func merge() {
    var kept = 0
    var newCursor = 0
    for index in segments.indices {
      let segment = segments[index]
      if index == cursor { newCursor = kept }
      if kept > 0, index != cursor {
        let last = segments[kept - 1]
        let alike =
          (last.pending == 0 && segment.pending == 0)
          || (last.pending == last.pages && segment.pending == segment.pages)
        if last.pageClass == segment.pageClass, alike {
          segments[kept - 1].pages += segment.pages
          segments[kept - 1].pending += segment.pending
          continue
        }
      }
      segments[kept] = segment
      kept += 1
    }
    segments.removeSubrange(kept...)
    cursor = segments.isEmpty ? 0 : newCursor % segments.count
  }
}
