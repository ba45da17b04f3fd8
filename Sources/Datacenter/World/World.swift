public import Kernel
public import Quantities
import Randomness

/// The datacenter while it runs: hosts, VMs, storage, the network and the migrations under way.
///
/// The world is mechanism. It carries out what strategies order and tells the layer above, through
/// `notices`, what it may want to act on. It owns no clock: every call is told the present instant.
public struct World {
  /// The hosts.
  public internal(set) var hosts: [Host]
  /// The VMs.
  public internal(set) var vms: [VirtualMachine]
  /// The datastores.
  public internal(set) var datastores: [Datastore]
  /// The links.
  public internal(set) var links: [Link]
  /// What transfers make of the links.
  public let transport: Transport
  /// The load on the links that is not migrations, and what each takes at present.
  let loads: [BackgroundLoad]
  var loadRates: [BytesPerSecond]
  /// The key of every random stream: seed, replication, and the arm for what strategies draw.
  let randomness: RandomnessKey
  var network = FlowNetwork()
  var router: Router
  var usage: LinkUsage?
  var sampling: GuestSampling?
  /// Whether any host may run short of cores.
  let hasCores: Bool
  var migrations = MigrationTable()
  var flowOwners: [MigrationID?] = []
  /// Migrations that send in turns at present, and the revision of the network that they know.
  var following: [MigrationID] = []
  var followedRevision = 0
  var storageCapacities: [StorageCapacities] = []
  /// The disks that migrations copy, by migration, and the transfers of their copies.
  var diskWork: [Int: DiskWork] = [:]
  var diskFlows: [Int: DiskFlow] = [:]
  /// How many of these migrations take space as they go.
  var claimants = 0
  /// When the next datastore will be full, and until when space has been accounted for.
  var spaceEvent = EventID.none
  var spaceSettledAt = Instant.start
  /// What will break, and how far each fault has come.
  let faults: [Fault]
  var faultStates: [FaultState]
  var isStriking = false
  /// What has happened that the layer above may act on.
  private(set) var notices: [Notice] = []

  /// What keys the random streams of a run.
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

  /// Something that the layer above may act on.
  public enum Notice: Hashable, Sendable {
    /// A migration ended.
    case ended(MigrationID)
    /// An appointment that the layer above made is due.
    case appointment(Int)
  }

  /// A world in which nothing moves yet.
  ///
  /// - Precondition: the VMs fit into their hosts' memory, and their disks into the datastores.
  public init(
    hosts: [Host], vms: [VirtualMachine], datastores: [Datastore], links: [Link],
    switches: [String] = [], transport: Transport = .ideal, loads: [BackgroundLoad] = [],
    faults: [Fault] = [], randomness: RandomnessKey
  ) {
    self.faults = faults
    faultStates = faults.map { _ in .ahead }
    self.hosts = hosts
    hasCores = hosts.contains { $0.cores != nil }
    self.vms = vms
    self.datastores = datastores
    self.links = links
    self.transport = transport
    self.loads = loads
    loadRates = loads.map { _ in .zero }
    self.randomness = randomness
    router = Router(hosts: 0, links: [])
    for (index, link) in links.enumerated() {
      let a = Self.name(of: link.ends.0, hosts, switches)
      let b = Self.name(of: link.ends.1, hosts, switches)
      let rate = link.bandwidth * transport.efficiency
      self.links[index].directions = (
        network.add("\(link.name):\(a)->\(b)", rate: rate),
        network.add("\(link.name):\(b)->\(a)", rate: rate)
      )
    }
    router = Router(hosts: hosts.count, links: self.links)
    for store in datastores.indices { addCapacities(of: DatastoreID(store)) }
    for vm in vms {
      if vm.primary.state != .off {
        self.hosts[vm.primary.host.index].memoryHeld += vm.memory.bytes
      }
      self.datastores[vm.home.index].used += vm.suspendImage
      for disk in vm.disks { self.datastores[disk.datastore.index].used += disk.space }
    }
    shareCores(at: .start)
  }

  private static func name(of node: NodeID, _ hosts: [Host], _ switches: [String]) -> String {
    switch node {
    case .host(let host): hosts[host.index].name
    case .switch(let number):
      switches.indices.contains(number) ? switches[number] : "switch-\(number)"
    }
  }

  /// Takes out what has happened since this was last asked, the first first.
  ///
  /// Acting on a notice may bring others, so that whoever acts on them asks until there are none.
  public mutating func takeNotices() -> [Notice] {
    var taken: [Notice] = []
    swap(&taken, &notices)
    return taken
  }

  mutating func notify(_ notice: Notice) { notices.append(notice) }

  /// The records of all migrations, in the order in which they were begun.
  public var records: [MigrationRecord] { migrations.map(\.record) }

  /// The record of one migration.
  public func record(of migration: MigrationID) -> MigrationRecord {
    migrations[migration.index].record
  }

  /// The run ends: what is under way is broken off where it stands, so that the records know what had
  /// been sent by then, and stages that have not ended have lasted until now.
  public mutating func stop(at now: Instant, _ calendar: inout EventCalendar<WorldEvent>) {
    usage?.record(until: now, &network)
    for index in migrations.indices where migrations[index].record.ended == nil {
      _ = breakOff(MigrationID(index), .command(.cancel), at: now, &calendar)
      migrations[index].record.followedUntil = now
      guard let last = migrations[index].record.stages.indices.last else { continue }
      let started = migrations[index].record.stages[last].started
      migrations[index].record.stages[last].duration = now - started
      guard diskWork[index] != nil else { continue }
      settle(MigrationID(index), at: now)
      migrations[index].record.disks = diskWork[index]!.mirrors.map { mirror in
        var mirror = mirror
        mirror.closePass(at: now, remaining: mirror.dirty)
        return mirror.record
      }
    }
  }

  // MARK: Events

  /// Delivers one event.
  public mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    usage?.record(until: now, &network)
    switch event {
    case .flowFinished(let flow):
      let group = network.arrived(flow, at: now)
      if let disk = diskFlows[flow.index] {
        diskFlowEnded(disk.disk, of: disk.migration, at: now, &calendar)
      } else if let owner = flowOwners[flow.index] {
        transferEnded(owner, at: now, &calendar)
      }
      network.scheduleNext(in: group, at: now, &calendar)
    case .timer(let migration):
      timerEnded(migration, at: now, &calendar)
    case .loadStep(let load, let step):
      takeStep(step, of: load, at: now, &calendar)
    case .appointment(let number):
      notify(.appointment(number))
    case .fault(let number):
      faultIsDue(number, at: now, &calendar)
    case .linkUp(let link):
      links[link.index].isUp = true
      router = Router(hosts: hosts.count, links: links)
      resumeServices(at: now, &calendar)
    case .storageFull(let store):
      storageIsFull(store, at: now, &calendar)
    }
    followRates(at: now, &calendar)
    followSpace(at: now, &calendar)
  }
}

/// What can be due in the world.
public enum WorldEvent: Hashable, Sendable, Traceable {
  /// A transfer has moved its last byte.
  case flowFinished(FlowID)
  /// A migration's fixed time is over.
  case timer(MigrationID)
  /// Something the layer above asked to be reminded of.
  case appointment(Int)
  /// A fault strikes.
  case fault(Int)
  /// A link works again.
  case linkUp(LinkID)
  /// A background load changes.
  case loadStep(load: Int, step: Int)
  /// A datastore has no space left for what is being copied to it.
  case storageFull(DatastoreID)

  /// Folds the event's kind and number into the trace.
  public func fold(into trace: inout TraceHash) {
    switch self {
    case .flowFinished(let flow): trace.fold(UInt64(flow.index) << 2 | 1)
    case .timer(let migration): trace.fold(UInt64(migration.index) << 2 | 2)
    case .appointment(let number): trace.fold(UInt64(number) << 2 | 3)
    case .fault(let number): trace.fold(UInt64(number) << 3)
    case .linkUp(let link): trace.fold(UInt64(link.index) << 3 | 4)
    // The complement of a small number is none of the above.
    case .loadStep(let load, let step):
      trace.fold(~UInt64(load))
      trace.fold(UInt64(step))
    case .storageFull(let store):
      trace.fold(~UInt64(Int32.max))
      trace.fold(UInt64(store.index))
    }
  }
}
