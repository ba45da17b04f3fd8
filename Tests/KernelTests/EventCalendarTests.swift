import Kernel
import Quantities
import Testing

@Suite struct EventCalendarTests {
  @Test("events are delivered in the order of their instants")
  func order() {
    var calendar = EventCalendar<String>()
    calendar.schedule("third", at: Instant(3))
    calendar.schedule("first", at: Instant(1))
    calendar.schedule("second", at: Instant(2))
    #expect(calendar.count == 3)
    #expect(calendar.nextInstant == Instant(1))
    #expect(calendar.drain() == ["first", "second", "third"])
    #expect(calendar.isEmpty == true)
    #expect(calendar.nextInstant == .never)
  }

  @Test(
    "events at the same instant are delivered in the order they were scheduled",
    arguments: [1, 2, 5, 6, 21, 22, 1000])
  func ties(count: Int) {
    var calendar = EventCalendar<Int>()
    for event in 0..<count { calendar.schedule(event, at: Instant(7)) }
    #expect(calendar.drain() == Array(0..<count))
  }

  @Test("what follows at the same instant comes after what was already due then")
  func followUp() {
    var calendar = EventCalendar<String>()
    calendar.schedule("cause", at: Instant(1))
    calendar.schedule("neighbour", at: Instant(1))
    #expect(calendar.next()?.event == "cause")
    calendar.schedule("effect", at: calendar.now)
    #expect(calendar.nextInstant == Instant(1))
    #expect(calendar.drain() == ["neighbour", "effect"])
  }

  @Test("minus zero and zero are the same instant")
  func minusZero() {
    var calendar = EventCalendar<Int>()
    calendar.schedule(1, at: Instant(0))
    calendar.schedule(2, at: Instant(-0.0))
    calendar.schedule(3, at: Instant(0))
    #expect(calendar.drain() == [1, 2, 3])
  }

  @Test("a cancelled event is not delivered, and can be cancelled only once")
  func cancellation() {
    var calendar = EventCalendar<String>()
    let lunch = calendar.schedule("lunch", at: Instant(1))
    calendar.schedule("tea", at: Instant(2))
    #expect(calendar.cancel(lunch) == true)
    #expect(calendar.cancel(lunch) == false)
    #expect(calendar.count == 1)
    #expect(calendar.drain() == ["tea"])
  }

  @Test("the handle of a delivered event does nothing, even when its place is used again")
  func staleHandles() {
    var calendar = EventCalendar<String>()
    let old = calendar.schedule("old", at: Instant(1))
    #expect(calendar.next()?.event == "old")
    #expect(calendar.cancel(old) == false)
    let new = calendar.schedule("new", at: Instant(2))
    #expect(new != old)
    #expect(calendar.cancel(old) == false)
    #expect(calendar.reschedule(old, to: Instant(9)) == false)
    #expect(calendar.nextInstant == Instant(2))
    #expect(calendar.drain() == ["new"])
  }

  @Test("no event can be cancelled or rescheduled, before and after there were events")
  func none() {
    var calendar = EventCalendar<Int>()
    #expect(calendar.cancel(.none) == false)
    let only = calendar.schedule(1, at: Instant(1))
    #expect(only != .none)
    #expect(calendar.cancel(.none) == false)
    calendar.cancel(only)
    #expect(calendar.cancel(.none) == false)
    #expect(calendar.reschedule(.none, to: Instant(1)) == false)
  }

  @Test("a rescheduled event keeps its handle and moves both ways")
  func reschedulingMoves() {
    var calendar = EventCalendar<String>()
    let movable = calendar.schedule("movable", at: Instant(2))
    calendar.schedule("fixed", at: Instant(3))
    #expect(calendar.reschedule(movable, to: Instant(4)) == true)
    #expect(calendar.nextInstant == Instant(3))
    #expect(calendar.reschedule(movable, to: Instant(1)) == true)
    #expect(calendar.nextInstant == Instant(1))
    #expect(calendar.drain() == ["movable", "fixed"])
    #expect(calendar.reschedule(movable, to: Instant(5)) == false)
  }

  @Test("a rescheduled event queues behind those already due then, even at its own instant")
  func reschedulingQueues() {
    var calendar = EventCalendar<String>()
    let first = calendar.schedule("first", at: Instant(1))
    calendar.schedule("second", at: Instant(1))
    let early = calendar.schedule("early", at: Instant(0.5))
    #expect(calendar.reschedule(first, to: Instant(1)) == true)
    #expect(calendar.reschedule(early, to: Instant(1)) == true)
    #expect(calendar.drain() == ["second", "first", "early"])
  }

  @Test("what is due never waits to be rescheduled")
  func never() {
    var calendar = EventCalendar<String>()
    let dormant = calendar.schedule("dormant", at: .never)
    #expect(calendar.count == 1)
    #expect(calendar.nextInstant == .never)
    #expect(calendar.next() == nil)
    calendar.schedule("due", at: Instant(1))
    #expect(calendar.drain() == ["due"])
    #expect(calendar.now == Instant(1))
    #expect(calendar.reschedule(dormant, to: Instant(2)) == true)
    #expect(calendar.drain() == ["dormant"])
  }

  @Test("a copy has a future of its own")
  func copies() {
    var calendar = EventCalendar<Int>(minimumCapacity: 4)
    let second = calendar.schedule(2, at: Instant(2))
    calendar.schedule(1, at: Instant(1))
    var copy = calendar.copy()
    copy.cancel(second)
    copy.schedule(3, at: Instant(3))
    #expect(calendar.drain() == [1, 2])
    #expect(copy.drain() == [1, 3])
  }

  @Test("a delivered or cancelled event is let go of")
  func ownership() {
    final class Payload {}
    weak var delivered: Payload?
    weak var cancelled: Payload?
    var calendar = EventCalendar<Payload>()
    do {
      let first = Payload()
      let second = Payload()
      (delivered, cancelled) = (first, second)
      calendar.schedule(first, at: Instant(1))
      let id = calendar.schedule(second, at: Instant(2))
      calendar.cancel(id)
      _ = calendar.next()
    }
    #expect(delivered == nil)
    #expect(cancelled == nil)
    #expect(calendar.isEmpty == true)
  }

  @Test("nothing can be due in the past, or at no number", arguments: [0.5, -1, .nan])
  func past(instant: Double) async {
    // Bits, because what is handed to the other process travels as JSON, which knows no NaN.
    await #expect(processExitsWith: .failure) { [bits = instant.bitPattern as UInt64] in
      var calendar = EventCalendar<Int>()
      calendar.schedule(1, at: Instant(1))
      _ = calendar.next()
      calendar.schedule(2, at: Instant(Double(bitPattern: bits)))
    }
  }
}
