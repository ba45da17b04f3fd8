import Glibc

/// State that threads take turns at.
///
/// It is a lock of the C library, which ThreadSanitizer knows: a mutex of `Synchronization` locks by a
/// futex that it does not see, and everything behind it is reported as a race.
package final class Locked<State>: @unchecked Sendable {
  private var state: State
  // A lock must not move in memory.
  private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)

  /// - Parameter state: nobody else must use what it refers to.
  package init(_ state: State) {
    self.state = state
    lock.initialize(to: pthread_mutex_t())
    pthread_mutex_init(lock, nil)
  }

  deinit {
    pthread_mutex_destroy(lock)
    lock.deinitialize(count: 1)
    lock.deallocate()
  }

  /// Does something with the state while nobody else does.
  package func withLock<Result, Failure: Error>(
    _ body: (inout State) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    pthread_mutex_lock(lock)
    defer { pthread_mutex_unlock(lock) }
    return try body(&state)
  }
}
