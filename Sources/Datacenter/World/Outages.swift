import Kernel
import Quantities

/// The processes by which parts of the world fail and are repaired, and the outages that struck.
struct Outages {
  private var clocks: [FailureClock] = []
  /// The outages that struck, in the order of time.
  private(set) var records: [OutageRecord] = []

  /// What a process does at one instant.
  struct Strike {
    let parts: [FailureProcess.Part]
    let effect: FailureProcess.Effect
    let lasting: Seconds
  }

  mutating func add(_ process: FailureProcess, _ key: World.RandomnessKey) {
    clocks.append(FailureClock(process, key))
  }

  /// Puts the first outage of each process on the calendar.
  func schedule(_ calendar: inout EventCalendar<WorldEvent>) {
    for (number, clock) in clocks.enumerated() where clock.begins < .never {
      calendar.schedule(.failure(number), at: clock.begins)
    }
  }

  /// What a process does now. What it does next goes on the calendar.
  ///
  /// - Returns: that, and the failures of hosts that are known from now on.
  mutating func strike(
    _ number: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> (strike: Strike, ahead: [FailureAhead]) {
    let clock = clocks[number]
    let process = clock.process
    if now == clock.begins {
      records += clock.struck.map { OutageRecord(part: $0, began: now, ends: clock.ends) }
    }
    var lasting = max(.zero, clock.ends - now)
    if case .flapping(_, let up, let down) = process.effect {
      lasting = min(down, lasting)
      let next = now + lasting + up
      if next < clock.ends {
        calendar.schedule(.failure(number), at: next)
        return (Strike(parts: clock.struck, effect: process.effect, lasting: lasting), [])
      }
    }
    clocks[number].advance()
    if clocks[number].begins < .never {
      calendar.schedule(.failure(number), at: clocks[number].begins)
    }
    return (
      Strike(parts: clock.struck, effect: process.effect, lasting: lasting),
      clocks[number].ahead
    )
  }

  /// An outage that no process brought.
  mutating func note(_ part: FailureProcess.Part, at now: Instant, lasting: Seconds?) {
    records.append(OutageRecord(part: part, began: now, ends: lasting.map { now + $0 }))
  }

  /// The failures of hosts that come next.
  var ahead: [FailureAhead] { clocks.flatMap(\.ahead) }

  /// The processes whose failures are drawn.
  var drawn: [FailureProcess] { clocks.map(\.process).filter(\.isDrawn) }
}

extension FailureClock {
  /// The hosts that the next outage strikes.
  var ahead: [FailureAhead] {
    guard begins < .never else { return [] }
    return struck.compactMap { part in
      guard case .host(let host) = part else { return nil }
      return FailureAhead(
        host: host, since: since, at: begins, isDrawn: process.isDrawn,
        name: "\(process.name)/\(number)")
    }
  }
}
