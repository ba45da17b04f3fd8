import Kernel
import Quantities

/// One server, one queue, memoryless arrivals and services of mean 1 s: at most two events are
/// pending, so that what the loop itself costs shows.
struct SingleServer: Model {
  enum Event: UInt64, Traceable {
    case arrival, departure
    func fold(into trace: inout TraceHash) { trace.fold(rawValue) }
  }

  /// Arrivals per second.
  let load: Double
  var draws = HoldDraws()
  var customers = 0

  mutating func handle(
    _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
  ) {
    switch event {
    case .arrival:
      customers += 1
      if customers == 1 { calendar.schedule(.departure, at: now + draws.increment()) }
      let pause = Seconds(draws.increment().value / load)
      calendar.schedule(.arrival, at: now + pause)
    case .departure:
      customers -= 1
      if customers > 0 { calendar.schedule(.departure, at: now + draws.increment()) }
    }
  }

  /// A simulation of the model at its start.
  static func simulation(load: Double) -> Simulation<SingleServer> {
    var simulation = Simulation(model: SingleServer(load: load))
    simulation.calendar.schedule(.arrival, at: .start)
    return simulation
  }
}
