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
    var missing: Int { didSet { noteMet() } }
    /// Touches per second at random places of one host page, while the guest runs.
    let touches: Double
    /// The activity that scales these touches: in a host page that classes share, the busiest one's.
    let activity: Int?
    /// That activity's factor at present.
    var factor = 1.0 { didSet { noteMet() } }
    /// Touches per second that meet a missing page of it. Every fault asks all runs for theirs, and
    /// changes only a few.
    private(set) var met = 0.0
    /// One host page on the wire.
    let bytes: Double
    /// Pages of 4 KiB in a host page; the last one of memory may hold fewer.
    let pages: Double

    init(
      start: Int, span: Int, missing: Int, touches: Double, activity: Int?, bytes: Double,
      pages: Double
    ) {
      self.start = start
      self.span = span
      self.missing = missing
      self.touches = touches
      self.activity = activity
      self.bytes = bytes
      self.pages = pages
      noteMet()
    }

    private mutating func noteMet() { met = Double(missing) * touches * factor }

    /// Its first `taken` missing pages arrive.
    @inline(__always)
    mutating func takeFirst(_ taken: Int) {
      // The m-th of M missing pages among N stands at m (N + 1) / (M + 1), or m (N - M) / (M + 1)
      // behind the m-th of all: mostly by less than a page, and that is seen without dividing.
      let gaps = taken * (span - missing)
      let passed = gaps <= missing ? taken : taken + min(gaps / (missing + 1), span - missing)
      start += passed
      span -= passed
      missing -= taken
    }

    /// Its last page arrives, where all of them are missing.
    mutating func takeLast() {
      span -= 1
      missing -= 1
    }

    /// What lies at a place and behind it, of which so many are missing.
    func rest(at place: Int, missing: Int) -> Run {
      var rest = self
      rest.start = place
      rest.span = start + span - place
      rest.missing = missing
      return rest
    }
  }

  var runs: [Run] = []
  /// All that is missing.
  var total = Total()
  /// Pages of 4 KiB in a host page.
  let unit: Int

  /// Host pages, and what they cost on the wire.
  struct Total {
    private(set) var count = 0
    private(set) var bytes = 0.0

    mutating func add(_ pages: Int, at price: Double) {
      count += pages
      bytes += Double(pages) * price
    }

    /// So many pages of a price are not missing any more.
    ///
    /// - Returns: what they cost on the wire.
    @discardableResult
    mutating func take(_ pages: Int, at price: Double) -> Double {
      let cost = Double(pages) * price
      count -= pages
      bytes -= cost
      return cost
    }
  }

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
    total.add(run.missing, at: run.bytes)
  }

  /// An activity scales the touches of the runs that follow it, until further notice.
  mutating func setActivity(_ activity: Int, to factor: Double) {
    var runs = runs.mutableSpan
    for index in runs.indices where runs[index].activity == activity {
      runs[index].factor = factor
    }
  }

  // MARK: What is missing

  /// Host pages that are missing.
  var count: Int { total.count }

  /// What all missing pages cost on the wire.
  var bytes: Bytes { Bytes(total.bytes) }

  /// The pages of 4 KiB in all missing host pages, the last of which may be a part of one.
  var pages: Double {
    runs.reduce(0) { $0 + Double($1.missing) * $1.pages }
  }

  /// Touches per second, all together, that meet a missing page at random.
  @inline(__always)
  static func touches(of runs: borrowing Span<Run>) -> Double {
    var sum = 0.0
    for index in runs.indices { sum += runs[index].met }
    return sum
  }

  var touches: Double { Self.touches(of: runs.span) }

  /// The run that a touch meets: the first one with which the runs together have more than `mark` touches;
  /// `nil` if all have no more. `rest` is what the mark exceeds the runs before it by, spread evenly over the
  /// run's touches.
  @inline(__always)
  static func run(
    atTouch mark: Double, of runs: borrowing Span<Run>
  ) -> (run: Int, rest: Double)? {
    var rest = mark
    for index in runs.indices {
      let met = runs[index].met
      if rest < met { return (index, rest) }
      rest -= met
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

  /// One page of a run, all of which is missing, arrives; the run is cut there.
  ///
  /// - Returns: whether a new run now follows, of what lies behind the page.
  mutating func take(_ place: Int, of index: Int) -> Bool {
    let run = runs[index]
    total.take(1, at: run.bytes)
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
    runs.insert(run.rest(at: place + 1, missing: behind), at: index + 1)
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
    runs.insert(run.rest(at: place, missing: run.missing - missing), at: index + 1)
    return index + 1
  }

  /// Nothing is missing any more.
  mutating func removeAll() {
    for index in runs.indices { runs[index].missing = 0 }
    total = Total()
  }
}
