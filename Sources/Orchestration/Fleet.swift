public import Datacenter
public import Kernel
public import Quantities
public import Seam

/// A fleet in operation: a world, what is asked of it, and what is due. One replication is one
/// simulation of a fleet.
///
/// The fleet is mechanism, as the world is: it keeps the agenda, the queue and the counters, routes what
/// happens, first in first out, and decides nothing. What is wanted is decided by requests, where
/// a VM goes by the placement, who may start by the admission rules, and whether to intervene by
/// managers; each is a value, and the world knows of none of them.
public struct Fleet: Model {
  /// The world that the requests change.
  public internal(set) var world: World
  /// What policies may know of it.
  public internal(set) var view: FleetView
  /// Who decides.
  public let policy: FleetPolicy

  var agenda: Agenda
  var requests: [RequestState]
  /// The requests that foresee failures of hosts.
  let foreseers: [Int]
  /// The requests that hear of hosts that die.
  let attentive: [Int]
  var openRequests: Int
  /// How many windows are on the agenda of requests that have begun: they change nothing for moves that
  /// wait.
  var idleWindows = 0
  /// What the world has told last: kept for its memory alone.
  private var heard: [World.Notice] = []
  /// What requests have not heard yet, the first news first.
  var inbox: [(request: RequestID, news: FleetNews)] = []
  var moves: [MoveState] = []
  /// The move of each migration.
  var moveOf: [MoveID] = []
  var queue = MoveQueue()
  /// For each VM its place in the order of names, where the queue is in that order.
  let placesByName: [Int]
  var ledger: Ledger
  var sequence = 0
  /// The move that is moving each VM.
  var moving: [MoveID?]
  /// How many moves have been admitted and have not ended.
  var underWay = 0
  /// Hosts that have more room than when those that wait for it were last looked at.
  var freed: [HostID] = []
  /// What each host is to the requests and moves.
  var duties: [HostDuty]
  var lastPlaced: HostID?
  /// For each host the bandwidth of its fastest link that migrations use, where managers ask for it.
  let fastestLinks: [BytesPerSecond]
  /// Whether the queue will be looked at, or is to be looked at now, and when it last was; where the pace
  /// is not at once.
  var expectsAdmission = false
  var admissionIsDue = false
  var lastAdmission: Instant?
  /// The VMs that crashed.
  var outages = OutageLog()
  /// How the hosts stood, if that is recorded.
  var hostLog: HostLoadLog?
  /// Whether moves that could start wait for what else is asked for at this instant.
  var holdsBack = false
  /// When the run ends at the latest: what would begin then does not.
  package var end = Instant.never
  /// Events since its invariants were checked, in builds that do.
  var uncheckedEvents = 0

  /// A fleet that has not begun.
  public init(
    world: consuming World, view: FleetView? = nil, requests: [ScheduledRequest],
    policy: FleetPolicy
  ) {
    // Not `view ?? FleetView(of: world)`: what stands behind `??` is a closure, which would copy the world.
    if let view { self.view = view } else { self.view = FleetView(of: world) }
    ledger = Ledger(
      policy.rules, pools: self.view.hosts.map(\.pool), datastores: world.datastores.count)
    agenda = Agenda(countingAsking: policy.rules.order.overtakes)
    placesByName = policy.rules.order == .name ? self.view.placesByName() : []
    moving = world.vms.map { _ in nil }
    duties = world.hosts.map { _ in HostDuty() }
    fastestLinks = policy.manager == nil ? [] : Self.fastestLinks(of: world)
    self.world = world
    self.policy = policy
    self.requests = requests.map { RequestState($0) }
    foreseers = requests.indices.filter { requests[$0].request.predictor != nil }
    attentive = requests.indices.filter { requests[$0].request.hearsOfLostHosts }
    openRequests = requests.count
    for index in requests.indices {
      guard case .after(let others, _) = requests[index].start else { continue }
      for other in Set(others) { self.requests[other].dependents.append(RequestID(index)) }
      self.requests[index].awaited = Set(others).count
    }
  }

  /// A fleet in which every VM moves when and where it is asked to, and nobody counts.
  public init(world: consuming World, requests: [MigrationRequest]) {
    self.init(
      world: world, requests: requests.map(\.scheduled), policy: FleetPolicy(rules: .none))
  }

  /// Puts every request that has an instant on the calendar.
  public mutating func scheduleArrivals(_ calendar: inout EventCalendar<WorldEvent>) {
    for index in requests.indices {
      guard case .at(let instant) = requests[index].schedule.start else { continue }
      agenda.add(.arrival(RequestID(index)), at: instant, &calendar)
    }
  }

  /// Whether every request has ended, one way or another.
  ///
  /// One that lasts never does.
  public var isDone: Bool { openRequests == 0 }

  public mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    hostLog?.record(until: now, world, view)
    world.handle(event, at: now, &calendar)
    settle(at: now, &calendar)
  }

  /// Routes what has happened until nothing more follows from it at this instant.
  private mutating func settle(
    at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    var notices = exchange(&heard, with: [])
    defer { heard = notices }
    world.takeNotices(into: &notices)
    guard !notices.isEmpty else { return }
    repeat {
      for notice in notices {
        switch notice {
        case .appointment(let place): isDue(place, at: now, &calendar)
        case .ended(let migration): hasEnded(migration, at: now, &calendar)
        case .hostLost(let host, let vms): hasDied(host, with: vms, at: now)
        case .hostBack(let host): isBack(host)
        case .demandChanged(let vm): view.wants(vm, world.wantedCores(of: vm))
        case .failureAhead(let failure): hearAhead(failure, at: now, &calendar)
        }
      }
      deliverNews(at: now, &calendar)
      admit(at: now, &calendar)
      world.takeNotices(into: &notices)
    } while !notices.isEmpty || !inbox.isEmpty || giveUpOne()
    view.note(at: now)
  }

  private mutating func isDue(
    _ place: Agenda.Place, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    switch agenda.take(place) {
    case .arrival(let request): if now < end { begin(request, at: now, &calendar) }
    case .wake(let request, let number): inbox.append((request, .woken(number)))
    case .window(let request): windowChanges(of: request, at: now, &calendar)
    case .look(let move): look(at: move, at: now, &calendar)
    case .retry(let move): enqueue(move, at: now)
    case .stop(let move): stopVM(of: move, at: now, &calendar)
    case .begin(let move): migrate(move, at: now, &calendar)
    case .started(let vm, let number): hasStarted(vm, number, at: now, &calendar)
    case .warning(let request, let host): inbox.append((request, .foreseen(host)))
    case .tidied(let move): finish(move, at: now, &calendar)
    case .admission:
      expectsAdmission = false
      admissionIsDue = true
    }
  }

  // MARK: What is felt and used

  /// Has the memory of hosts recorded: `view.memory`.
  public mutating func recordMemory() { view.recordMemory() }

  /// How every link was used until `now`, if the world records it.
  public mutating func linkUsage(at now: Instant) -> [World.DirectionUsage] {
    world.usage(at: now)
  }

  /// What every guest felt until `now`, if the world records it.
  public mutating func guestViews(at now: Instant) -> [GuestView] { world.guestViews(at: now) }
}

/// What a host is to the requests and moves of a fleet.
struct HostDuty {
  /// The requests that have emptied it.
  var keepers: [RequestID] = []
  /// How it was when it died.
  var stateBefore = HostState.up
  /// When it can next do what it does for one move at a time.
  var serialFree = Instant.start
}

/// Who decides in a fleet.
public struct FleetPolicy: Sendable {
  /// How VMs are moved that no request says more about.
  public var mover: Mover?
  /// The manager of each migration, as it is before it has begun; `nil` for none.
  public var manager: (any Manager)?
  /// Who may start.
  public var rules: AdmissionRules
  /// Which hosts could take a VM.
  public var feasibility: Feasibility
  /// Which of them does.
  public var placement: any Placement
  /// How long each VM takes to start again after it crashed; none for no time.
  public var boot: [RandomQuantity<Seconds>]
  /// What keys the draws of queues and placements: the seed and the replication, not the arm.
  public var seed: UInt64
  public var replication: UInt64

  public init(
    mover: Mover? = nil, manager: (any Manager)? = nil, rules: AdmissionRules,
    feasibility: Feasibility = Feasibility(), placement: any Placement = FirstFit(),
    boot: [RandomQuantity<Seconds>] = [], seed: UInt64 = 0, replication: UInt64 = 0
  ) {
    self.boot = boot
    self.mover = mover
    self.manager = manager
    self.rules = rules
    self.feasibility = feasibility
    self.placement = placement
    self.seed = seed
    self.replication = replication
  }
}
