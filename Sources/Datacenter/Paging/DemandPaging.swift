import Quantities
import Randomness

/// A guest that runs at the destination while its missing memory is pushed and fetched.
///
/// Between two faults nothing has to be looked at: the time to the next one is exponential with the
/// rate at which missing pages are touched, thinned by those that the push brings meanwhile, or known,
/// where a sweep meets its next missing page. So a fault costs a few operations, and there are at most
/// as many as missing host pages. Faults are drawn one by one in every fidelity: thousands in a migration,
/// so that whatever each of them needs is inlined.
///
/// The guest touches pages by writing them and by reading them, and stands still as a whole while it
/// waits: one vCPU, or several that wait for each other.
struct DemandPaging {
  /// What the guest waits for.
  private struct Stall {
    /// Times that no bandwidth shortens.
    var fixed: Double
    /// Bytes that have to come first, the page's own included.
    var bytes: Double
    var elapsed = 0.0
  }

  let service: Service
  /// How fast the guest runs while it does not wait: its share of full speed.
  private(set) var speed: Double
  private(set) var missing: MissingMemory
  private var sweeps: GuestSweeps
  private var stall: Stall?
  /// What a request takes beside the bytes.
  private let fixedLatency: Double

  private var push: PushHead
  /// Bytes of requested pages that have not come yet.
  private var requested = 0.0

  // The books.
  /// Faults so far.
  private(set) var faults = 0
  /// The longest that the guest has waited for one page.
  private(set) var longestWait = Seconds.zero

  init(
    _ service: Service, memory: Memory, speed: Double, roundTrip: Seconds,
    drawing stream: inout RandomStream
  ) {
    self.service = service
    self.speed = speed
    let demand = service.demand
    fixedLatency = (demand.trap + roundTrip + demand.perRequest + demand.place).value
    missing = MissingMemory(
      of: memory.stretches, memory.classes, hostPage: demand.hostPage, wire: service.push.wire,
      drawing: &stream)
    sweeps = GuestSweeps(of: memory, unit: missing.unit, speed: speed)
    push = PushHead(
      scanFrom: service.push.order == .cyclic
        ? missing.cut(at: memory.cursor / missing.unit) : 0)
  }

  /// An activity scales the rates of the classes that follow it, until further notice.
  mutating func setActivity(_ activity: Int, to factor: Double) {
    missing.setActivity(activity, to: factor)
    sweeps.setActivity(activity, to: factor, speed: speed)
  }

  /// The guest runs at another share of its full speed while it does not wait.
  mutating func setSpeed(_ share: Double) {
    speed = share
    sweeps.setSpeed(share)
  }

  /// The next so many bytes arrive, evenly over a time; none while the link is down.
  ///
  /// - Returns: how long the guest waited.
  mutating func receive(
    _ bytes: Bytes, in time: Seconds, drawing stream: inout RandomStream
  ) -> Seconds {
    let bandwidth = bytes.value / time.value
    var left = time.value
    var stalled = 0.0
    while left > 0 {
      if var wait = stall {
        let needed = wait.fixed + (wait.bytes > 0 ? wait.bytes / bandwidth : 0)
        let passed = min(needed, left)
        arrive(bandwidth * passed)
        stalled += passed
        left -= passed
        wait.elapsed += passed
        if passed == needed {
          longestWait = max(longestWait, Seconds(wait.elapsed))
          stall = nil
        } else {
          let fixed = min(wait.fixed, passed)
          wait.fixed -= fixed
          wait.bytes = max(0, wait.bytes - (passed - fixed) * bandwidth)
          stall = wait
        }
      } else {
        left -= runOn(for: left, bandwidth: bandwidth, drawing: &stream)
      }
    }
    return Seconds(stalled)
  }

  /// The last byte has come.
  mutating func end() { missing.removeAll() }

  // MARK: The guest

  /// The guest runs until its next fault, at most for a time.
  ///
  /// - Returns: how long it ran.
  @inline(__always)
  private mutating func runOn(
    for limit: Double, bandwidth: Double, drawing stream: inout RandomStream
  ) -> Double {
    let rate = missing.touches * speed
    var time = limit
    if rate > 0 { time = min(time, stream.exponential(mean: 1 / rate)) }
    let meeting =
      sweeps.isEmpty ? nil : sweeps.nextMeeting(before: time, in: missing, drawing: &stream)
    if let meeting { time = meeting.wait }
    arrive(bandwidth * time)
    sweeps.advance(for: time)

    if let meeting {
      let place = sweeps.stop(meeting.sweep, at: meeting.place)
      if let run = missing.run(at: place) { fault(at: place, in: run) }
    } else if time < limit {
      // Touches that the push has forestalled meanwhile are thinned out.
      let touches = missing.touches
      guard stream.uniform() * rate < touches * speed else { return time }
      let run = missing.run(atTouch: stream.uniform() * touches)
      fault(in: run, isInFlight: isInFlight(oneOf: run, drawing: &stream))
    }
    return time
  }

  /// Whether the page touched in a run is the one that is on its way.
  private func isInFlight(oneOf run: Int, drawing stream: inout RandomStream) -> Bool {
    guard push.inFlight.bytes > 0, push.inFlight.run == run else { return false }
    return stream.uniform() * Double(missing.runs[run].missing) < 1
  }

  // MARK: Faults

  /// A sweep touches a missing page.
  private mutating func fault(at place: Int, in run: Int) {
    let state = missing.runs[run]
    guard state.missing == state.span else {
      let isLast = state.missing == 1 && push.inFlight.run == run && push.inFlight.bytes > 0
      return fault(in: run, isInFlight: isLast)
    }
    let isFirst = place == state.start
    if isFirst, push.inFlight.run == run, push.inFlight.bytes > 0 {
      return fault(in: run, isInFlight: true)
    }
    request(state.bytes)
    if missing.take(place, of: run) { push.makeRoom(behind: run) }
    prepage(behind: isFirst ? run : run + 1, before: isFirst ? nil : run)
  }

  /// A missing page is touched at random.
  @inline(__always)
  private mutating func fault(in run: Int, isInFlight: Bool) {
    if isInFlight {
      wait(for: missing.runs[run].bytes - push.inFlight.bytes, behind: 0)
    } else {
      request(missing.runs[run].bytes)
      missing.takeAny(of: run)
    }
    prepage(behind: run, before: nil)
  }

  /// A page is asked for, and jumps the queue as far as its channel allows.
  @inline(__always)
  private mutating func request(_ bytes: Double) {
    let rest =
      push.inFlight.bytes > 0 ? missing.runs[push.inFlight.run].bytes - push.inFlight.bytes : 0
    wait(for: bytes, behind: rest)
    requested += bytes
  }

  /// The guest begins to wait for bytes, behind the rest of another page if the channel is shared.
  @inline(__always)
  private mutating func wait(for bytes: Double, behind rest: Double) {
    let queue = min(service.push.queue(over: nil).value, max(0, missing.bytes.value - bytes))
    let ahead =
      switch service.demand.channel {
      case .shared: queue + rest
      case .own: min(queue, bytes)
      }
    faults += 1
    stall = Stall(fixed: fixedLatency, bytes: ahead + bytes)
  }

  /// What a fault does to the push.
  @inline(__always)
  private mutating func prepage(behind: Int, before: Int?) {
    push.fault(
      behind: behind, before: before, of: missing.runs.count, unit: missing.unit,
      service.push.prepaging)
  }

  /// Bytes arrive: requested pages first, then what the push sends.
  @inline(__always)
  private mutating func arrive(_ bytes: Double) {
    guard requested > 0 else { return missing.receive(bytes, from: &push) }
    let answered = min(bytes, requested)
    requested -= answered
    missing.receive(bytes - answered, from: &push)
  }
}
