import Kernel
import Quantities
import Testing

/// A ball that crosses the table in one second, until it was hit often enough.
private struct PingPong: Model {
  enum Event: UInt64, Traceable {
    case ping, pong
    func fold(into trace: inout TraceHash) { trace.fold(rawValue) }
  }

  var hits: [Event] = []
  var limit = 10
  var checks = 0

  mutating func handle(
    _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
  ) {
    hits.append(event)
    if hits.count < limit {
      calendar.schedule(event == .ping ? .pong : .ping, at: now + Seconds(1))
    }
  }

  mutating func checkInvariants(at now: Instant) { checks += 1 }

  static func served(limit: Int = 10) -> Simulation<PingPong> {
    var simulation = Simulation(model: PingPong(limit: limit))
    simulation.calendar.schedule(.ping, at: Instant(1))
    return simulation
  }
}

@Suite struct SimulationTests {
  @Test("a run ends when nothing more can happen, and the clock stands at the last event")
  func wholeRun() {
    var simulation = PingPong.served(limit: 4)
    simulation.run()
    #expect(simulation.model.hits == [.ping, .pong, .ping, .pong])
    #expect(simulation.eventCount == 4)
    #expect(simulation.now == Instant(4))
    #expect(simulation.step() == false)
  }

  @Test("a step is one event")
  func steps() {
    var simulation = PingPong.served()
    #expect(simulation.now == .start)
    #expect(simulation.step() == true)
    #expect(simulation.now == Instant(1))
    #expect(simulation.eventCount == 1)
    #expect(simulation.step() == true)
    #expect(simulation.model.hits == [.ping, .pong])
  }

  @Test("what is due exactly at the end of a run still happens in it")
  func endIsIncluded() {
    var simulation = PingPong.served()
    simulation.run(until: Instant(3))
    #expect(simulation.eventCount == 3)
    #expect(simulation.now == Instant(3))
  }

  @Test("with more to come, the clock stands where the run stopped")
  func clockStopsAtEnd() {
    var simulation = PingPong.served()
    simulation.run(until: Instant(2.5))
    #expect(simulation.eventCount == 2)
    #expect(simulation.now == Instant(2.5))
    simulation.run(until: Instant(2.5))
    #expect(simulation.now == Instant(2.5))
    simulation.run()
    #expect(simulation.eventCount == 10)
    #expect(simulation.now == Instant(10))
  }

  @Test("with nothing to come, the clock stands at the last event")
  func clockStopsAtLastEvent() {
    var simulation = PingPong.served()
    simulation.run(until: Instant(100))
    #expect(simulation.now == Instant(10))
    simulation.calendar.schedule(.ping, at: .never)
    simulation.run(until: Instant(200))
    #expect(simulation.now == Instant(10))
  }

  @Test("a run in pieces is the same run")
  func pieces() {
    var whole = PingPong.served()
    whole.run()
    var pieces = PingPong.served()
    for end in stride(from: 0.0, through: 12, by: 0.7) where pieces.now <= Instant(end) {
      pieces.run(until: Instant(end))
    }
    #expect(pieces.model.hits == whole.model.hits)
    #expect(pieces.trace == whole.trace)
  }

  @Test("time cannot be turned back")
  func past() async {
    await #expect(processExitsWith: .failure) {
      var simulation = PingPong.served()
      simulation.run(until: Instant(2.5))
      simulation.calendar.schedule(.ping, at: Instant(2.25))
    }
    await #expect(processExitsWith: .failure) {
      var simulation = PingPong.served()
      simulation.run(until: Instant(2.5))
      simulation.run(until: Instant(2))
    }
  }

  @Test("invariants are checked after every event in builds that check, and never in others")
  func invariants() {
    var simulation = PingPong.served(limit: 7)
    simulation.run()
    #if INTERNAL_CHECKS
      #expect(simulation.model.checks == 7)
    #else
      #expect(simulation.model.checks == 0)
    #endif
  }

  @Test("a model need not be copyable")
  func noncopyableModel() {
    struct Owner: Model, ~Copyable {
      struct Event: Traceable { func fold(into trace: inout TraceHash) {} }
      var handled = 0
      mutating func handle(
        _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
      ) {
        handled += 1
      }
    }
    var simulation = Simulation(model: Owner())
    simulation.calendar.schedule(.init(), at: .start)
    simulation.run()
    #expect(simulation.model.handled == 1)
  }
}
