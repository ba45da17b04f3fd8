import Glibc
import Quantities
import Randomness

/// Memory page by page: the reference. Every page has a bit in a real dirty bitmap and one among the
/// pages known dirty and not yet sent, and the scan visits addresses in the hypervisor's order.
///
/// Nothing happens between events. How much the guest wrote since the bitmap was last looked at is an
/// exposure, as in the memory by numbers; the writes are put on pages when somebody looks.
struct PageMemory: MemoryModel {
  let classes: [PageClass]
  let isSteady: Bool
  /// Where each class lies, in page numbers.
  let ranges: [Range<Int>]
  /// Known dirty and not yet sent.
  var known: Bitmap
  var knownCount = 0
  /// Written since the last read.
  var dirty: Bitmap
  /// Per class: writes per page (uniform), or pages swept, that are not in the bitmap yet.
  var unseen: [Double]
  /// Per class: where the sweep stood when the bitmap was last looked at, in pages.
  var sweepPosition: [Double]
  /// Per class: how many pages the last read made pending.
  private var found: [Double]
  /// How many places of its order the scan has visited.
  var cursor = 0
  /// The pseudo-random order, when the scan follows it.
  var rotation: BitRotation?

  init(classes: [PageClass]) {
    self.classes = classes
    isSteady = classes.allSatisfy { $0.activity == nil }
    var ranges: [Range<Int>] = []
    var end = 0
    for pageClass in classes {
      ranges.append(end..<end + pageClass.pages.count)
      end += pageClass.pages.count
    }
    self.ranges = ranges
    known = Bitmap(count: end)
    dirty = Bitmap(count: end)
    unseen = classes.map { _ in 0 }
    found = unseen
    sweepPosition = classes.map { pageClass in
      guard case .sweep(_, let phase) = pageClass.writes else { return 0 }
      return (phase * Double(pageClass.pages.count)).rounded(.down)
    }
  }

  var pages: Double { Double(known.count) }
  var pending: Double { Double(knownCount) }
  func found(in index: Int) -> Double { found[index] }

  // MARK: Writing

  mutating func write(for time: Seconds) {
    for index in classes.indices { write(for: time, toClass: index) }
  }

  mutating func write(for time: Seconds, toClass index: Int) {
    let pages = Double(classes[index].pages.count)
    switch classes[index].writes {
    case .uniform(let rate) where pages > 0: unseen[index] += rate.value * time.value / pages
    case .sweep(let rate, _) where pages > 0: unseen[index] += rate.value * time.value
    default: break
    }
  }

  /// Puts on pages what was written since somebody last looked.
  private mutating func look(drawing stream: inout RandomStream) {
    for index in classes.indices where unseen[index] > 0 {
      switch classes[index].writes {
      case .never: break
      case .uniform: write(unseen[index], to: ranges[index], drawing: &stream)
      case .sweep: sweep(index)
      }
      unseen[index] = 0
    }
  }

  /// A Poisson number of writes, each to a page chosen uniformly.
  ///
  /// A few writes are drawn one by one. Where there are many, each page is dirty with probability
  /// 1 - e^(-E), independently of all others: the same law, drawn for 64 pages at a time.
  private mutating func write(
    _ exposure: Double, to range: Range<Int>, drawing stream: inout RandomStream
  ) {
    let expected = exposure * Double(range.count)
    if expected < Double(range.count) / 16 {
      for _ in 0..<stream.poisson(mean: expected) {
        dirty[range.lowerBound + stream.index(below: range.count)] = true
      }
      return
    }
    let threshold = min(-expm1(-exposure) * 0x1p64, 0x1p64 - 2048)
    for word in Bitmap.words(of: range) {
      let clean = Bitmap.mask(word, in: range) & ~dirty.words[word]
      if clean != 0 {
        dirty.set(stream.bits(among: clean, threshold: UInt64(threshold)), inWord: word)
      }
    }
  }

  private mutating func sweep(_ index: Int) {
    let size = ranges[index].count
    let low = sweepPosition[index].rounded(.down)
    let end = sweepPosition[index] + unseen[index]
    let reach = min(size, Int(end.rounded(.down) - low))
    let first = ranges[index].lowerBound + Int(low)
    let last = first + reach
    dirty.set(first..<min(last, ranges[index].upperBound))
    if last > ranges[index].upperBound {
      dirty.set(ranges[index].lowerBound..<last - size)
    }
    sweepPosition[index] = end.truncatingRemainder(dividingBy: Double(size))
  }

  // MARK: The bitmap

  mutating func markAll() {
    known.set(0..<known.count)
    knownCount = known.count
    dirty.clear(0..<dirty.count)
    for index in classes.indices where unseen[index] > 0 {
      if case .sweep = classes[index].writes {
        sweepPosition[index] = (sweepPosition[index] + unseen[index])
          .truncatingRemainder(dividingBy: Double(ranges[index].count))
      }
      unseen[index] = 0
    }
  }

  mutating func readBitmap(drawing stream: inout RandomStream) -> Double {
    look(drawing: &stream)
    var new = 0
    for (index, range) in ranges.enumerated() {
      let here = known.drain(&dirty, in: range)
      found[index] = Double(here)
      new += here
    }
    knownCount += new
    return Double(new)
  }

  mutating func sendBatch(
    _ count: Double, drawing stream: inout RandomStream
  ) -> BatchCounts {
    look(drawing: &stream)
    return take(count) { memory, range in memory.known.count(in: range, and: memory.dirty) }
  }
}

extension RandomStream {
  /// A whole number from 0 up to, not including, `bound`; each is equally likely.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019).
  mutating func index(below bound: Int) -> Int {
    let bound = UInt64(bound)
    var (high, low) = next().multipliedFullWidth(by: bound)
    if low < bound {
      let least = (0 &- bound) % bound
      while low < least { (high, low) = next().multipliedFullWidth(by: bound) }
    }
    return Int(high)
  }

  /// Of the set bits, each by itself with probability `threshold` / 2^64.
  ///
  /// A bit is chosen if a uniform number is below the threshold. The numbers of all bits are compared
  /// at once, binary digit by digit, until each has differed: some 8 draws for a full word.
  mutating func bits(among bits: UInt64, threshold: UInt64) -> UInt64 {
    var chosen: UInt64 = 0
    var undecided = bits
    var rest = threshold
    while undecided != 0, rest != 0 {
      let digits = next()
      if rest >> 63 == 1 {
        chosen |= undecided & ~digits
        undecided &= digits
      } else {
        undecided &= ~digits
      }
      rest <<= 1
    }
    return chosen
  }
}
