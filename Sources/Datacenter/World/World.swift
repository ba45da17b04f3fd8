public import Kernel
public import Quantities

/// The datacenter while it runs: the infrastructure, the migrations under way on it, and what breaks.
///
/// The world is mechanism. It carries out what strategies order and tells the layer above, through
/// notices, what it may want to act on. It owns no clock: every call is told the present instant.
///
/// Infrastructure and migrations are stored apart, so that a migration may change the infrastructure
/// while it is changed itself. What it does to *other* migrations it only notes there; the world sees
/// to it after the step, at the same instant (`settleEffects`).
public struct World {
  /// Hosts, VMs, datastores and the network.
  var ground: Infrastructure
  var migrations: MigrationTable
  /// What will break, and how far each fault has come.
  var faults: FaultTable
  /// What fails again and again.
  var outages = Outages()
  /// How much has happened at the present instant.
  var endlessness: EndlessnessGuard
  /// What has happened that the layer above may act on.
  private var notices: [Notice] = []

  /// Something that the layer above may act on.
  public enum Notice: Hashable, Sendable {
    /// A migration ended.
    case ended(MigrationID)
    /// An appointment that the layer above made is due.
    case appointment(Int)
    /// A host has died, with these VMs, or copies of them, on it.
    case hostLost(HostID, [VMID])
    /// A host that had died works again; the VMs that were on it are not on.
    case hostBack(HostID)
    /// A guest wants more CPU than before, or less.
    case demandChanged(VMID)
    /// It is known when a host fails next.
    case failureAhead(FailureAhead)
  }

  /// A world in which nothing moves yet.
  ///
  /// - Precondition: the VMs fit into their hosts' memory, and their disks into the datastores.
  public init(
    hosts: [Host], vms: [VirtualMachine], datastores: [Datastore], links: [Link],
    switches: [String] = [], transport: Transport = .ideal, loads: [BackgroundLoad] = [],
    faults: [Fault] = [], usingLinksTogether: Bool = false, randomness: RandomnessKey
  ) {
    ground = Infrastructure(
      hosts: hosts, vms: vms, datastores: datastores, links: links, switches: switches,
      transport: transport, loads: loads, usingLinksTogether: usingLinksTogether,
      randomness: randomness)
    migrations = MigrationTable(hosts: hosts.count, links: links.count)
    self.faults = FaultTable(faults)
    endlessness = EndlessnessGuard(vms: vms.count)
    shareCores(at: .start)
  }

  // MARK: Notices

  /// Takes out what has happened since this was last asked, the first first.
  ///
  /// Acting on a notice may bring others, so that whoever acts on them asks until there are none.
  public mutating func takeNotices() -> [Notice] {
    var taken: [Notice] = []
    takeNotices(into: &taken)
    return taken
  }

  /// The same, into a list that is kept from one time to the next, so that none is made for each.
  public mutating func takeNotices(into taken: inout [Notice]) {
    if !taken.isEmpty { taken.removeAll(keepingCapacity: true) }
    if !notices.isEmpty { swap(&taken, &notices) }
  }

  mutating func notify(_ notice: Notice) { notices.append(notice) }

  // MARK: Events

  /// Delivers one event.
  public mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    guard endless == nil else { return }
    ground.wires.recordUsage(until: now)
    switch event {
    case .flowFinished(let flow):
      let (group, owner) = ground.wires.arrived(flow, at: now)
      if let owner { advance(owner.migration, .flow(owner.disk), at: now, &calendar) }
      ground.wires.scheduleNext(in: group, at: now, &calendar)
    case .timer(let migration):
      advance(migration, .timer, at: now, &calendar)
    case .pauseTooLong(let migration):
      endPause(of: migration, at: now, &calendar)
    case .loadStep(let load, let step):
      ground.wires.takeStep(step, of: load, at: now, &calendar)
    case .appointment(let number):
      notify(.appointment(number))
    case .fault(let number):
      _ = strike(number, at: now, &calendar)
    case .linkUp(let link):
      linkIsUp(link, at: now, &calendar)
    case .linkBack(let link):
      linkIsBack(link, at: now, &calendar)
    case .linkCarries(let link):
      linkCarries(link, at: now, &calendar)
    case .linkGivenUp(let link):
      linkIsGivenUp(link, at: now, &calendar)
    case .failure(let number):
      strikeOutage(number, at: now, &calendar)
    case .hostBack(let host):
      hostIsRepaired(host)
    case .fastAgain(let part, let share):
      slow(part, to: share, isOver: true, at: now, &calendar)
    case .demandStep(let vm):
      demandChanges(of: vm, at: now, &calendar)
    case .storageFull(let store):
      storageIsFull(store, at: now, &calendar)
    }
    followChanges(at: now, &calendar)
  }

  /// Opens the world for business: background load sets in.
  public mutating func start(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    ground.wires.startLoads(at: now, &calendar)
    for vm in vms.indices { expectDemand(of: VMID(vm), after: now, &calendar) }
  }

  /// The run ends: what is under way is broken off where it stands, so that the records know what had
  /// been sent by then, and stages that have not ended have lasted until now.
  public mutating func stop(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    ground.wires.recordUsage(until: now)
    for id in migrations.underWay {
      migrations[id].stop(on: &ground, at: now, &calendar)
    }
  }
}

/// Keys every random stream of a run: seed, replication, and the arm for what strategies draw.
extension World {
  public struct RandomnessKey: Sendable {
    /// Names the experiment.
    public var seed: UInt64
    /// Names the replication.
    public var replication: UInt64
    /// Names the arm: what strategies draw is not shared between arms.
    public var arm: String

    public init(seed: UInt64, replication: UInt64, arm: String) {
      self.seed = seed
      self.replication = replication
      self.arm = arm
    }
  }
}
