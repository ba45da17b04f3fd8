public import Quantities

/// How the links were used: what each direction carried in each interval of time.
///
/// Samples are taken between events, from the rates that hold there, and so schedule nothing: a run is
/// the same whether it is recorded or not.
public struct LinkUsage: Sendable {
  /// The time between samples.
  public let interval: Seconds
  /// What each capacity had carried at the end of each interval, capacity by capacity.
  private var carried: [[Double]] = []
  private var busy: [[Double]] = []
  private var taken = 0

  /// - Precondition: the interval is positive.
  public init(every interval: Seconds) {
    precondition(interval > .zero, "a sampling interval is positive")
    self.interval = interval
  }

  /// One direction of one link over one stretch of time.
  public struct Span: Hashable, Sendable {
    /// When it begins.
    public var started: Instant
    /// How long it is.
    public var duration: Seconds
    /// How much of it at least one transfer was under way for, with bytes to move or not.
    public var busy: Seconds
    /// What was carried.
    public var carried: Bytes
    /// The mean rate.
    public var rate: BytesPerSecond { duration > .zero ? carried / duration : .zero }
  }

  /// Takes the samples that are due at `now` or before.
  mutating func record(until now: Instant, _ network: inout FlowNetwork) {
    while Instant(Double(taken + 1) * interval.value) <= now {
      sample(at: Instant(Double(taken + 1) * interval.value), &network)
      taken += 1
    }
  }

  private mutating func sample(at instant: Instant, _ network: inout FlowNetwork) {
    network.bookAll(at: instant)
    while carried.count < network.capacities.count {
      carried.append([])
      busy.append([])
    }
    for link in network.capacities.indices {
      carried[link].append(network.books.carried(link))
      busy[link].append(network.books.busyTime(link, at: instant).value)
    }
  }

  /// The intervals of a capacity, the last one up to `end`.
  func spans(of link: Int, upTo end: Instant, _ network: FlowNetwork) -> [Span] {
    var spans: [Span] = []
    var (bytes, time) = (0.0, 0.0)
    for sample in 0..<taken {
      spans.append(
        Span(
          started: Instant(Double(sample) * interval.value), duration: interval,
          busy: Seconds(busy[link][sample] - time), carried: Bytes(carried[link][sample] - bytes)))
      (bytes, time) = (carried[link][sample], busy[link][sample])
    }
    let started = Instant(Double(taken) * interval.value)
    if end > started {
      spans.append(
        Span(
          started: started, duration: end - started,
          busy: network.books.busyTime(link, at: end) - Seconds(time),
          carried: Bytes(network.books.carried(link) - bytes)))
    }
    return spans
  }
}
