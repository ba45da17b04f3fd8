import Quantities
import Randomness

/// The classes that a guest touches in the order of their addresses, while some of its memory is missing:
/// where each stands, and where it meets its next missing page.
struct GuestSweeps {
  private struct Sweep {
    let low: Double
    let high: Double
    /// Pages of 4 KiB per second, at full speed and activity.
    let fullPace: Double
    let activity: Int?
    /// The activity's factor at present.
    var factor = 1.0
    /// Pages of 4 KiB per second at present.
    var pace: Double
    /// Where it stands, in pages of 4 KiB.
    var head: Double
    /// Up to here its pages have come.
    var servedTo = 0.0
  }

  private var sweeps: [Sweep] = []
  /// Pages of 4 KiB in a host page.
  private let unit: Int

  /// - Parameter speed: the share of its full speed at which the guest runs.
  init(of memory: Memory, unit: Int, speed: Double) {
    self.unit = unit
    var low = 0.0
    for (index, pageClass) in memory.classes.enumerated() {
      let pages = Double(pageClass.pages.count)
      if case .sweep(let rate, _) = pageClass.writes, rate.value > 0, pages > 0 {
        sweeps.append(
          Sweep(
            low: low, high: low + pages, fullPace: rate.value, activity: pageClass.activity,
            pace: rate.value * speed, head: low + memory.sweepPosition(of: index)))
      }
      low += pages
    }
  }

  var isEmpty: Bool { sweeps.isEmpty }

  /// An activity scales the pace of the sweeps that follow it, of a guest that runs at a share of its
  /// full speed.
  mutating func setActivity(_ activity: Int, to factor: Double, speed: Double) {
    for index in sweeps.indices where sweeps[index].activity == activity {
      sweeps[index].factor = factor
      sweeps[index].pace = sweeps[index].fullPace * factor * speed
    }
  }

  /// The guest runs at another share of its full speed.
  mutating func setSpeed(_ share: Double) {
    for index in sweeps.indices {
      sweeps[index].pace = sweeps[index].fullPace * sweeps[index].factor * share
    }
  }

  /// The first missing page that any sweep meets before a time has passed: which sweep, where, and when.
  func nextMeeting(
    before limit: Double, in missing: MissingMemory, drawing stream: inout RandomStream
  ) -> (sweep: Int, place: Double, wait: Double)? {
    var time = limit
    var first: (sweep: Int, place: Double, wait: Double)?
    for index in sweeps.indices {
      guard let (place, wait) = nextMeeting(of: sweeps[index], in: missing, drawing: &stream),
        wait < time
      else { continue }
      time = wait
      first = (index, place, wait)
    }
    return first
  }

  private func nextMeeting(
    of sweep: Sweep, in missing: MissingMemory, drawing stream: inout RandomStream
  ) -> (place: Double, wait: Double)? {
    guard sweep.pace > 0 else { return nil }
    let from = max(sweep.head, min(sweep.servedTo, sweep.high))
    if let place = missing.firstMissing(from: from, to: sweep.high, drawing: &stream) {
      return (place, (place - sweep.head) / sweep.pace)
    }
    guard let place = missing.firstMissing(from: sweep.low, to: sweep.head, drawing: &stream) else {
      return nil
    }
    return (place, (sweep.high - sweep.head + place - sweep.low) / sweep.pace)
  }

  /// The guest has run for a time.
  mutating func advance(for time: Double) {
    for index in sweeps.indices { advance(index, by: sweeps[index].pace * time) }
  }

  private mutating func advance(_ index: Int, by pages: Double) {
    let sweep = sweeps[index]
    let size = sweep.high - sweep.low
    let offset = sweep.head - sweep.low + pages
    let head = sweep.low + offset.truncatingRemainder(dividingBy: size)
    sweeps[index].head = head
    if offset >= size { sweeps[index].servedTo = sweep.low }
    // The host page that it has moved on in is there, or it would have stopped.
    let unit = Double(unit)
    if pages > 0 {
      sweeps[index].servedTo = max(sweeps[index].servedTo, (head / unit).rounded(.up) * unit)
    }
  }

  /// A sweep has come to a missing page; once the guest goes on, its host page has come.
  ///
  /// - Returns: the number of that host page.
  mutating func stop(_ index: Int, at page: Double) -> Int {
    let place = Int(page) / unit
    sweeps[index].head = page
    sweeps[index].servedTo = Double((place + 1) * unit)
    return place
  }
}
