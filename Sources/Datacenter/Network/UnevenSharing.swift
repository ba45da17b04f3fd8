import Quantities

/// How unevenly the TCP connections of migrations share a queue that is full.
///
/// A connection has a weight, and a full queue is shared max-min fairly by weights. The weight is drawn
/// once, when the connection begins to send:
///
///     weight = exp(spread x z + spreadTogether x y), y and z standard normal
///
/// where connections that begin within 0.6 ms have one z. It is multiplied or divided by `advantage`, and divided
/// by `headStart`, for what connections do to each other where they meet. The median weight is 1.
///
/// Source: a fit to 49 runs of ten cases of QEMU 7.2 over Linux TCP (cubic, default buffers), two to six
/// VMs at 64 and 125 MB/s, and to nothing else. What it stands for is not simulated: the sizes of
/// segments that a sending host queues, slow start, and losses at a full port.
public struct UnevenSharing: Hashable, Sendable {
  /// The queue that fills, which decides whom it favours.
  public enum Queue: String, CaseIterable, Sendable {
    /// That of the sending host's own link or shaper, which loses nothing. Linux lets each connection have
    /// two segments there, small ones if it began to send while others filled the queue (`startUp`).
    /// So who is first is favoured; one that begins beside others in full flow has a share like theirs.
    case sendingHost = "sending-host"
    /// That of a switch port, which drops what finds no room. Slow start takes the room from the others,
    /// so that who joins last is favoured, until the next one joins.
    case switchPort = "switch-port"
  }

  public var queue: Queue
  /// How many times the weight of the others those have who are favoured.
  public var advantage: Double
  /// The standard deviation of the logarithm of weights of connections that begin apart.
  public var spread: Double
  /// The same of connections that begin within 0.6 ms.
  public var spreadTogether: Double
  /// How many times the weight of one that joins others in full flow those have who began at an empty queue.
  public var headStart: Double

  /// What was measured: the rate of those who are favoured, over their time, divided by that of the others.
  public static func measuredAdvantage(at queue: Queue) -> Double {
    switch queue {
    // The median of 20 runs, 2.3 to 3.5. Seven to two are the packets of 9000 bytes in the largest segment
    // and in the smallest (`tcp_tso_autosize`, which adds to those whose first round trip was short).
    case .sendingHost: 3.3
    // The median of 15 runs, 2.6 to 7.3.
    case .switchPort: 4
    }
  }

  /// With which the 90 % ranges of single VMs' total times hold nine of ten that were measured.
  public static let measuredSpread = 0.3

  /// Measured of pairs that began within 0.6 ms: at a sending host, total times differ by 3.2 % (root mean
  /// square of 27), at a switch port by up to a third.
  public static func measuredSpreadTogether(at queue: Queue) -> Double {
    switch queue {
    case .sendingHost: 0.03
    case .switchPort: 0.15
    }
  }

  /// Measured at a sending host: of two, the one that began a second before has 37 of 64 MB/s (7 runs,
  /// within 1 %). It knows the short round trip of an empty queue, and so may fill larger segments.
  public static func measuredHeadStart(at queue: Queue) -> Double {
    switch queue {
    case .sendingHost: 1.38
    case .switchPort: 1
    }
  }

  /// Connections that begin within this time are favoured together: measured 0.4 ms apart, and not at 1.4 ms.
  static let together = Seconds.milliseconds(1)
  /// Those that begin within this time also have equal shares: measured 0.5 ms apart, and not at 0.75 ms.
  static let alike = Seconds.milliseconds(0.6)
  /// How long a connection fills its queue: measured 3 to 9 ms after another began, and hardly later.
  static let startUp = Seconds.milliseconds(10)

  public init(
    at queue: Queue, advantage: Double? = nil, spread: Double = measuredSpread,
    spreadTogether: Double? = nil, headStart: Double? = nil
  ) {
    let advantage = advantage ?? Self.measuredAdvantage(at: queue)
    let spreadTogether = spreadTogether ?? Self.measuredSpreadTogether(at: queue)
    let headStart = headStart ?? Self.measuredHeadStart(at: queue)
    precondition(
      advantage >= 1 && advantage.isFinite && headStart >= 1 && headStart.isFinite,
      "who is favoured has no smaller share")
    precondition(
      spread >= 0 && spread.isFinite && spreadTogether >= 0 && spreadTogether.isFinite,
      "a deviation is not negative")
    self.queue = queue
    self.advantage = advantage
    self.spread = spread
    self.spreadTogether = spreadTogether
    self.headStart = headStart
  }
}
