import Datacenter
import Kernel
import Quantities
import TestSupport

/// A world with migrations that begin at given instants: what a test of the mechanism needs of the
/// layers above.
struct Scene: Model {
  /// One migration to begin.
  struct Departure {
    var at = 0.0
    var vm = 0
    var to = 1
    var script = Script.live
    var storage: Int?
  }

  private(set) var world: World
  let departures: [Departure]

  init(_ world: World, _ departures: [Departure]) {
    self.world = world
    self.departures = departures
  }

  mutating func handle(
    _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
  ) {
    world.handle(event, at: now, &calendar)
    while case let notices = world.takeNotices(), !notices.isEmpty {
      for notice in notices {
        guard case .appointment(let index) = notice else { continue }
        let departure = departures[index]
        _ = world.migrate(
          VMID(departure.vm), to: HostID(departure.to), with: departure.script,
          storage: departure.storage.map { DatastoreID($0) }, requestedAt: now, at: now, &calendar)
      }
    }
  }

  mutating func checkInvariants(at now: Instant) { world.checkInvariants(at: now) }
}

extension Simulation where M == Scene {
  init(_ world: World, _ departures: [Scene.Departure]) {
    self.init(model: Scene(world, departures))
    for (index, departure) in departures.enumerated() {
      calendar.schedule(.appointment(index), at: Instant(departure.at))
    }
  }
}

/// The records of all departures once everything has ended.
func records(_ world: World, _ departures: [Scene.Departure]) -> [MigrationRecord] {
  var simulation = Simulation(world, departures)
  simulation.run()
  return simulation.model.world.records
}

/// A strategy that carries out a list of orders, whatever happens but a refusal.
struct Script: Strategy {
  var stage = Stage.preMigration
  var steps: [(stage: Stage, action: Action)]
  private var next = 0

  init(_ steps: [(Stage, Action)]) { self.steps = steps.map { (stage: $0.0, action: $0.1) } }

  var engine: String { "script" }
  /// Without chance, so that a reader can compute what comes out.
  var preferredFidelity: MemoryFidelity { .fluid }

  mutating func next(after report: Report) -> Action {
    if case .refused(let refusal) = report.cause { return .finish(.refused(refusal)) }
    guard next < steps.count else { return .finish(.migrated) }
    defer { next += 1 }
    stage = steps[next].stage
    return steps[next].action
  }

  // MARK: Orders without costs, whose times a reader can compute

  static let all = Order(.all, wire: .bare)
  static let pending = Order(.pending, wire: .bare)
  static let round = Stage.iterativePreCopy(round: 1)
  static let check = (Stage.preMigration, Action.check(.live))
  static let reserve = (Stage.reservation, Action.reserve(Reservation()))
  static let suspend = (Stage.stopAndCopy, Action.suspend(Suspension(because: .notLive)))
  static let handOver = (
    Stage.commitment, Action.handOver(HandOver(duration: .constant(.zero)))
  )
  static let resume = (
    Stage.activation, Action.resume(Resumption(on: .destination, duration: .constant(.zero)))
  )

  /// One pass while the VM runs, one while it stands still.
  static let live = Script([
    check, reserve, (round, .send(all)), (round, .readBitmap()), suspend,
    (.stopAndCopy, .readBitmap()), (.stopAndCopy, .send(pending)), handOver, resume,
  ])

  /// One pass while the VM runs, and then the end.
  static func failing(_ failure: Failure) -> Script {
    Script([check, reserve, (round, .send(all)), (round, .finish(.failed(failure)))])
  }

  /// Files only.
  static func cold(small: [Bytes] = [], perFile: Seconds = .zero) -> Script {
    Script([
      (.preMigration, .check([])),
      (.reservation, .reserve(Reservation(memory: false, disks: true))),
      (.stopAndCopy, .copyFiles(FileCopy(smallFiles: small, perFile: perFile))),
      (.commitment, .handOver(HandOver(roundTrips: 0, duration: .constant(.zero)))),
    ])
  }
}

extension World {
  /// Three hosts of 64 GiB on a switch, 125 MB/s each, and one VM of 1 GiB (8.589934592 s) on the
  /// first of them; what a test is about, it changes.
  static func small(
    memory: [Bytes] = Array(repeating: .gibibytes(64), count: 3),
    cpus: [CPU] = [CPU(), CPU(), CPU()],
    vms: [VirtualMachine] = [.idle("web")],
    datastores: [Datastore] = [Datastore(name: "san")],
    links: [Link]? = nil
  ) -> World {
    var small = SmallWorld.star(memory.indices.map { "host-\($0)" }, vms: vms)
    for host in memory.indices {
      small.hosts[host].memory = memory[host]
      small.hosts[host].cpu = cpus[host]
    }
    small.datastores = datastores
    small.links = links ?? small.links
    return small.world
  }

  /// Memory held on each host.
  var held: [Bytes] { hosts.map(\.memoryHeld) }
  /// Space used on each datastore.
  var used: [Bytes] { datastores.map(\.used) }
}

extension VirtualMachine {
  /// Whether the copy that owns the VM is on a host, and in what state.
  func isAt(_ host: Int, _ state: Copy.State) -> Bool {
    primary.host == HostID(host) && primary.state == state
  }
}

/// How long 1 GiB takes at 125 MB/s.
let wholeMemory = 8.589934592
