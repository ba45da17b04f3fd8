import Parallel

/// A value that is made when it is first asked for, whoever asks.
final class Once<Value: Sendable>: Sendable {
  private let state = Locked<Value?>(nil)

  /// The value.
  ///
  /// - Parameter make: makes it; it asks for no value of the same kind.
  func value(_ make: () -> Value) -> Value {
    state.withLock { known in
      if let known { return known }
      let made = make()
      known = made
      return made
    }
  }
}
