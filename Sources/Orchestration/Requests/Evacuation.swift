import Datacenter

/// The VMs that leave one host, as far as they can: what `Evacuate` and `Maintain` have in common.
///
/// It ends when every VM that was on the host, or came to it meanwhile, has left or is known to stay.
struct Evacuation {
  let host: HostID
  /// VMs that are asked to move and have not ended.
  private(set) var open: Set<VMID> = []
  /// VMs that have left, in order, and those that stay.
  private(set) var left: [VMID] = []
  private(set) var stuck: Set<VMID> = []

  init(_ host: HostID) { self.host = host }

  /// Whether nothing more will leave.
  var isOver: Bool { open.isEmpty }
  /// Whether nothing is left behind.
  var isEmpty: Bool { open.isEmpty && stuck.isEmpty }

  /// What is to be done for the VMs that are here and have not been asked yet.
  ///
  /// - Parameter closed: hosts that will take no VMs for this request either.
  mutating func orders(
    _ view: borrowing FleetView, _ how: HowToMove, closed: Set<HostID>, tag: Int = 0
  ) -> [FleetOrder] {
    var orders: [FleetOrder] = []
    for vm in view[host].residents where !open.contains(vm) && !stuck.contains(vm) {
      if !how.asksForAll,
        let never = how.feasibility.never(vm, view, for: how.kind, how.files, excluding: closed)
      {
        stuck.insert(vm)
        orders.append(.leave(vm, never))
      } else {
        open.insert(vm)
        orders.append(
          .move(Move(vm, from: host, by: how.mover, priority: how.priority, tag: tag)))
      }
    }
    return orders
  }

  /// A VM's move has ended.
  mutating func ended(_ vm: VMID, _ outcome: MoveOutcome) {
    guard open.remove(vm) != nil else { return }
    switch outcome {
    case .finished: left.append(vm)
    case .failed, .noHost, .givenUp: stuck.insert(vm)
    // What is off is in nobody's way.
    case .lost, .stopped: break
    }
  }
}

/// How the VMs of a request are moved, and which hosts could take them.
public struct HowToMove: Sendable {
  /// How; `nil` for the fleet's own.
  public var mover: Mover?
  /// What is moved.
  public var kind: MoveClass
  /// What it wants of datastores.
  package var files: FileNeeds { mover?.files() ?? FileNeeds() }
  /// Higher goes first where the rules look at it.
  public var priority: Int
  /// Which hosts could take a VM.
  public var feasibility: Feasibility
  /// Whether a move is asked for even of a VM that no host ever takes, since the rules of admission say
  /// what becomes of it.
  public var asksForAll: Bool

  public init(
    by mover: Mover? = nil, kind: MoveClass = .memory, priority: Int = 0,
    feasibility: Feasibility = Feasibility(), asksForAll: Bool = false
  ) {
    self.mover = mover
    self.kind = mover?.kind ?? kind
    self.priority = priority
    self.feasibility = feasibility
    self.asksForAll = asksForAll
  }
}
