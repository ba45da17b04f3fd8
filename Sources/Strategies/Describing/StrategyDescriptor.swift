public import Seam

/// All that others need to know about a kind of strategy: what it is called, what it consists of, and
/// how it is made.
public struct StrategyDescriptor: Sendable {
  /// The key by which a scenario chooses it.
  public let key: String
  /// The name of its description in the schema.
  public let title: String
  /// What it is, for a list.
  public let summary: String
  /// What it is, in a sentence.
  public let text: String
  /// What is described under its name, in a sentence.
  public let details: String
  /// What becomes of the VM's disks.
  public let disks: Disks
  /// What it consists of.
  public let ingredients: Ingredients
  /// How it is done where nothing is said: one for each engine that it may consist of, or for each
  /// course that it may take.
  public let examples: @Sendable () -> [any Strategy]

  /// Whether the VM goes to another host.
  public var leavesHost: Bool { disks != .moveAlone && disks != .stayWithVM }

  /// What becomes of the VM's disks.
  public enum Disks: Hashable, Sendable {
    /// They stay where they are.
    case stay
    /// They move with the VM, where they must.
    case move
    /// They move with a VM that is shut down, and boots where they are.
    case moveOff
    /// They move, and the VM stays on its host.
    case moveAlone
    /// Nothing moves to another host: the VM stays, and so do they.
    case stayWithVM
  }

  /// What a strategy consists of, and how it is made of it.
  public enum Ingredients: Sendable {
    /// A strategy of an engine for the disks, something for the memory, options and costs.
    public typealias Make<Memory> =
      @Sendable (any DiskMover, Memory, StorageOptions, StageCosts) -> any Strategy

    /// Its own parameters, and what the stages cost where nobody says if the strategy shares them with
    /// the others.
    case settings(
      FormDescription, costs: StageCosts?,
      make: @Sendable (Settings, StageCosts) -> any Strategy)
    /// An engine for the memory.
    case memory(make: @Sendable (any PreCopyEngine, StageCosts) -> any Strategy)
    /// An engine for the disks, and what the stages cost where nobody says.
    case disks(
      costs: StageCosts, make: @Sendable (any DiskMover, StorageOptions, StageCosts) -> any Strategy
    )
    /// An engine for the disks, and one for the memory, or post-copy by its own settings.
    case disksAndMemory(
      make: Make<any PreCopyEngine>, postCopy: Make<Settings>
    )
  }
}
