import Datacenter
package import Kernel
package import Orchestration
package import Quantities

extension Simulation {
  /// Runs until every request has ended or until an instant, and looks after every event, in every
  /// build, whether world and fleet are possible.
  ///
  /// - Returns: what is impossible, and when; `nil` if nothing was.
  /// - Complexity: O(hosts + VMs + moves) for each event
  package mutating func watch(until limit: Instant) -> String? where M == Fleet {
    model.end = limit
    while !model.isDone, calendar.nextInstant <= limit, step() {
      if let violation = model.world.violation ?? model.violation {
        return "\(violation), at \(now)"
      }
    }
    return nil
  }
}
