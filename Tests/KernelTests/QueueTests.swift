import Kernel
import Quantities
import Testing

/// One server, one queue, memoryless arrivals and services.
private struct SingleServer: Model {
  enum Event: UInt64, Traceable {
    case arrival, departure
    func fold(into trace: inout TraceHash) { trace.fold(rawValue) }
  }

  let arrivalRate: Double
  let serviceRate: Double
  var generator: TestGenerator
  var inSystem = 0
  var lastChange = Instant.start
  /// Customers in the system, integrated over time.
  var customerSeconds = 0.0
  var busySeconds = 0.0

  mutating func handle(
    _ event: Event, at now: Instant, _ calendar: inout EventCalendar<Event>
  ) {
    let elapsed = (now - lastChange).value
    customerSeconds += Double(inSystem) * elapsed
    if inSystem > 0 { busySeconds += elapsed }
    lastChange = now
    switch event {
    case .arrival:
      inSystem += 1
      if inSystem == 1 { startService(at: now, &calendar) }
      calendar.schedule(.arrival, at: now + generator.exponential(rate: arrivalRate))
    case .departure:
      inSystem -= 1
      if inSystem > 0 { startService(at: now, &calendar) }
    }
  }

  private mutating func startService(at now: Instant, _ calendar: inout EventCalendar<Event>) {
    calendar.schedule(.departure, at: now + generator.exponential(rate: serviceRate))
  }
}

@Suite struct QueueTests {
  /// L = ρ / (1 - ρ). The time average over T has a standard deviation of about
  /// sqrt(2ρ(1 + ρ) / ((1 - ρ)^4 μT)); the tolerance is four of them.
  @Test("a single server holds as many customers as queueing theory says", arguments: [0.3, 0.5])
  func meanNumberInSystem(load: Double) {
    let duration = 30_000.0
    var simulation = Simulation(
      model: SingleServer(
        arrivalRate: load, serviceRate: 1, generator: TestGenerator(seed: 2024)))
    simulation.calendar.schedule(.arrival, at: .start)
    simulation.run(until: Instant(duration))
    let idle = 1 - load
    let deviation =
      (2 * load * (1 + load) / (idle * idle * idle * idle * duration)).squareRoot()
    let elapsed = simulation.model.lastChange.secondsSinceStart
    #expect(abs(simulation.model.customerSeconds / elapsed - load / idle) < 4 * deviation)
    #expect(abs(simulation.model.busySeconds / elapsed - load) < 0.02)
    #expect(simulation.eventCount > Int(1.9 * load * duration))
  }
}
