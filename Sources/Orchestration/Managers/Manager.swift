public import Datacenter
public import Quantities

/// Whether to intervene in a migration under way: the seam between a fleet and its managers.
///
/// A manager is a value that takes part in a conversation, one for each VM that moves. It sees what the
/// real one sees, when it looks and no more; it answers with what it does and with when it looks again.
/// What it says to the migration is answered too, and the answers are heard at the next look. It never
/// sees a clock nor an event, so that its unit test is a conversation.
public protocol Manager: Sendable {
  /// How much later than it means to it looks, each time: pollers sleep, and then they have to be woken.
  var lateness: RandomQuantity<Seconds> { get }
  /// A migration begins: the first attempt, or another.
  mutating func begin(_ move: ManagedMove) -> Intervention
  /// The manager looks at the migration.
  ///
  /// - Parameter answers: how the migration answered what was said at the last look.
  mutating func next(after progress: Progress, heard answers: [CommandAnswer]) -> Intervention
  /// The migration has ended without the VM having moved.
  mutating func ended(_ outcome: Outcome) -> Aftermath
}

extension Manager {
  public var lateness: RandomQuantity<Seconds> { .constant(.zero) }
  public mutating func ended(_ outcome: Outcome) -> Aftermath { .asTheRulesSay }
}

/// What a manager knows of a migration when it begins.
public struct ManagedMove: Equatable, Sendable {
  /// Which VM it is.
  public var vm: VMID
  /// The VM's memory.
  public var memory: Bytes
  /// The sizes of the disks that are copied with it.
  public var disks: [Bytes]
  /// The slower of the fastest links at both ends.
  public var link: BytesPerSecond
  /// Whether the strategy can go over to post-copy.
  public var takesPostCopy: Bool

  public init(
    vm: VMID = VMID(0), memory: Bytes, disks: [Bytes] = [], link: BytesPerSecond = .unlimited,
    takesPostCopy: Bool = false
  ) {
    self.vm = vm
    self.memory = memory
    self.disks = disks
    self.link = link
    self.takesPostCopy = takesPostCopy
  }
}

/// What a manager does at a look.
public struct Intervention: Equatable, Sendable {
  /// What it does, in this order.
  public var deeds: [Deed]
  /// After how long it looks again; `nil` if it has nothing more to say, whatever happens.
  public var nextLook: Seconds?

  public init(_ deeds: [Deed] = [], nextLook: Seconds? = nil) {
    self.deeds = deeds
    self.nextLook = nextLook
  }

  /// Nothing, now and later.
  public static let none = Intervention()
}

/// Something that a manager does, and why.
public struct Deed: Hashable, Sendable {
  public let act: Act
  /// Why, in plain words.
  public let reason: String

  /// What a manager may do.
  public enum Act: Hashable, Sendable {
    /// It says something to the migration.
    case say(Command)
    /// It no longer waits for the migration, which goes on.
    case giveUp
    /// It has the VM queued again after some time.
    case retry(after: Seconds)
    /// It switches the VM off where it is.
    case stopVM
  }

  public init(_ act: Act, because reason: String) {
    self.act = act
    self.reason = reason
  }
}

/// What follows from a migration that has failed.
public enum Aftermath: Equatable, Sendable {
  /// What the rules of admission say.
  case asTheRulesSay
  /// The VM is queued again after some time.
  case retry(after: Seconds, because: String)
  /// The VM is switched off where it is, after some time.
  case stopVM(after: Seconds, because: String)
}

/// What a manager did, when, and how it was answered.
public struct DeedRecord: Hashable, Sendable {
  public let deed: Deed
  public let at: Instant
  /// How the migration answered; `nil` where nothing was said to it.
  public let answer: CommandAnswer?
}
