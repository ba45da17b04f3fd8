import Quantities
import Randomness

/// A guest that runs at the destination while its missing memory is pushed and fetched.
///
/// Between two faults nothing has to be looked at: the time to the next one is exponential with the
/// rate at which missing pages are touched, thinned by those that the push brings meanwhile, or known,
/// where a sweep meets its next missing page. So a fault costs a few operations, and there are at most
/// as many as missing host pages. Faults are drawn one by one in every fidelity: thousands in a migration,
/// so that what each of them needs is inlined.
///
/// The guest touches pages by writing them and by reading them, and stands still as a whole while it
/// waits: one vCPU, or several that wait for each other.
struct DemandPaging {
  let service: Service
  /// How fast the guest runs while it does not wait: its share of full speed.
  private(set) var speed: Double
  private(set) var missing: MissingMemory
  private var sweeps: GuestSweeps
  private var fetching: PageFetching

  init(
    _ service: Service, memory: Memory, speed: Double, roundTrip: Seconds,
    drawing stream: inout RandomStream
  ) {
    self.service = service
    self.speed = speed
    missing = MissingMemory(
      of: memory.stretches, memory.classes, hostPage: service.demand.hostPage,
      wire: service.push.wire, drawing: &stream)
    sweeps = GuestSweeps(of: memory, unit: missing.unit, speed: speed)
    fetching = PageFetching(
      service, roundTrip: roundTrip,
      scanFrom: service.push.order == .cyclic ? missing.cut(at: memory.cursor / missing.unit) : 0)
  }

  /// Faults so far.
  var faults: Int { fetching.faults }
  /// The longest that the guest has waited for one page.
  var longestWait: Seconds { fetching.longestWait }

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
    guard sweeps.isEmpty else {
      return Seconds(followSweeps(time.value, bandwidth: bandwidth, drawing: &stream))
    }
    return Seconds(
      fetching.follow(
        time.value, bandwidth: bandwidth, speed: speed, in: &missing, drawing: &stream))
  }

  /// The last byte has come.
  mutating func end() { missing.removeAll() }

  // MARK: A guest that also sweeps

  /// - Returns: how much of the time it waits.
  private mutating func followSweeps(
    _ time: Double, bandwidth: Double, drawing stream: inout RandomStream
  ) -> Double {
    fetching.setBandwidth(bandwidth)
    var left = time
    var stalled = 0.0
    while left > 0 {
      if fetching.isWaiting {
        let waited = fetching.wait(atMost: left)
        fetching.deliver(in: &missing)
        stalled += waited
        left -= waited
      } else {
        left -= runOn(for: left, bandwidth: bandwidth, drawing: &stream)
      }
    }
    return stalled
  }

  /// The guest runs until its next fault, at most for a time.
  ///
  /// - Returns: how long it ran.
  private mutating func runOn(
    for limit: Double, bandwidth: Double, drawing stream: inout RandomStream
  ) -> Double {
    let touches = missing.touches
    let rate = touches * speed
    var time = limit
    if rate > 0 { time = min(time, stream.exponential(mean: 1 / rate)) }
    let meeting = sweeps.nextMeeting(before: time, in: missing, drawing: &stream)
    if let meeting { time = meeting.wait }
    fetching.arrive(bandwidth * time)
    fetching.deliver(in: &missing)
    sweeps.advance(for: time)

    if let meeting {
      let place = sweeps.stop(meeting.sweep, at: meeting.place)
      if let run = missing.run(at: place) { fault(at: place, in: run) }
    } else if time < limit {
      fetching.touch(outOf: touches, in: &missing, drawing: &stream)
    }
    return time
  }

  /// A sweep touches a missing page.
  private mutating func fault(at place: Int, in run: Int) {
    let state = missing.runs[run]
    let isFirst = place == state.start
    let isWhole = state.missing == state.span
    let number = isWhole ? place - state.start : state.missing == 1 ? 0 : nil
    guard isWhole, let number, !fetching.isSent(number, of: run, in: missing) else {
      return fetching.fault(in: run, number, of: &missing)
    }
    fetching.request(state.bytes, of: missing)
    let isCut = missing.take(place, of: run)
    fetching.noteFault(
      in: run, isFirst: isFirst, makingRoom: isCut, of: missing.runs.count)
  }
}
