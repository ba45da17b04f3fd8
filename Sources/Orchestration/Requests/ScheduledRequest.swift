public import Quantities

/// A request, and when it is due.
public struct ScheduledRequest: Sendable {
  /// What is wanted.
  public var request: any FleetRequest
  /// When.
  public var start: Start
  /// How often again, counted from start to start; one that is not done by then begins when it is.
  /// `nil` for once.
  public var every: Seconds?
  /// When in the day it may begin, and hosts of it may begin to be worked on.
  public var windows: DailyWindows

  /// When a request is due.
  public enum Start: Hashable, Sendable {
    /// At an instant.
    case at(Instant)
    /// Some time after other requests, by their places in the list, have all ended.
    case after([Int], delay: Seconds)
  }

  public init(
    _ request: any FleetRequest, _ start: Start, every: Seconds? = nil,
    windows: DailyWindows = DailyWindows([])
  ) {
    self.request = request
    self.start = start
    self.every = every
    self.windows = windows
  }
}
