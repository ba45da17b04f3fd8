import Glibc
import Quantities
import Randomness

/// What of a VM's memory has not arrived at the destination yet, in host pages.
///
/// Memory is a list of runs in address order. Pages of a run are touched alike, so that in a run
/// touched at random only the number of missing pages matters, not their place: they are exchangeable.
/// A sweep touches addresses in order; the runs it meets are therefore cut where it has taken a page.
///
/// A host page is missing if one of its pages is: it is dropped and fetched as a whole.
struct MissingMemory {
  /// Host pages that lie together and are touched alike.
  struct Run {
    /// The first of them.
    var start: Int
    /// How many there are.
    var span: Int
    /// How many of them are missing; they lie evenly.
    var missing: Int
    /// Touches per second at random places of one host page, while the guest runs.
    var touches: Double
    /// The activity that scales these touches: in a host page that classes share, the busiest one's.
    var activity: Int?
    /// That activity's factor at present.
    var factor = 1.0
    /// One host page on the wire.
    var bytes: Double
    /// Pages of 4 KiB in a host page; the last one of memory may hold fewer.
    var pages: Double
  }

  var runs: [Run] = []
  /// Host pages that are missing.
  private(set) var count = 0
  /// What all missing pages cost on the wire.
  private(set) var bytes = Bytes.zero
  /// Pages of 4 KiB in a host page.
  let unit: Int

  /// What is pending in a memory.
  ///
  /// - Complexity: O(stretches).
  init(
    of stretches: [MemoryStretch], _ classes: [PageClass], hostPage: HostPage, wire: WireFormat,
    drawing stream: inout RandomStream
  ) {
    unit = hostPage.pages.count
    runs.reserveCapacity(2 * stretches.count + 16)
    var mixed = MixedPage()
    var position = 0
    for stretch in stretches {
      let pageClass = classes[stretch.pageClass]
      let touches = pageClass.randomTouches.value / Double(pageClass.pages.count)
      let price = pageClass.isZero ? wire.perZeroPage : wire.perFullPage
      let share = stretch.pages > 0 ? Double(stretch.pending) / Double(stretch.pages) : 0
      var left = stretch.pages
      func add(_ pages: Int) {
        mixed.add(
          pages, share: share, touches: touches, activity: pageClass.activity, price: price)
        left -= pages
        position += pages
      }
      if mixed.pages > 0 {
        add(min(left, unit - mixed.pages))
        if mixed.pages == unit { close(&mixed, before: position, drawing: &stream) }
      }
      let whole = left / unit
      if whole > 0 {
        let missing =
          if unit == 1 || stretch.pending == 0 || stretch.pending == stretch.pages {
            unit == 1 ? stretch.pending : (stretch.pending > 0 ? whole : 0)
          } else {
            stream.binomial(trials: whole, probability: -expm1(Double(unit) * log1p(-share)))
          }
        append(
          Run(
            start: position / unit, span: whole, missing: missing,
            touches: touches * Double(unit), activity: pageClass.activity,
            bytes: price * Double(unit), pages: Double(unit)))
        left -= whole * unit
        position += whole * unit
      }
      if left > 0 { add(left) }
    }
    if mixed.pages > 0 { close(&mixed, before: position, drawing: &stream) }
  }

  /// A host page that several stretches share.
  private struct MixedPage {
    var pages = 0
    var logClean = 0.0
    var touches = 0.0
    var activity: Int?
    var most = 0.0
    var bytes = 0.0

    mutating func add(
      _ count: Int, share: Double, touches: Double, activity: Int?, price: Double
    ) {
      if touches * Double(count) > most {
        most = touches * Double(count)
        self.activity = activity
      }
      pages += count
      if share > 0 { logClean += Double(count) * log1p(-share) }
      self.touches += touches * Double(count)
      bytes += price * Double(count)
    }
  }

  private mutating func close(
    _ mixed: inout MixedPage, before position: Int, drawing stream: inout RandomStream
  ) {
    let missing =
      mixed.logClean == 0 ? 0 : stream.binomial(trials: 1, probability: -expm1(mixed.logClean))
    append(
      Run(
        start: (position - 1) / unit, span: 1, missing: missing, touches: mixed.touches,
        activity: mixed.activity,
        bytes: mixed.bytes, pages: Double(mixed.pages)))
    mixed = MixedPage()
  }

  private mutating func append(_ run: Run) {
    runs.append(run)
    count += run.missing
    bytes.value += Double(run.missing) * run.bytes
  }

  /// An activity scales the touches of the runs that follow it, until further notice.
  mutating func setActivity(_ activity: Int, to factor: Double) {
    for index in runs.indices where runs[index].activity == activity {
      runs[index].factor = factor
    }
  }

  // MARK: What is missing

  /// The pages of 4 KiB in all missing host pages, the last of which may be a part of one.
  var pages: Double {
    runs.reduce(0) { $0 + Double($1.missing) * $1.pages }
  }

  /// Touches per second, all together, that meet a missing page at random.
  var touches: Double {
    runs.withUnsafeBufferPointer { runs in
      var sum = 0.0
      for run in runs { sum += Double(run.missing) * run.touches * run.factor }
      return sum
    }
  }

  /// Those in one run.
  func touches(of index: Int) -> Double {
    Double(runs[index].missing) * runs[index].touches * runs[index].factor
  }

  /// The first run at or after `index`, around the end of memory, that misses pages.
  func next(from index: Int) -> Int? {
    for offset in runs.indices {
      let index = (index + offset) % runs.count
      if runs[index].missing > 0 { return index }
    }
    return nil
  }

  /// The run with the host page at `place`, if that may be missing.
  func run(at place: Int) -> Int? {
    runs.firstIndex { $0.missing > 0 && $0.start <= place && place < $0.start + $0.span }
  }

  /// The first missing page that a sweep from one 4 KiB page to another meets.
  func firstMissing(
    from low: Double, to high: Double, drawing stream: inout RandomStream
  ) -> Double? {
    let size = Double(unit)
    for run in runs where run.missing > 0 {
      var place = max(Double(run.start) * size, low)
      let end = min(Double(run.start + run.span) * size, high)
      guard place < end else { continue }
      if run.missing < run.span {
        // Host pages lie evenly, so that the number of present ones before the next is geometric.
        let present = Double(run.span - run.missing) / Double(run.span)
        let gap = (log(1 - stream.uniform()) / log(present)).rounded(.down)
        if gap > 0 { place = ((place / size).rounded(.down) + gap) * size }
        guard place < end else { continue }
      }
      return place
    }
    return nil
  }

  // MARK: What arrives

  /// The first `taken` missing pages of a run arrive.
  mutating func takeFirst(_ taken: Int, of index: Int) {
    let run = runs[index]
    // The m-th of M missing pages among N stands at m (N + 1) / (M + 1).
    let passed =
      run.missing == run.span
      ? taken : min(taken * (run.span + 1) / (run.missing + 1), run.span - run.missing + taken)
    runs[index].start += passed
    runs[index].span -= passed
    runs[index].missing -= taken
    left(taken, of: index)
  }

  /// The last missing page of a run, all of which is missing, arrives.
  mutating func takeLast(of index: Int) {
    runs[index].span -= 1
    runs[index].missing -= 1
    left(1, of: index)
  }

  /// Some missing page of a run arrives.
  mutating func takeAny(of index: Int) {
    runs[index].missing -= 1
    left(1, of: index)
  }

  /// One page of a run, all of which is missing, arrives; the run is cut there.
  ///
  /// - Returns: whether a new run now follows, of what lies behind the page.
  mutating func take(_ place: Int, of index: Int) -> Bool {
    left(1, of: index)
    let run = runs[index]
    let before = place - run.start
    let behind = run.span - before - 1
    if before == 0 {
      runs[index].start += 1
      runs[index].span -= 1
      runs[index].missing -= 1
      return false
    }
    runs[index].span = before
    runs[index].missing = before
    guard behind > 0 else { return false }
    runs.insert(
      Run(
        start: place + 1, span: behind, missing: behind, touches: run.touches,
        activity: run.activity, factor: run.factor, bytes: run.bytes,
        pages: run.pages),
      at: index + 1)
    return true
  }

  /// The scan stands at a page: its run is cut there, so that the push begins with it.
  ///
  /// - Returns: the run in which the page now comes first.
  mutating func cut(at place: Int) -> Int {
    guard let index = runs.firstIndex(where: { $0.start <= place && place < $0.start + $0.span })
    else { return 0 }
    let before = place - runs[index].start
    guard before > 0 else { return index }
    let run = runs[index]
    let missing = run.missing * before / run.span
    runs[index].span = before
    runs[index].missing = missing
    runs.insert(
      Run(
        start: place, span: run.span - before, missing: run.missing - missing,
        touches: run.touches, activity: run.activity, factor: run.factor, bytes: run.bytes,
        pages: run.pages), at: index + 1)
    return index + 1
  }

  /// Nothing is missing any more.
  mutating func removeAll() {
    for index in runs.indices { runs[index].missing = 0 }
    count = 0
    bytes = .zero
  }

  /// So many pages of a run are not missing any more.
  private mutating func left(_ pages: Int, of index: Int) {
    count -= pages
    bytes.value -= Double(pages) * runs[index].bytes
  }
}
