public import Quantities

/// A failure process with the law of one of the world's and draws of its own. Nothing fails by it: it says
/// when its hosts might just as well have failed.
public struct FailureShadow: Sendable {
  private var clock: FailureClock

  /// Which of the shadows of its process it is, from 0.
  public let number: Int

  fileprivate init(of process: FailureProcess, _ number: Int, _ key: World.RandomnessKey) {
    var process = process
    process.name += "/shadow \(number)"
    self.number = number
    clock = FailureClock(process, key)
  }

  /// The hosts that might fail next, and when.
  public var ahead: [FailureAhead] { clock.ahead }
  /// When that is; `never` after the last.
  public var next: Instant { clock.begins }
  /// The next failure is the one after.
  public mutating func advance() { clock.advance() }
}

extension World {
  /// So many shadows of each process whose failures are drawn.
  public func failureShadows(ofEach count: Int) -> [FailureShadow] {
    outages.drawn.flatMap { process in
      (0..<count).map { FailureShadow(of: process, $0, ground.randomness) }
    }
  }
}
