public import Datacenter
public import Kernel
public import Quantities

/// A datacenter in operation: a world, and the requests that come in. One replication is one
/// simulation of an operation.
public struct Operation: Model {
  /// The world that the requests change.
  public internal(set) var world: World
  /// What is asked for, in the order of the scenario.
  public let requests: [MigrationRequest]
  /// The migration that each request became, once it was due.
  public private(set) var migrations: [MigrationID?]
  private var open: Int

  /// An operation that has not begun.
  public init(world: consuming World, requests: [MigrationRequest]) {
    self.world = world
    self.requests = requests
    migrations = requests.map { _ in nil }
    open = requests.count
  }

  /// Whether every request has ended, one way or another.
  public var isDone: Bool { open == 0 }

  /// The record of a request's migration; `nil` if the run ended before the request was due.
  public func record(of request: Int) -> MigrationRecord? {
    migrations[request].map { world.record(of: $0) }
  }

  public mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    world.handle(event, at: now, &calendar)
    while case let notices = world.takeNotices(), !notices.isEmpty {
      for notice in notices {
        switch notice {
        case .appointment(let request): begin(request, at: now, &calendar)
        case .ended: open -= 1
        }
      }
    }
  }

  private mutating func begin(
    _ index: Int, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    let request = requests[index]
    migrations[index] = world.migrate(
      request.vm, to: request.destination, with: request.strategy, fidelity: request.fidelity,
      storage: request.datastore, requestedAt: request.at, at: now, &calendar)
  }

  /// How every link was used until `now`, if the world records it.
  public mutating func linkUsage(at now: Instant) -> [World.DirectionUsage] {
    world.usage(at: now)
  }

  /// What every guest felt until `now`, if the world records it.
  public mutating func guestViews(at now: Instant) -> [GuestView] { world.guestViews(at: now) }

  public mutating func checkInvariants(at now: Instant) { world.checkInvariants(at: now) }
}

extension Simulation where M == Operation {
  /// A simulation with every request on its calendar.
  public init(of operation: consuming Operation) {
    self.init(model: operation)
    model.world.scheduleFaults(&calendar)
    model.world.start(at: .start, &calendar)
    for (index, request) in model.requests.enumerated() {
      calendar.schedule(.appointment(index), at: request.at)
    }
  }

  /// Runs until every request has ended, or until an instant.
  ///
  /// - Returns: when the run ended: at its last event, or at the limit where requests are still open.
  @discardableResult
  public mutating func runToTheEnd(until limit: Instant) -> Instant {
    while !model.isDone, calendar.nextInstant <= limit, step() {}
    if model.isDone { return now }
    let end = calendar.nextInstant > limit ? limit : now
    model.world.stop(at: end, &calendar)
    return end
  }
}
