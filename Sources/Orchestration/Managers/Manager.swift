public import Datacenter
public import Quantities

/// Whether to intervene in a migration under way: the seam between a fleet and its managers.
///
/// A manager is a value that takes part in a conversation, one for each VM that moves. It sees what the
/// real one sees, when it looks and no more; it answers with commands and with when it looks again.
/// What it says is answered too, and the answers are heard at the next look. It never sees a clock
/// nor an event, so that its unit test is a conversation.
public protocol Manager: Sendable {
  /// A migration begins: the first attempt, or another.
  mutating func begin(_ vm: VMFacts) -> Intervention
  /// The manager looks at the migration.
  ///
  /// - Parameter answers: how the migration answered what was said at the last look.
  mutating func next(after progress: Progress, heard answers: [CommandAnswer]) -> Intervention
  /// The migration has ended without the VM having moved.
  ///
  /// - Returns: when to try again; `nil` to give up.
  mutating func ended(_ outcome: Outcome) -> Retry?
}

extension Manager {
  public mutating func ended(_ outcome: Outcome) -> Retry? { nil }
}

/// What a manager does at a look.
public struct Intervention: Equatable, Sendable {
  /// What it says to the migration, in this order.
  public var commands: [Command]
  /// After how long it looks again; `nil` if it has nothing more to say, whatever happens.
  public var nextLook: Seconds?

  public init(_ commands: [Command] = [], nextLook: Seconds? = nil) {
    self.commands = commands
    self.nextLook = nextLook
  }

  /// Nothing, now and later.
  public static let none = Intervention()
}

/// Another attempt.
public struct Retry: Equatable, Sendable {
  /// After how long the VM is queued again.
  public var after: Seconds

  public init(after: Seconds) { self.after = after }
}
