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
    runToTheEnd(until: limit, within: .unlimited).end
  }

  /// Runs until every request has ended, until an instant, or until a budget is used up.
  ///
  /// - Returns: when the run ended, and the limit of the budget that ended it, if one did.
  public mutating func runToTheEnd(
    until limit: Instant, within budget: RunBudget
  ) -> (end: Instant, usedUp: RunBudget.Limit?) {
    model.end = limit
    var usedUp: RunBudget.Limit?
    while !model.isDone, calendar.nextInstant <= limit {
      usedUp = budget.limit(after: eventCount)
      guard usedUp == nil, step() else { break }
    }
    if model.isDone { return (now, nil) }
    let end = usedUp == nil && calendar.nextInstant > limit ? limit : now
    model.world.stop(at: end, &calendar)
    return (end, usedUp)
  }
}
