import Kernel
import Quantities

/// Sending in windows and turns: an order that ends where a turn does.
///
/// At a steady rate the whole order is followed at once and one event is scheduled for its end. If
/// the network changes the rate in mid-order, what has been sent by then is settled, and the rest is
/// followed anew. The network sees a flow that is there for as long as the order lasts, limited by
/// the engine's cap; the sender's sleep within a window is not seen by others.
extension World {
  /// Starts an order that has turns.
  mutating func sendInTurns(
    _ order: Order, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report? {
    settle(id, at: now)
    if order.selection == .all { markAll(id) }
    migrations[id.index].memory.scan(order.scan)
    if migrations[id.index].turns == nil {
      migrations[id.index].turns = TurnSending(
        order, startingAt: now, classes: migrations[id.index].memory.classes)
    }
    migrations[id.index].turns!.begin(order, at: now)
    openEndedFlow(cap: order.rateCap, for: id, at: now, &calendar)
    follow(id, &calendar)
    return nil
  }

  /// The flow of an order whose bytes only the turns know: it stays until it is closed.
  private mutating func openEndedFlow(
    cap: BytesPerSecond, for id: MigrationID, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    if let flow = migrations[id.index].flow {
      let transport = transport.cap(over: migrations[id.index].route.roundTrip)
      network.setCap(flow, min(cap, transport), at: now, &calendar)
    } else {
      transfer(
        Bytes(.infinity), along: migrations[id.index].route.capacities, cap: cap, for: id, at: now,
        &calendar)
    }
  }

  /// Follows the order to its end, as the rate stands now, and schedules that end.
  private mutating func follow(
    _ id: MigrationID, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard let flow = migrations[id.index].flow else { preconditionFailure("turns without a flow") }
    let speed = speed(of: flow, of: id)
    migrations[id.index].turnSpeed = speed
    let end = migrations[id.index].followTurns(at: speed)
    if !following.contains(id) { following.append(id) }
    if end.secondsSinceStart.isFinite {
      migrations[id.index].timer = calendar.schedule(.timer(id), at: end)
    }
  }

  /// How fast a sender in turns sends while it is awake: as fast as the network lets it, or, behind
  /// its own cap, as fast as the channel and its transport go, sleeping for the rest of each window.
  @inline(__always)  // A call would copy the world, which its caller is changing.
  private func speed(of flow: FlowID, of id: MigrationID) -> BytesPerSecond {
    guard network.flows[flow.index].bottleneck == nil,
      migrations[id.index].turns!.order.turns != nil
    else { return network.rate(of: flow) }
    let route = migrations[id.index].route
    return route.capacities.reduce(transport.cap(over: route.roundTrip)) {
      min($0, network.capacities[$1.index].rate)
    }
  }

  /// The last turn of the order is over.
  mutating func turnsEnded(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    migrations[id.index].adoptTurns()
    following.removeAll { $0 == id }
    account(id)
    proceed(id, after: turnsReport(id, .sent, at: now), at: now, &calendar)
  }

  /// The network has changed rates: orders under way are settled, and followed anew.
  mutating func followRates(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    guard network.revision != followedRevision else { return }
    followedRevision = network.revision
    for id in following {
      guard let flow = migrations[id.index].flow,
        speed(of: flow, of: id) != migrations[id.index].turnSpeed,
        // An order that ends at this very instant is left to its event.
        interrupt(id, at: now, &calendar)
      else { continue }
      follow(id, &calendar)
    }
  }

  /// Settles what an order under way has sent by now, and takes its end off the calendar.
  ///
  /// - Returns: whether it still had something to do.
  mutating func interrupt(
    _ id: MigrationID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) -> Bool {
    guard migrations[id.index].turns?.advance(to: now) == true else { return false }
    _ = calendar.cancel(migrations[id.index].timer)
    following.removeAll { $0 == id }
    account(id)
    return true
  }

  /// Takes the pages that the turns have sent out of the memory.
  private mutating func account(_ id: MigrationID) {
    migrations[id.index].settleTurns()
  }

  /// The order is broken off within a turn.
  mutating func breakOffTurns(_ id: MigrationID, _ cause: Cause, at now: Instant) -> Report {
    if migrations[id.index].turns?.advance(to: now) == false { migrations[id.index].turns?.adopt() }
    following.removeAll { $0 == id }
    account(id)
    return turnsReport(id, cause, at: now)
  }

  /// The order is over: the report, and what the records keep of it.
  mutating func turnsReport(_ id: MigrationID, _ cause: Cause, at now: Instant) -> Report {
    settle(id, at: now)
    let (pages, bytes) = migrations[id.index].turns!.sent
    note(id, state: migrations[id.index].turns!.order.state, sent: pages, bytes: bytes, at: now)
    if migrations[id.index].turns!.order.turns != nil {
      migrations[id.index].bandwidth = migrations[id.index].turns!.clock.bandwidth
    }
    if cause == .sent { completeCopy(of: id) }
    return report(id, cause, at: now, sent: pages, bytes: bytes)
  }
}

extension Migration {
  /// Follows the order under way to its end, from what the memory holds now.
  fileprivate mutating func followTurns(at speed: BytesPerSecond) -> Instant {
    turns!.runs(of: memory)
    return turns!.follow(at: speed)
  }

  /// The order under way has ended as planned.
  fileprivate mutating func adoptTurns() { turns?.adopt() }

  /// The memory is told of what the turns have sent.
  fileprivate mutating func settleTurns() {
    guard let count = turns?.takeSettledPages(), count > 0 else { return }
    memory.send(count)
  }
}
