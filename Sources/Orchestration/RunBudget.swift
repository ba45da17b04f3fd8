public import Quantities

/// How much a replication may cost the machine before it is ended.
public struct RunBudget: Sendable {
  /// What is used up.
  public enum Limit: Hashable, Sendable {
    case events(Int)
    case time(Seconds)
  }

  /// The most events; `nil` for any number.
  public let events: Int?
  /// The most time of the machine; `nil` for any.
  public let time: Seconds?
  private let deadline: ContinuousClock.Instant?

  /// No limit.
  public static let unlimited = RunBudget(events: nil, time: nil)

  /// A budget whose time begins now.
  public init(events: Int?, time: Seconds?) {
    self.events = events
    self.time = time
    deadline = time.map { .now + .seconds($0.value) }
  }

  /// How many events pass between two looks at the machine's clock.
  private static let eventsPerLook = 4096

  /// The limit that a replication has reached after some events; `nil` while it may go on.
  @inlinable
  public func limit(after count: Int) -> Limit? {
    guard events != nil || time != nil else { return nil }
    return limitThatBinds(after: count)
  }

  @usableFromInline
  func limitThatBinds(after count: Int) -> Limit? {
    if let events, count >= events { return .events(events) }
    guard let time, let deadline, count.isMultiple(of: Self.eventsPerLook), .now >= deadline
    else { return nil }
    return .time(time)
  }
}
