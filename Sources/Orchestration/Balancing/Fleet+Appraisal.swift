import Datacenter
import Kernel
import Quantities

extension Fleet {
  /// A request wants to know what a move would cost.
  mutating func appraise(
    _ move: Move, within limit: Seconds, for request: RequestID, at now: Instant,
    _ calendar: borrowing EventCalendar<WorldEvent>
  ) {
    guard let destination = move.destination, let mover = move.mover ?? policy.mover else { return }
    let trial = world.trial(
      of: move.vm, to: destination, with: mover.strategy, fidelity: mover.fidelity, within: limit,
      at: now, calendar)
    inbox.append((request, .appraised(move.vm, destination, trial)))
  }
}
