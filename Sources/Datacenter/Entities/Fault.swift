public import Quantities

/// Something that breaks, or that somebody does, while VMs move: what, and when.
public struct Fault: Hashable, Sendable {
  /// When it happens.
  public var moment: Moment
  /// What happens.
  public var event: Event

  public init(_ event: Event, _ moment: Moment) {
    self.event = event
    self.moment = moment
  }

  /// What may happen.
  public enum Event: Hashable, Sendable {
    /// A link carries nothing more, for so long, or for good.
    case linkDown(LinkID, lasting: Seconds?, Connections)
    /// A host dies, with every VM on it.
    case hostLost(HostID)
    /// A link or datastore has only a share of its bandwidth for so long.
    case slowed(FailureProcess.Part, to: Double, lasting: Seconds)
    /// The destination of the VM's migration will not or cannot go on.
    case destinationRefuses(VMID)
    /// From now on the VM's guest does not react to a request to suspend.
    case guestHangs(VMID)
    /// The operator cancels the VM's migration.
    case cancelled(VMID)
    /// From now on the destination's report does not reach the source of the VM's migration.
    case reportLost(VMID)
    /// The connection of the VM's migration is closed at the source, whatever the link does: QEMU's
    /// `yank`.
    case yanked(VMID)
    /// The operator has the VM moved at once, its memory afterwards: a hybrid migration that waits for
    /// that word, in the middle of a live pass or at its start, obeys it; no other does.
    case postCopyWanted(VMID)
  }

  /// What becomes of the connections over a link that goes down.
  public enum Connections: String, Hashable, Sendable, CaseIterable {
    /// Both ends hear at once that they are closed: whatever crossed the link fails.
    case closed
    /// Nobody hears anything: TCP waits, tries again, and goes on when the link is back.
    case silent
  }

  /// When it happens.
  public enum Moment: Hashable, Sendable {
    /// At an instant.
    case at(Instant)
    /// When the first migration of a VM that comes to a stage is there.
    case during(VMID, Stage.Kind, Part)
  }

  /// Where in a stage.
  public enum Part: String, Hashable, Sendable, CaseIterable {
    /// The stage has been entered, and nothing has been done in it.
    case start
    /// Half of its first transfer, in stages 2 and 3, or of its first wait, in the others. Where there
    /// is none, the end.
    case middle
    /// Its last action is over, and nothing has been done in the next stage.
    case end
  }
}
