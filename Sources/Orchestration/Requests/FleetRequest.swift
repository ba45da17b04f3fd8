public import Datacenter
public import Quantities

/// What somebody wants of a fleet: the seam between the fleet and what is asked of it.
///
/// A request is a value that takes part in a conversation. It hears news, sees the fleet as it stands,
/// and answers with orders. It never waits, and never sees a clock or an event.
public protocol FleetRequest: Sendable {
  /// What follows from some news.
  mutating func next(after news: FleetNews, _ view: borrowing FleetView) -> [FleetOrder]
  /// Whether it lasts as long as the run: it is never done.
  var lasts: Bool { get }
  /// By which it foresees failures of hosts; `nil` if it foresees none.
  var predictor: Predictor? { get }
  /// Whether anything follows for it when a host dies; if not, it is not told.
  var hearsOfLostHosts: Bool { get }
}

extension FleetRequest {
  public var lasts: Bool { false }
  public var predictor: Predictor? { nil }
  public var hearsOfLostHosts: Bool { true }
}

/// What a request hears.
public enum FleetNews: Equatable, Sendable {
  /// Its own time has come, or what it waits for has ended.
  case due
  /// A move that it ordered has ended, retries included; the tag is the one that it gave the move.
  case ended(VMID, MoveOutcome, tag: Int = 0)
  /// Another request's move to a host that this one empties is over: its VM has come, or will not.
  case settled(VMID, HostID)
  /// The time that it asked for is over; the number is its own.
  case woken(Int)
  /// A host has died.
  case lost(HostID)
  /// A host that had died works again.
  case back(HostID)
  /// A host is foreseen to fail.
  case foreseen(HostID)
  /// A VM is gone, with its host or because it was moved.
  case crashed(VMID)
  /// What a move would take; `nil` if it would fail, or not end in time.
  case appraised(VMID, HostID, World.Trial?)
  /// A VM that it ordered to start found no room.
  case notStarted(VMID)
  /// A window of the day has opened or closed: what has not begun may begin, or must wait.
  case window(isOpen: Bool)
}

/// What a request orders.
public enum FleetOrder: Sendable {
  /// A VM is to move.
  case move(Move)
  /// A host is to be emptied, worked on, or used again.
  case host(HostID, HostState)
  /// A host that was to be emptied or worked on is not begun with.
  case skip(HostID, WhySkipped)
  /// A VM that the request is about cannot move: it stays where it is.
  case leave(VMID, NoHost)
  /// A VM that does not move is to be switched off.
  case switchOff(VMID)
  /// What a move to a host would take is to be found out; the request hears `.appraised`.
  case appraise(Move, within: Seconds)
  /// A VM that crashed is to start again, on a host or where the placement puts it.
  case start(VMID, on: HostID?)
  /// The request wants to hear `.woken` after some time, with a number of its own.
  case wake(after: Seconds, Int)
  /// Nothing is left to do.
  case done
}

/// Why a host that was to be emptied or worked on is not begun with.
public enum WhySkipped: String, Hashable, Sendable, CaseIterable {
  /// The hosts in use would not have kept a spare one without it.
  case reserve
  /// It is dead.
  case lost
  /// Something else has taken it out of use.
  case outOfUse
}

/// A VM that is to move.
public struct Move: Sendable {
  /// The VM.
  public var vm: VMID
  /// Where to; `nil` leaves it to the placement.
  public var destination: HostID?
  /// What it is to leave; a VM that is elsewhere when its turn comes need not move. `nil` if it moves
  /// from wherever it is.
  public var from: HostID?
  /// How; `nil` for the fleet's own.
  public var mover: Mover?
  /// Where copied files go; `nil` for the first datastore that has room.
  public var datastore: DatastoreID?
  /// Higher goes first where the rules look at it.
  public var priority: Int
  /// Whether the VM comes back to where it was.
  public var isBack: Bool
  /// By which the request knows it again.
  public var tag: Int

  public init(
    _ vm: VMID, to destination: HostID? = nil, from: HostID? = nil,
    by mover: Mover? = nil, datastore: DatastoreID? = nil, priority: Int = 0,
    isBack: Bool = false, tag: Int = 0
  ) {
    self.vm = vm
    self.destination = destination
    self.from = from
    self.mover = mover
    self.datastore = datastore
    self.priority = priority
    self.isBack = isBack
    self.tag = tag
  }

  /// What moves where it goes to a host: of a VM that is to stay on its own, only the files.
  func kind(by mover: Mover, to host: HostID, _ view: borrowing FleetView) -> MoveClass {
    destination == host && host == view[vm].host ? .storage : mover.kind
  }
}

/// How VMs are moved.
public struct Mover: Sendable {
  /// The strategy, as it is before it has begun.
  public var strategy: any Strategy
  /// What it moves.
  public var kind: MoveClass
  /// How closely memory is modelled; `nil` leaves it to the engine.
  public var fidelity: MemoryFidelity?
  /// What becomes of holes in the disks that it moves; `nil` for what each is.
  let provisioning: DiskProvisioning?

  public init(
    _ strategy: any Strategy, kind: MoveClass = .memory, fidelity: MemoryFidelity? = nil
  ) {
    self.strategy = strategy
    self.kind = kind
    self.fidelity = fidelity
    provisioning = kind.bringsFiles ? strategy.reservation?.provisioning : nil
  }

  /// What it wants of the datastores at its destination.
  package func files(to datastore: DatastoreID? = nil) -> FileNeeds {
    FileNeeds(datastore: datastore, provisioning: provisioning)
  }

  /// Whether it has something to do for a VM that stays on its host: files that go to another datastore, or
  /// a new process.
  ///
  /// - Parameter datastore: where files are to go, if that is said.
  func worksOnOneHost(to datastore: DatastoreID?) -> Bool {
    kind == .storage || kind.bringsFiles && datastore != nil
  }
}

/// How a move ended, when nothing more is tried.
public enum MoveOutcome: Equatable, Sendable {
  /// The VM is where it was to go, or no longer where it was to leave.
  case finished
  /// The last attempt was refused, or failed.
  case failed(Outcome)
  /// No host takes the VM.
  case noHost(NoHost)
  /// The VM is gone, or nobody knows which host owns it.
  case lost
  /// The rules gave the request up.
  case givenUp
  /// The VM could not be moved, and was switched off where it is.
  case stopped
}

/// Names a request.
typealias RequestID = Identifier<RequestTag>
/// Marks the identifiers of requests.
enum RequestTag {}
/// Names a move.
typealias MoveID = Identifier<MoveTag>
/// Marks the identifiers of moves.
enum MoveTag {}
