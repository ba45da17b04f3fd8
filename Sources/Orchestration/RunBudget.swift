public import Quantities

/// How much a replication may cost the machine before it is ended.
public struct RunBudget: Sendable {
  /// What is used up.
  public enum Limit: Hashable, Sendable {
    case events(Int)
    case time(Seconds)
    /// The run was interrupted.
    case interruption
  }

  /// How many events a replication may have where nothing else is asked for. The largest of the
  /// repository's scenarios have a hundredth of it.
  public static let usualEvents = 1_000_000_000

  /// The most events; `nil` for any number.
  public let events: Int?
  /// The most time of the machine; `nil` for any.
  public let time: Seconds?
  /// Ends it early; `nil` if nobody can.
  public let interruption: Interruption?
  private let deadline: ContinuousClock.Instant?

  /// No limit.
  public static let unlimited = RunBudget(events: nil, time: nil)
  /// As many events as are usual, in any time.
  public static let usual = RunBudget(events: usualEvents, time: nil)

  /// A budget whose time begins now.
  public init(events: Int?, time: Seconds?, interruption: Interruption? = nil) {
    self.events = events
    self.time = time
    self.interruption = interruption
    deadline = time.map { .now + .seconds($0.value) }
  }

  /// How many events pass between two looks at the machine's clock.
  private static let eventsPerLook = 4096

  /// The limit that a replication has reached after some events; `nil` while it may go on.
  @inlinable
  public func limit(after count: Int) -> Limit? {
    guard events != nil || time != nil || interruption != nil else { return nil }
    return limitThatBinds(after: count)
  }

  @usableFromInline
  func limitThatBinds(after count: Int) -> Limit? {
    if let interruption, interruption.isWanted { return .interruption }
    if let events, count >= events { return .events(events) }
    guard let time, let deadline, count.isMultiple(of: Self.eventsPerLook), .now >= deadline
    else { return nil }
    return .time(time)
  }
}
