import Kernel
import Quantities

/// One direction of a link carries nothing, and the connections over it are still open.
struct Silence {
  /// When the link went down.
  let since: Instant
  /// When transfers go on, once the link is back; `nil` before.
  var until: Instant?

  init(since: Instant) { self.since = since }
}

extension Wires {
  /// A fault silences a link: nothing crosses it, and nobody is told.
  ///
  /// - Returns: when its connections are given up, if it has not come back by then.
  mutating func silence(
    _ link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Instant {
    _ = hold(link, down: true)
    eachDirection(of: link) { silence, _ in
      // A sender that still backs off from the outage before backs off further.
      if silence == nil { silence = Silence(since: now) } else { silence?.until = nil }
    }
    followCapacity(of: link, at: now, &calendar)
    let patience = min(transport.retries.givenUpAfter, transport.keepalive ?? Seconds(.infinity))
    return now + patience
  }

  /// A link works again that was silent.
  ///
  /// The sender whose own cable it was goes on at once. One further away knows nothing, and goes on
  /// with the next retransmission of its exponential back-off.
  ///
  /// - Returns: when transfers go on, direction by direction; none where it was not silent.
  mutating func unsilence(_ link: LinkID, at now: Instant) -> [Instant] {
    let isGivenUp = links[link.index].isGivenUp
    let retries = transport.retries
    var instants: [Instant] = []
    eachDirection(of: link) { silence, sender in
      guard let since = silence?.since else { return }
      let goesOn: Instant =
        if isGivenUp {
          now
        } else if case .host = sender {
          now + Retries.onOwnCable
        } else {
          since + (retries.next(after: now - since) ?? now - since)
        }
      silence?.until = goesOn
      instants.append(goesOn)
    }
    return instants
  }

  /// Transfers go on in the directions whose time has come.
  mutating func endSilences(
    on link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    eachDirection(of: link) { silence, _ in
      if let until = silence?.until, until <= now { silence = nil }
    }
    if links[link.index].silences.0 == nil, links[link.index].silences.1 == nil {
      setGivenUp(link, false)
    }
    followCapacity(of: link, at: now, &calendar)
  }

  /// Nobody waits for a silent link any longer.
  ///
  /// - Returns: `false` if it is not silent any more, or has not been for long enough.
  mutating func giveUp(_ link: LinkID, at now: Instant) -> Bool {
    let patience = min(transport.retries.givenUpAfter, transport.keepalive ?? Seconds(.infinity))
    let (first, second) = links[link.index].silences
    guard !links[link.index].isGivenUp,
      [first, second].contains(where: { $0.map { $0.since + patience <= now } ?? false })
    else { return false }
    setGivenUp(link, true)
    return true
  }

  /// Whether transfers move along a route at present.
  func carries(_ route: Route) -> Bool {
    route.capacities.allSatisfy {
      links[Link.of($0).index].isUp && links[Link.of($0).index].silence(of: $0) == nil
    }
  }

  /// Since when a route has been silent; `nil` if it is not.
  func silentSince(_ route: Route) -> Instant? {
    var earliest: Instant?
    for direction in route.capacities {
      guard let since = links[Link.of(direction).index].silence(of: direction)?.since else {
        continue
      }
      earliest = min(earliest ?? since, since)
    }
    return earliest
  }
}

extension Link {
  /// The silence in one of its directions.
  func silence(of direction: CapacityID) -> Silence? {
    direction == directions.0 ? silences.0 : silences.1
  }
}
