public import Quantities

/// What guests felt, interval by interval of the run's time.
///
/// Accounts are entered when they are settled, and shared out over the intervals that they cover, so
/// that sampling schedules nothing: a run is the same whether it is sampled or not.
public struct GuestSampling: Sendable {
  /// The time between samples.
  public let interval: Seconds
  /// VM -> its intervals, those without accounts left out.
  private(set) var spans: [[Span]]

  /// A guest in one interval, or in the part of it that was followed.
  public struct Span: Hashable, Sendable {
    /// When it begins.
    public var started: Instant
    /// What became of the time.
    public var books: GuestBooks
    fileprivate var number: Double
  }

  /// - Precondition: the interval is positive.
  init(every interval: Seconds, vms: Int) {
    precondition(interval > .zero, "a sampling interval is positive")
    self.interval = interval
    spans = Array(repeating: [], count: vms)
  }

  /// Shares out what became of a guest's time over a stretch.
  ///
  /// - Parameter body: given each part of the stretch, what became of it.
  mutating func enter(
    _ vm: VMID, from start: Instant, to end: Instant, _ body: (Instant, Instant) -> GuestBooks
  ) {
    var low = start
    while low < end {
      var number = (low.secondsSinceStart / interval.value).rounded(.down)
      // Rounding may put an instant on a boundary just before it.
      if Instant((number + 1) * interval.value) <= low { number += 1 }
      let high = min(end, Instant((number + 1) * interval.value))
      if spans[vm.index].last?.number != number {
        spans[vm.index].append(Span(started: low, books: GuestBooks(), number: number))
      }
      spans[vm.index][spans[vm.index].count - 1].books += body(low, high)
      low = high
    }
  }
}

/// One guest, and what it felt.
public struct GuestView: Sendable {
  /// Whose view it is.
  public let vm: VMID
  /// Interval by interval, while it moved or its host was short of cores.
  public let spans: [GuestSampling.Span]

  /// All of them together.
  public var whole: GuestBooks {
    spans.reduce(into: GuestBooks()) { $0 += $1.books }
  }
}
