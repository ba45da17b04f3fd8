import Synchronization

/// A wish to end a run before its time. Replications that are under way are finished, no more are begun.
public final class Interruption: Sendable {
  private let flag = Atomic(false)

  public init() {}

  /// Whether the run is to end.
  public var isWanted: Bool { flag.load(ordering: .relaxed) }

  /// Asks for it; a signal handler may do so.
  public func ask() { flag.store(true, ordering: .relaxed) }
}
