import Synchronization

/// A wish to end a run before its time. Replications under way end at their next event and have no
/// results; those that have ended are kept, and no more are begun.
public final class Interruption: Sendable {
  private let flag = Atomic(false)

  public init() {}

  /// Whether the run is to end.
  public var isWanted: Bool { flag.load(ordering: .relaxed) }

  /// Asks for it; a signal handler may do so.
  public func ask() { flag.store(true, ordering: .relaxed) }
}
