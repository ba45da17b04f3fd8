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
      carried[link].append(network.books.carried[link])
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
          carried: Bytes(network.books.carried[link] - bytes)))
    }
    return spans
  }
}

extension World {
  /// Begins to record how the links are used.
  public mutating func recordUsage(every interval: Seconds) {
    usage = LinkUsage(every: interval)
  }

  /// One direction of a link, and how it was used.
  public struct DirectionUsage: Sendable {
    /// The link's name and the direction: `"wire:a->b"`.
    public let name: String
    /// What the link can carry of transfers, background load not taken off.
    public let bandwidth: BytesPerSecond
    /// Interval by interval.
    public let spans: [LinkUsage.Span]

    /// The whole run.
    public var whole: LinkUsage.Span {
      spans.reduce(
        .init(started: .start, duration: .zero, busy: .zero, carried: .zero)
      ) { sum, span in
        .init(
          started: .start, duration: sum.duration + span.duration, busy: sum.busy + span.busy,
          carried: sum.carried + span.carried)
      }
    }
    /// The highest mean rate of an interval.
    public var peak: BytesPerSecond { spans.map(\.rate).max() ?? .zero }
  }

  /// How every link was used until `now`, and every datastore with limits, in the order of the scenario;
  /// empty if nothing was recorded.
  public mutating func usage(at now: Instant) -> [DirectionUsage] {
    guard usage != nil else { return [] }
    usage?.record(until: now, &network)
    network.bookAll(at: now)
    guard let usage else { return [] }
    let storage = storageCapacities.flatMap(\.all).map { id in
      DirectionUsage(
        name: network.capacities[id.index].name, bandwidth: network.capacities[id.index].rate,
        spans: usage.spans(of: id.index, upTo: now, network))
    }
    return links.flatMap { link in
      [link.directions.0, link.directions.1].map { id in
        DirectionUsage(
          name: network.capacities[id.index].name,
          bandwidth: link.bandwidth * transport.efficiency,
          spans: usage.spans(of: id.index, upTo: now, network))
      }
    } + storage
  }
}
