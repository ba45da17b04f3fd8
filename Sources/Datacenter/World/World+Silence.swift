import Kernel
import Quantities

/// A link that is down without closing anything.
///
/// Its capacity is nothing until transfers go on, so that whatever crosses it stands still: memory,
/// files, disks, missing pages, and the messages of a handshake. All that knows of it is TCP, and a
/// manager that waits for answers.
extension World {
  mutating func linkFallsSilent(
    _ link: LinkID, for time: Seconds?, at now: Instant,
    _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let givenUp = ground.wires.silence(link, at: now, &calendar)
    calendar.schedule(.linkGivenUp(link), at: givenUp)
    if let time { calendar.schedule(.linkBack(link), at: now + time) }
    for id in migrations.underWay(over: link) {
      migrations[id].followSilence(on: ground, at: now, &calendar)
    }
  }

  /// A silent link works again. Transfers over it go on when their senders notice.
  mutating func linkIsBack(
    _ link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard ground.wires.hold(link, down: false) else { return }
    transfersWillGoOn(over: link, at: now, &calendar)
  }

  /// No fault holds a link down any more: a silence on it will end.
  mutating func transfersWillGoOn(
    over link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    for instant in ground.wires.unsilence(link, at: now) {
      calendar.schedule(.linkCarries(link), at: instant)
    }
  }

  /// Transfers over a link that was silent go on.
  mutating func linkCarries(
    _ link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let crossing = migrations.underWay(over: link)
    for id in crossing { migrations[id].settleAll(on: &ground, at: now) }
    ground.wires.endSilences(on: link, at: now, &calendar)
    for id in crossing {
      migrations[id].followSilence(on: ground, at: now, &calendar)
      migrations[id].resumeService(on: &ground, at: now, &calendar)
    }
  }

  /// TCP, or a manager, waits no longer: the connections over a silent link are closed.
  mutating func linkIsGivenUp(
    _ link: LinkID, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard ground.wires.giveUp(link, at: now) else { return }
    for id in migrations.underWay(over: link) {
      // A migration that ends may bring on a fault that ends others.
      guard migrations.isUnderWay(id) else { continue }
      migrations[id].settleAll(on: &ground, at: now)
      guard let cause = migrations[id].connectionLost(on: ground, at: now) else { continue }
      breakOff(id, cause, at: now, &calendar)
    }
  }
}
