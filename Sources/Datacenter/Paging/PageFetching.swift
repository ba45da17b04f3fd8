import Quantities
import Randomness

/// The pages that a guest waits for, and those that are pushed meanwhile.
///
/// Its methods change runs of missing pages that are lent to them, with their total, so that thousands of
/// faults look them up once.
struct PageFetching {
  typealias Runs = MutableSpan<MissingMemory.Run>

  private var push: PushHead
  /// Bytes that have arrived and the push has not used yet. Requested pages go before the push, so that it
  /// owes their bytes until they have come.
  private var credit = 0.0
  private(set) var faults = 0
  /// The longest that the guest has waited for one page, in seconds.
  private var longest = 0.0
  /// Whether the guest waits for a page.
  private(set) var isWaiting = false
  /// What it waits for: times that no bandwidth shortens, and bytes that have to come first, the page's own
  /// included.
  private var fixed = 0.0
  private var bytes = 0.0
  private var waited = 0.0

  /// What a request takes beside the bytes.
  private let latency: Double
  /// Bytes of the push that a request cannot overtake on the same channel.
  private let queue: Double
  private let sharesChannel: Bool
  private let prepaging: Service.Push.Prepaging
  /// Pages of 4 KiB in a host page.
  private let unit: Int

  init(_ service: Service, roundTrip: Seconds, scanFrom run: Int) {
    let demand = service.demand
    latency = (demand.trap + roundTrip + demand.perRequest + demand.place).value
    queue = service.push.queue(over: nil).value
    sharesChannel = demand.channel == .shared
    prepaging = service.push.prepaging
    unit = demand.hostPage.pages.count
    push = PushHead(scanFrom: run)
  }

  /// The longest that the guest has waited for one page.
  var longestWait: Seconds { Seconds(longest) }

  // MARK: Waiting

  /// The guest waits for its page, at most for a time.
  ///
  /// - Returns: for how long.
  @inline(__always)
  mutating func wait(atMost limit: Double, _ bandwidth: Double) -> Double {
    let needed = fixed + (bytes > 0 ? bytes / bandwidth : 0)
    let passed = min(needed, limit)
    arrive(bandwidth * passed)
    waited += passed
    if passed == needed {
      longest = max(longest, waited)
      isWaiting = false
    } else {
      let part = min(fixed, passed)
      fixed -= part
      bytes = max(0, bytes - (passed - part) * bandwidth)
    }
    return passed
  }

  /// Bytes arrive. What they bring is looked at when the guest touches missing memory.
  @inline(__always)
  mutating func arrive(_ bytes: Double) { credit += bytes }

  /// The push has what has arrived, but for requested pages.
  @inline(__always)
  private mutating func deliver(_ runs: inout Runs, _ total: inout MissingMemory.Total) {
    guard credit > 0 else { return }
    push.deliver(credit, of: &runs, &total)
    credit = 0
  }

  // MARK: Faults

  /// The guest touches a page at random; touches that the push has forestalled are thinned out.
  ///
  /// - Parameter touches: how many missing pages a second it touched before the push went on.
  @inline(__always)
  private mutating func touch(
    outOf touches: Double, _ runs: inout Runs, _ total: inout MissingMemory.Total,
    drawing stream: inout RandomStream
  ) {
    let mark = stream.uniform() * touches
    guard let (run, rest) = MissingMemory.run(atTouch: mark, of: runs.span) else { return }
    // Whether the page touched is the one that is on its way: one page's share of the run's touches.
    let isComing = isInFlight(run) && rest * Double(runs[run].missing) < runs[run].met
    fault(in: run, isInFlight: isComing, &runs, &total)
  }

  /// Whether a run's page is on its way.
  @inline(__always)
  func isInFlight(_ run: Int) -> Bool { push.inFlight.bytes > 0 && push.inFlight.run == run }

  /// Some missing page of a run is touched.
  @inline(__always)
  private mutating func fault(
    in run: Int, isInFlight: Bool, _ runs: inout Runs, _ total: inout MissingMemory.Total
  ) {
    let price = runs[run].bytes
    if isInFlight {
      wait(for: price - push.inFlight.bytes, behind: 0, of: total)
    } else {
      request(price, behind: runs[push.inFlight.run].bytes, total)
      runs[run].missing -= 1
      total.take(1, at: price)
    }
    push.fault(behind: run, before: nil, of: runs.count, unit: unit, prepaging)
  }

  /// A page is asked for, and jumps the queue as far as its channel allows.
  @inline(__always)
  private mutating func request(
    _ bytes: Double, behind price: Double, _ total: MissingMemory.Total
  ) {
    let rest = push.inFlight.bytes > 0 ? price - push.inFlight.bytes : 0
    wait(for: bytes, behind: rest, of: total)
    credit -= bytes
  }

  /// The guest begins to wait for bytes, behind the rest of another page if the channel is shared.
  @inline(__always)
  private mutating func wait(
    for bytes: Double, behind rest: Double, of total: MissingMemory.Total
  ) {
    let queued = min(queue, max(0, total.bytes - bytes))
    faults += 1
    isWaiting = true
    fixed = latency
    self.bytes = (sharesChannel ? queued + rest : min(queued, bytes)) + bytes
    waited = 0
  }
}

/// Over memory as a whole, whose runs may be cut between two faults.
extension PageFetching {
  /// A guest that touches pages at random runs, faults and waits for a time in which bytes arrive evenly.
  ///
  /// - Returns: how much of the time it waits.
  mutating func follow(
    _ time: Double, bandwidth: Double, speed: Double, in missing: inout MissingMemory,
    drawing stream: inout RandomStream
  ) -> Double {
    var left = time
    var stalled = 0.0
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    while left > 0 {
      if isWaiting {
        let waited = wait(atMost: left, bandwidth)
        stalled += waited
        left -= waited
      } else {
        let touches = MissingMemory.touches(of: runs.span)
        let rate = touches * speed
        var time = left
        if rate > 0 { time = min(time, stream.exponential(mean: 1 / rate)) }
        arrive(bandwidth * time)
        if time < left {
          deliver(&runs, &total)
          touch(outOf: touches, &runs, &total, drawing: &stream)
        }
        left -= time
      }
    }
    deliver(&runs, &total)
    return stalled
  }

  mutating func deliver(in missing: inout MissingMemory) {
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    deliver(&runs, &total)
  }

  mutating func touch(
    outOf touches: Double, in missing: inout MissingMemory, drawing stream: inout RandomStream
  ) {
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    touch(outOf: touches, &runs, &total, drawing: &stream)
  }

  mutating func fault(in run: Int, isInFlight: Bool, of missing: inout MissingMemory) {
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    fault(in: run, isInFlight: isInFlight, &runs, &total)
  }

  /// A page is asked for that a sweep has met.
  mutating func request(_ bytes: Double, of missing: borrowing MissingMemory) {
    request(bytes, behind: missing.runs[push.inFlight.run].bytes, missing.total)
  }

  /// A sweep has asked for a page in a run all of which was missing, and which may have been cut there.
  mutating func noteFault(in run: Int, isFirst: Bool, makingRoom isCut: Bool, of runs: Int) {
    if isCut { push.makeRoom(behind: run) }
    push.fault(
      behind: isFirst ? run : run + 1, before: isFirst ? nil : run, of: runs, unit: unit, prepaging)
  }
}
