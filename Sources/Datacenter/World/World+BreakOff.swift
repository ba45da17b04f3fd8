import Kernel
import Quantities

/// Ending an action where it stands, and counting what it had done by then.
extension World {
  /// Breaks off the action under way.
  ///
  /// - Returns: the report on it, with the bytes and whole pages that had moved.
  mutating func breakOff(
    _ id: MigrationID, _ cause: Cause, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) -> Report {
    if migrations[id.index].isServing { return breakOffService(id, cause, at: now, &calendar) }
    settle(id, at: now)
    _ = calendar.cancel(migrations[id.index].timer)
    defer { standDown(id, at: now, &calendar) }
    switch migrations[id.index].action {
    case .send(let order) where order.peek != nil:
      return breakOffBatches(order, for: id, cause, at: now)
    case .send(let order) where order.isFollowed:
      return breakOffTurns(id, cause, at: now)
    case .send(let order):
      return breakOffPages(order, for: id, cause, at: now)
    case .copyDisks where diskWork[id.index] != nil, .consolidate where diskWork[id.index] != nil:
      return breakOffDisks(id, cause, at: now, &calendar)
    case .stun:
      endStun(id, at: now)
      return report(id, cause, at: now)
    case .copyFiles:
      let moved = moved(of: migrations[id.index].files.last?.size ?? .zero, by: id, at: now)
      migrations[id.index].fileBytes += moved
      migrations[id.index].record.sent += moved
      return report(id, cause, at: now, bytes: moved)
    default:
      return report(id, cause, at: now)
    }
  }

  private mutating func breakOffPages(
    _ order: Order, for id: MigrationID, _ cause: Cause, at now: Instant
  ) -> Report {
    var bytes = Bytes.zero
    var pages = 0.0
    if order.selection != .none {
      let all = order.state + migrations[id.index].memory.costOfPending(as: order.wire)
      bytes = moved(of: all, by: id, at: now)
      pages = migrations[id.index].memory.pages(within: bytes, as: order.wire)
      migrations[id.index].memory.send(pages)
    }
    note(id, state: order.state, sent: pages, bytes: bytes, at: now)
    return report(id, cause, at: now, sent: pages, bytes: bytes)
  }

  /// What the flow of a migration has moved of so many bytes.
  func moved(of bytes: Bytes, by id: MigrationID, at now: Instant) -> Bytes {
    guard let flow = migrations[id.index].flow else { return .zero }
    return max(.zero, bytes - network.remaining(flow, at: now))
  }

  /// A transfer of pages is over: what the record keeps of it.
  mutating func note(
    _ id: MigrationID, state: Bytes, sent: Double, skipped: Double = 0, bytes: Bytes,
    at now: Instant
  ) {
    migrations[id.index].note(state: state, sent: sent, skipped: skipped, bytes: bytes, at: now)
  }
}

extension Migration {
  fileprivate mutating func note(
    state: Bytes, sent: Double, skipped: Double, bytes: Bytes, at now: Instant
  ) {
    let elapsed = now - actionStarted
    if elapsed > .zero { bandwidth = bytes / elapsed }
    record.sent += bytes
    record.pagesSent += sent
    let round = RoundRecord(
      round: roundNumber, started: actionStarted, duration: elapsed, sent: bytes, dirtied: nil,
      remaining: memory.pending, pages: sent, skipped: skipped, state: state)
    if case .iterativePreCopy = stage, record.rounds.last?.round == round.round {
      // The engine looked at the guest within the round, or a manager spoke, and it goes on.
      record.rounds[record.rounds.count - 1].extend(with: round)
    } else {
      record.rounds.append(round)
    }
  }
}
