public import Datacenter
public import Quantities

/// How many moves go on at a time, and which is next. A preset is a value of this, not a type.
public struct AdmissionRules: Equatable, Sendable {
  /// What is counted, and how much of it there may be.
  public var counters: [Counter]
  /// What a move costs each counter it touches: a cost vector for each class of moves. 1 where
  /// nothing is said.
  public var costs: [MoveClass: [Counter.Scope: Int]]
  /// Which of the moves that could start goes first.
  public var order: QueueOrder
  /// When the queue is looked at.
  public var pace: Pace
  /// When it is decided where a VM goes.
  public var placement: PlacementTime
  /// What a failure means for the others.
  public var onFailure: FailureRule
  /// What becomes of a VM that is to leave its host and that no host takes.
  public var stranded: StrandedRule
  /// What each move takes beside its migration.
  public var fixed: FixedTimes
  /// Whether a move waits until there is room for it, and until its VM is free; if not, it is tried at
  /// once, and the destination refuses it.
  public var waitsForRoom: Bool

  public init(
    counters: [Counter] = [], costs: [MoveClass: [Counter.Scope: Int]] = [:],
    order: QueueOrder = .fifo, pace: Pace = .atOnce, placement: PlacementTime = .atStart,
    onFailure: FailureRule = .goOn, stranded: StrandedRule = .wait,
    fixed: FixedTimes = FixedTimes(), waitsForRoom: Bool = true
  ) {
    self.counters = counters
    self.costs = costs
    self.order = order
    self.pace = pace
    self.placement = placement
    self.onFailure = onFailure
    self.stranded = stranded
    self.fixed = fixed
    self.waitsForRoom = waitsForRoom
  }

  /// Nobody counts and nobody waits: every move is tried when it is asked for.
  public static let none = AdmissionRules(waitsForRoom: false)

  /// What a move of a class costs a counter.
  public func cost(of move: MoveClass, on scope: Counter.Scope) -> Int {
    costs[move]?[scope] ?? 1
  }

  /// A class of moves that cost more than a counter allows, and so could never start.
  public var impossible: (move: MoveClass, counter: Counter)? {
    for counter in counters {
      for move in MoveClass.allCases where cost(of: move, on: counter.scope) > counter.limit {
        return (move, counter)
      }
    }
    return nil
  }
}

/// Something that moves use while they go on, and how much of it there may be.
public struct Counter: Hashable, Sendable {
  /// What is counted.
  public var scope: Scope
  /// How much there may be at a time, in all for the cluster, or for each of the others.
  public var limit: Int

  public init(_ scope: Scope, _ limit: Int) {
    self.scope = scope
    self.limit = limit
  }

  /// What is counted.
  public enum Scope: String, Hashable, Sendable, CaseIterable {
    /// Moves from each host.
    case hostOut
    /// Moves to each host.
    case hostIn
    /// Moves from or to each host.
    case host
    /// Moves that use each host's migration network, at either end.
    case nic
    /// All moves.
    case cluster
    /// Moves from or to each pool of hosts.
    case pool
    /// Moves of VMs with files on each datastore, or with files that go there.
    case datastore
    /// Moves of VMs that come back to where they were.
    case back
  }
}

/// What a move moves, for what it costs.
public enum MoveClass: String, Hashable, Sendable, CaseIterable {
  /// Memory, between hosts that share storage.
  case memory
  /// Disks, on one host.
  case storage
  /// Memory and disks.
  case sharedNothing
  /// The files of a VM that is off, or is switched off for it.
  case cold

  /// Whether the VM's files move with it.
  public var bringsFiles: Bool { self != .memory }
}

/// Which of the moves that could start goes first.
public enum QueueOrder: String, Hashable, Sendable, CaseIterable {
  /// The one that was queued first; one that is tried again stands at the end.
  case fifo
  /// The one that was asked for first, however often it has been tried.
  case longestWaiting
  /// The one of the highest priority, then the one that was queued first.
  case priority
  /// The one with the largest memory.
  case memoryDescending
  /// The one with the smallest memory.
  case memoryAscending
  /// The one with the smallest number, in the order of the scenario.
  case number
  /// The one whose name is first as text: "vm-10" before "vm-9".
  case name
  /// In an order that is drawn.
  case shuffled

  /// Whether what is asked for later may go before what was asked for first.
  var overtakes: Bool {
    switch self {
    case .fifo, .longestWaiting: false
    case .priority, .memoryDescending, .memoryAscending, .number, .name, .shuffled: true
    }
  }
}

/// When the queue is looked at.
public enum Pace: Hashable, Sendable {
  /// Whenever something changes.
  case atOnce
  /// At every multiple of an interval.
  case every(Seconds)
}

/// When it is decided where a VM goes.
public enum PlacementTime: String, Hashable, Sendable, CaseIterable {
  /// When the move is asked for: its room is kept from then on.
  case upFront
  /// When the move starts.
  case atStart
}

/// What it means that a move failed.
public enum FailureRule: Hashable, Sendable {
  /// Nothing for the others.
  case goOn
  /// The request's moves that have not started are given up.
  case abort
  /// The move is tried again after a time, which grows by a factor each time, so often at most.
  case retry(after: Seconds, factor: Double, most: Int)
}

/// What becomes of a VM that is to leave its host and that no host takes as things stand.
public enum StrandedRule: String, Hashable, Sendable, CaseIterable {
  /// It waits until a host has room for it. If none ever can have, it stays.
  case wait
  /// It stays where it is, and nothing waits for it.
  case skip
  /// It is switched off where it is.
  case stop
}

/// What each move takes beside its migration, while it counts as under way; drawn for each attempt where
/// it is not always the same.
public struct FixedTimes: Hashable, Sendable {
  /// Before its migration begins.
  public var before: RandomQuantity<Seconds>
  /// The part before that, of which each host from which VMs move does one at a time.
  public var serial: RandomQuantity<Seconds>
  /// After its migration has ended.
  public var after: RandomQuantity<Seconds>

  public init(
    before: RandomQuantity<Seconds>, serial: RandomQuantity<Seconds>,
    after: RandomQuantity<Seconds>
  ) {
    self.before = before
    self.serial = serial
    self.after = after
  }

  /// Times that are always the same.
  public init(before: Seconds = .zero, serial: Seconds = .zero, after: Seconds = .zero) {
    self.init(
      before: .constant(before), serial: .constant(serial), after: .constant(after))
  }
}
