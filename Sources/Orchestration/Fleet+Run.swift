import Datacenter
public import Kernel
public import Quantities

extension Simulation where M == Fleet {
  /// A simulation with every request that has an instant on its calendar.
  public init(of fleet: consuming Fleet) {
    self.init(model: fleet)
    model.world.scheduleFaults(&calendar)
    model.world.start(at: .start, &calendar)
    model.scheduleArrivals(&calendar)
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
