import Kernel
import Quantities
import Testing

/// What the calendar promises, in the plainest terms: a list kept in order by insertion.
private struct SortedList {
  private(set) var pending: [(instant: Instant, event: Int)] = []

  mutating func schedule(_ event: Int, at instant: Instant) {
    let place = pending.firstIndex { $0.instant > instant } ?? pending.count
    pending.insert((instant, event), at: place)
  }

  mutating func cancel(_ event: Int) -> Bool {
    guard let place = pending.firstIndex(where: { $0.event == event }) else { return false }
    pending.remove(at: place)
    return true
  }

  mutating func reschedule(_ event: Int, to instant: Instant) -> Bool {
    guard cancel(event) else { return false }
    schedule(event, at: instant)
    return true
  }

  mutating func next() -> (instant: Instant, event: Int)? {
    pending.isEmpty ? nil : pending.removeFirst()
  }
}

@Suite struct RandomOperationsTests {
  /// The sizes around which `schedule` and `next` balance; instants are coarse, so that many tie.
  @Test(
    "any mixture of operations leaves what a sorted list would",
    arguments: 1...8 as ClosedRange<UInt64>, [3, 40, 300])
  func agreesWithSortedList(seed: UInt64, size: Int) {
    var generator = TestGenerator(seed: seed)
    var calendar = EventCalendar<Int>()
    var list = SortedList()
    var handles: [EventID] = []
    for operation in 0..<3000 {
      let instant = calendar.now + Seconds(Double(Int.random(in: 0...9, using: &generator)))
      let known = handles.isEmpty ? 0 : Int.random(in: 0..<handles.count, using: &generator)
      // Mostly recent ones, of which more are still pending.
      let event = max(known, handles.count - 1 - Int.random(in: 0...2 * size, using: &generator))
      switch Int.random(in: 0..<10, using: &generator) {
      case 0 where !handles.isEmpty:
        #expect(calendar.cancel(handles[event]) == list.cancel(event))
      case 1...3 where !handles.isEmpty:
        #expect(
          calendar.reschedule(handles[event], to: instant) == list.reschedule(event, to: instant))
      case 4...6 where list.pending.count > Int.random(in: 0...2 * size, using: &generator):
        let (delivered, expected) = (calendar.next(), list.next())
        #expect(delivered?.at == expected?.instant)
        #expect(delivered?.event == expected?.event)
      default:
        list.schedule(handles.count, at: instant)
        handles.append(calendar.schedule(handles.count, at: instant))
      }
      #expect(calendar.count == list.pending.count)
      #expect(calendar.nextInstant == list.pending.first?.instant ?? .never)
      if operation % 16 == 0 { calendar.checkInvariants() }
    }
    #expect(calendar.drain() == list.pending.map(\.event))
    #expect(Set(handles).count == handles.count)
  }
}
