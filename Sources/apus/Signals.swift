import Foundation
import Orchestration
import Synchronization

/// What a run does about Ctrl-C: it keeps the replications that have ended. The second one ends it at once.
enum Signals {
  /// Asked for by the first signal.
  static let interruption = Interruption()
  private static let received = Atomic<Int32>(SIGINT)

  /// As shells tell that a signal ended a program: 130 for Ctrl-C.
  static var exitCode: Int32 { 128 + received.load(ordering: .relaxed) }

  /// From here on SIGINT and SIGTERM ask for an end.
  static func interruptInsteadOfDying() {
    // Both are made before a handler might: a handler must not allocate.
    _ = (interruption, exitCode)
    for number in [SIGINT, SIGTERM] {
      // Whoever started the program may have blocked them.
      var blocked = sigset_t()
      sigemptyset(&blocked)
      sigaddset(&blocked, number)
      pthread_sigmask(SIG_UNBLOCK, &blocked, nil)
      signal(number) { number in
        Signals.interruption.ask()
        Signals.received.store(number, ordering: .relaxed)
        signal(number, SIG_DFL)
      }
    }
  }
}
