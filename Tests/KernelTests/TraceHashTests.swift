import Kernel
import Quantities
import Testing

@Suite struct TraceHashTests {
  /// A model that does nothing but note what happens.
  private struct Sink: Model {
    struct Event: Traceable {
      var name: UInt64
      func fold(into trace: inout TraceHash) { trace.fold(name) }
    }
    mutating func handle(
      _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
    ) {}
  }

  private func trace(_ events: [(name: UInt64, at: Double)]) -> TraceHash {
    var simulation = Simulation(model: Sink())
    for event in events {
      simulation.calendar.schedule(.init(name: event.name), at: Instant(event.at))
    }
    simulation.run()
    return simulation.trace
  }

  @Test("equal runs have equal hashes, however they were scheduled")
  func equal() {
    #expect(trace([(1, 1), (2, 2)]) == trace([(2, 2), (1, 1)]))
  }

  @Test("another event, another instant or another order of equal instants is another hash")
  func different() {
    let runs = [
      trace([]), trace([(1, 1)]), trace([(1, 1), (2, 1)]), trace([(2, 1), (1, 1)]),
      trace([(1, 1), (2, 1.0.nextUp)]), trace([(1, 1), (3, 1)]), trace([(1, 1), (2, 1), (2, 1)]),
    ]
    #expect(Set(runs).count == runs.count)
  }

  @Test("the hash is the documented function of the words")
  func knownAnswers() {
    var hash = TraceHash()
    #expect(hash.description == "243f6a8885a308d3")
    hash.fold(1)
    hash.fold(Instant(1.5))
    hash.fold(.max)
    #expect(hash.value == 0x5412_BC3F_E258_F0BC)
  }

  @Test("the text has sixteen digits")
  func text() {
    // The one word that takes the initial state to a product of 1, hence to a state of 1.
    var hash = TraceHash()
    hash.fold(hash.value ^ 0xF1DE_83E1_9937_733D)
    #expect(hash.description == "0000000000000001")
  }
}
