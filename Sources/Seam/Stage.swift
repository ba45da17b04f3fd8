/// The stages of a live migration, in the order and the words of Clark et al., "Live Migration of
/// Virtual Machines" (NSDI 2005, section 3.2). A is the source host, B the destination.
///
/// Every strategy goes through its stages in this order; a strategy may pass over a stage (cold
/// migration has no pre-copy) but never goes back to an earlier one.
public enum Stage: Hashable, Sendable {
  /// Stage 0: the VM is active on host A; B has been chosen and is checked against what the VM needs.
  case preMigration
  /// Stage 1: B confirms that it has the resources and holds a container of the VM's size.
  case reservation
  /// Stage 2: round 1 sends every page, each later round the pages dirtied during the one before.
  /// (`textbook` counts from 0, as the closed form v(0), v(1), ... and SimGrid do, and so does
  /// `cloud-hypervisor`, as its source.)
  case iterativePreCopy(round: Int)
  /// Stage 3: the VM is suspended; what is still inconsistent at B is sent. At its end both hosts
  /// hold a consistent suspended copy, and A's is still the primary.
  case stopAndCopy
  /// Stage 4: B acknowledges a consistent image; from here on B's copy is the primary.
  case commitment
  /// Stage 5: the VM runs on B, devices are reattached, and its new place is announced.
  case activation
  /// After the paper's stages, where a strategy leaves memory behind (QEMU's `postcopy-active`): the VM
  /// runs on B, and what is missing there is pushed and fetched on demand.
  case postCopy

  /// Which of them, whatever the round.
  public enum Kind: String, Hashable, Sendable, CaseIterable {
    case preMigration = "pre-migration"
    case reservation
    case iterativePreCopy = "iterative-pre-copy"
    case stopAndCopy = "stop-and-copy"
    case commitment
    case activation
    case postCopy = "post-copy"
  }

  /// Which of them, whatever the round.
  public var kind: Kind {
    switch self {
    case .preMigration: .preMigration
    case .reservation: .reservation
    case .iterativePreCopy: .iterativePreCopy
    case .stopAndCopy: .stopAndCopy
    case .commitment: .commitment
    case .activation: .activation
    case .postCopy: .postCopy
    }
  }

  /// How result files spell the stage.
  public var name: String { kind.rawValue }

  /// The stage's number in the paper, 0 to 5; post-copy comes after them, as 6.
  public var number: Int {
    switch self {
    case .preMigration: 0
    case .reservation: 1
    case .iterativePreCopy: 2
    case .stopAndCopy: 3
    case .commitment: 4
    case .activation: 5
    case .postCopy: 6
    }
  }
}
