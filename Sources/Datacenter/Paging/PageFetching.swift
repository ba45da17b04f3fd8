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
  /// The longest that the guest has waited for a page that came, in seconds.
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
  /// The part of that until the source has the request.
  private let trip: Double
  /// From the page's last byte until the guest goes on.
  private let place: Double
  /// Bytes of the push that are on their way.
  private let queue: Double
  private let channel: Service.Demand.Channel
  /// The thread that also answers, where answers have a channel of their own and no thread.
  private var thread: SendingThread?
  /// Bytes per second that arrive at present.
  private var bandwidth = 0.0
  private let prepaging: Service.Push.Prepaging
  /// Pages of 4 KiB in a host page.
  private let unit: Int

  init(_ service: Service, roundTrip: Seconds, scanFrom run: Int) {
    let demand = service.demand
    latency = (demand.trap + roundTrip + demand.perRequest + demand.place).value
    trip = (demand.trap + roundTrip / 2).value
    place = demand.place.value
    queue = service.push.queue(over: nil).value
    channel = demand.channel
    if channel == .own {
      thread = SendingThread(
        buffer: queue * Service.Push.heldAtSource, speed: Service.Demand.writing.value)
    }
    prepaging = service.push.prepaging
    unit = demand.hostPage.pages.count
    push = PushHead(scanFrom: run)
  }

  /// The longest that the guest has waited for one page, one that has not come yet included.
  var longestWait: Seconds { Seconds(isWaiting ? max(longest, waited) : longest) }

  // MARK: Waiting

  /// From now on so many bytes a second arrive.
  mutating func setBandwidth(_ bandwidth: Double) { self.bandwidth = bandwidth }

  /// The guest waits for its page, at most for a time.
  ///
  /// - Returns: for how long.
  @inline(__always)
  mutating func wait(atMost limit: Double) -> Double {
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
  mutating func arrive(_ bytes: Double) {
    credit += bytes
    thread?.drain(bytes)
  }

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
    // The pages of a run are touched alike, so that the mark also says which of them it is.
    let isPushed = push.mayHold(
      rest * Double(runs[run].missing), ofAll: runs[run].met, of: run, within: queue, runs.span)
    let number = isPushed ? Int(rest * Double(runs[run].missing) / runs[run].met) : nil
    fault(in: run, number, &runs, &total)
  }

  /// Some missing page of a run is touched.
  ///
  /// - Parameter number: how many missing pages of the run come before it, where it may have been sent.
  @inline(__always)
  private mutating func fault(
    in run: Int, _ number: Int?, _ runs: inout Runs, _ total: inout MissingMemory.Total
  ) {
    let price = runs[run].bytes
    if let number, let bytes = push.bytes(until: number, of: run, within: queue, runs.span) {
      wait(bytes, beside: place)
      // The source drops a request for what it has sent.
      if prepaging == .fromFault { return }
    } else {
      request(price, behind: push.begun(within: queue, runs.span), total)
      runs[run].missing -= 1
      total.take(1, at: price)
    }
    push.fault(behind: run, before: nil, of: runs.count, unit: unit, prepaging)
  }

  /// A page is asked for, and jumps the queue as far as its channel allows.
  ///
  /// - Parameter rest: what of another page follows the queue.
  @inline(__always)
  private mutating func request(
    _ bytes: Double, behind rest: Double, _ total: MissingMemory.Total
  ) {
    let pushed = max(0, total.bytes - bytes)
    let ahead =
      switch channel {
      case .shared: queue < pushed ? queue + rest : pushed
      case .own:
        min(queue, pushed, bytes)
          + (thread?.answer(bytes, behind: trip * bandwidth, at: bandwidth) ?? 0)
      case .ownThread: min(pushed, bytes)
      }
    wait(ahead + bytes, beside: latency)
    credit -= bytes
  }

  /// The guest begins to wait for bytes, and for what does not depend on them.
  @inline(__always)
  private mutating func wait(_ bytes: Double, beside latency: Double) {
    faults += 1
    isWaiting = true
    fixed = latency
    self.bytes = bytes
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
    setBandwidth(bandwidth)
    var left = time
    var stalled = 0.0
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    while left > 0 {
      if isWaiting {
        let waited = wait(atMost: left)
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

  /// A sweep touches some missing page of a run.
  ///
  /// - Parameter number: how many missing pages of the run come before it; `nil` if that is not known.
  mutating func fault(in run: Int, _ number: Int?, of missing: inout MissingMemory) {
    var total = missing.total
    defer { missing.total = total }
    var runs = missing.runs.mutableSpan
    fault(in: run, number, &runs, &total)
  }

  /// Whether a missing page of a run has been sent already.
  ///
  /// - Parameter number: how many missing pages of the run come before it.
  func isSent(_ number: Int, of run: Int, in missing: borrowing MissingMemory) -> Bool {
    push.bytes(until: number, of: run, within: queue, missing.runs.span) != nil
  }

  /// A page is asked for that a sweep has met.
  mutating func request(_ bytes: Double, of missing: borrowing MissingMemory) {
    request(bytes, behind: push.begun(within: queue, missing.runs.span), missing.total)
  }

  /// A sweep has asked for a page in a run all of which was missing, and which may have been cut there.
  mutating func noteFault(in run: Int, isFirst: Bool, makingRoom isCut: Bool, of runs: Int) {
    if isCut { push.makeRoom(behind: run) }
    push.fault(
      behind: isFirst ? run : run + 1, before: isFirst ? nil : run, of: runs, unit: unit, prepaging)
  }
}
