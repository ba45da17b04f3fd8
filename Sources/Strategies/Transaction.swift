import Quantities
import Seam

/// A migration is a transaction: until commitment the copy at A is the primary and the VM goes on
/// there; from commitment on B owns it (Clark et al., NSDI 2005, section 3.2; xl's migration
/// handshake and its failure paths, tools/xl/xl_migrate.c).
///
/// Every strategy ends its failures here, so that they all fail alike.
struct Transaction: Equatable, Sendable {
  /// Whether the VM stands still at the source and would have to be started again.
  var isSuspended = false
  /// What starting it again takes.
  let restart: RandomQuantity<Seconds>
  /// The failure that is being undone, once the source has been told to go on.
  private(set) var undoing: Failure?

  /// A migration in which nothing has been done yet.
  init(restart: RandomQuantity<Seconds>) { self.restart = restart }

  /// What to do about a report that is no success.
  ///
  /// - Returns: the next action, or `nil` when the report is no failure.
  @inline(__always)
  mutating func undo(_ cause: Cause) -> Action? {
    // Most are successes: no answer is made up for them.
    undoing == nil && cause.isSuccess ? nil : answer(to: cause)
  }

  private mutating func answer(to cause: Cause) -> Action? {
    if let failure = undoing { return .finish(.failed(failure)) }
    switch cause {
    case .requested, .done, .sent, .read: return nil
    // B says no: before the VM was suspended it never noticed; after, B destroys its copy, A's goes on.
    case .refused(let refusal):
      return isSuspended ? giveUp(.destinationRefused) : .finish(.refused(refusal))
    case .suspendTimedOut: return .finish(.failed(.suspendTimedOut))
    case .switchOverTimedOut: return giveUp(.switchOverTimedOut)
    case .linkLost: return giveUp(.linkLost)
    case .storageFull: return giveUp(.storageFull)
    case .hostLost(.destination): return giveUp(.destinationLost)
    case .hostLost(.source): return .finish(.failed(.sourceLost))
    // B was told to go ahead and is not heard of: it may run there, so it must not run here.
    case .reportLost(let failure): return .finish(.failedBadly(failure))
    case .command(.cancel): return giveUp(.cancelled)
    case .command: return nil
    }
  }

  /// Before the suspension the VM simply runs on; after it, the source resumes its copy.
  private mutating func giveUp(_ failure: Failure) -> Action {
    guard isSuspended else { return .finish(.failed(failure)) }
    undoing = failure
    return .resume(Resumption(on: .source, duration: restart))
  }
}

extension Cause {
  fileprivate var isSuccess: Bool {
    switch self {
    case .requested, .done, .sent, .read: true
    case .refused, .suspendTimedOut, .switchOverTimedOut, .linkLost, .hostLost, .reportLost,
      .storageFull, .command:
      false
    }
  }
}
