public import Quantities

/// Times of the day at which something may begin; the run begins at midnight.
public struct DailyWindows: Hashable, Sendable {
  /// Each from its first instant until before its last, in seconds of the day; one that ends before it
  /// begins goes over midnight.
  public let windows: [Window]

  /// A time of the day.
  public struct Window: Hashable, Sendable {
    public let from: Seconds
    public let to: Seconds

    /// - Precondition: both are from 0 to 24 hours, and differ.
    public init(from: Seconds, to: Seconds) {
      self.from = from
      self.to = to
    }
  }

  public init(_ windows: [Window]) { self.windows = windows }

  private static let day = 86_400.0

  /// Whether something may begin.
  public func isOpen(at now: Instant) -> Bool {
    let time = now.secondsSinceStart.truncatingRemainder(dividingBy: Self.day)
    return windows.isEmpty
      || windows.contains { window in
        let (from, to) = (window.from.value, window.to.value)
        return from < to ? from <= time && time < to : time >= from || time < to
      }
  }

  /// The first instant from some other on at which something may begin.
  public func opening(from now: Instant) -> Instant {
    if isOpen(at: now) { return now }
    let day = (now.secondsSinceStart / Self.day).rounded(.down)
    let ahead = [day, day + 1].flatMap { day in
      windows.map { Instant(day * Self.day + $0.from.value) }
    }
    return ahead.filter { $0 > now }.min()!
  }

  /// The next instant at which a window opens or closes.
  ///
  /// - Precondition: there are windows.
  func nextChange(after now: Instant) -> Instant {
    let day = (now.secondsSinceStart / Self.day).rounded(.down)
    let times = windows.flatMap { [$0.from.value, $0.to.value] }
    let ahead = [day, day + 1].flatMap { day in times.map { Instant(day * Self.day + $0) } }
    return ahead.filter { $0 > now }.min()!
  }
}
