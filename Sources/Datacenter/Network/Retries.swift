public import Quantities

/// TCP's retransmissions to a receiver that does not answer (RFC 6298): the first after a time-out, each
/// further one after twice the time, up to a longest; after the last one the connection is given up.
public struct Retries: Hashable, Sendable {
  /// The first time-out. Linux waits the smoothed round trip and at least 200 ms more.
  public var first: Seconds
  /// The longest time-out: 120 s in Linux.
  public var longest: Seconds
  /// How many there are: `tcp_retries2`.
  public var limit: Int

  public init(first: Seconds, longest: Seconds, limit: Int) {
    precondition(first > .zero && longest >= first && limit > 0, "TCP tries again after some time")
    self.first = first
    self.longest = longest
    self.limit = limit
  }

  /// Linux's defaults: 924.6 s until the connection is given up.
  public static let linux = Retries(
    first: .milliseconds(200), longest: Seconds(120), limit: 15)

  /// What a sender whose own cable was down takes to go on once it is back (measured with Linux; its
  /// retransmissions fail locally, and do not back off).
  static let onOwnCable = Seconds.milliseconds(100)

  /// The first retransmission that comes no earlier than an outage ends; both are times since the
  /// outage began. `nil` if the connection has been given up by then.
  ///
  /// - Complexity: O(retransmissions)
  func next(after outage: Seconds) -> Seconds? {
    var (sum, timeout) = (Seconds.zero, first)
    for _ in 0..<limit {
      sum += timeout
      if sum >= outage { return sum }
      timeout = min(2 * timeout, longest)
    }
    return nil
  }

  /// How long after the outage began the connection is given up: a last time-out after the last
  /// retransmission.
  public var givenUpAfter: Seconds {
    var (sum, timeout) = (Seconds.zero, first)
    for _ in 0...limit {
      sum += timeout
      timeout = min(2 * timeout, longest)
    }
    return sum
  }
}
