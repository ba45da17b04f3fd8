import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies
import TestSupport

/// A guest that QEMU moves over one link, alone or beside others, and what a manager says meanwhile.
struct QemuGuest {
  var memory = Bytes.gibibytes(1)
  var bandwidth = BytesPerSecond(125e6)
  var zero = Bytes.zero
  /// Written at random, at so many page writes a second.
  var hot = Bytes.mebibytes(64)
  var rate = 0.0
  /// How that rate varies.
  var activities: [Activity] = []
  var release = QemuRelease.qemu7_2
  var settings = QemuRelease.qemu7_2.settings
  var costs = StageCosts.free
  var commands: [(at: Double, Command)] = []
  var faults: [Fault] = []
  /// How many such guests move at the same time.
  var count = 1
  var seed: UInt64 = 1

  /// A cap that never binds.
  init(rate: Double = 0, limit: Seconds = .milliseconds(300)) {
    self.rate = rate
    settings.maximumBandwidth = .unlimited
    settings.downtimeLimit = limit
  }

  func with(_ change: (inout QemuGuest) -> Void) -> QemuGuest {
    var copy = self
    change(&copy)
    return copy
  }

  var classes: [PageClass] {
    [
      PageClass(
        name: "hot", pages: hot.pages, writes: .uniform(PagesPerSecond(rate)),
        activity: activities.isEmpty ? nil : 0),
      PageClass(
        name: "rest", pages: memory.pages - hot.pages - zero.pages, writes: .never),
      PageClass(name: "zero", pages: zero.pages, writes: .never, isZero: true),
    ].filter { $0.pages > .zero }
  }

  /// The records of all guests, at the end or at `limit`.
  func migrateAll(until limit: Double = 3600) -> [MigrationRecord] {
    var simulation = Simulation(model: Session(guest: self))
    simulation.model.world.scheduleFaults(&simulation.calendar)
    simulation.calendar.schedule(.appointment(commands.count), at: .start)
    for (index, command) in commands.enumerated() {
      simulation.calendar.schedule(.appointment(index), at: Instant(command.at))
    }
    while simulation.calendar.nextInstant <= Instant(limit), simulation.step() {}
    return simulation.model.world.records
  }

  func migrate(until limit: Double = 3600) -> MigrationRecord { migrateAll(until: limit)[0] }

  /// A world in which every guest begins to move at once, and the first is spoken to.
  struct Session: Model {
    let guest: QemuGuest
    var world: World

    init(guest: QemuGuest) {
      self.guest = guest
      var pair = SmallWorld.pair(
        memory: .gibibytes(8192), guest.bandwidth,
        vms: (0..<guest.count).map {
          VirtualMachine(
            name: "guest-\($0)", host: HostID(0), pageClasses: guest.classes,
            activities: guest.activities, home: DatastoreID(0))
        })
      pair.faults = guest.faults
      pair.seed = guest.seed
      world = pair.world
    }

    mutating func handle(
      _ event: WorldEvent, at now: Instant, _ calendar: inout EventCalendar<WorldEvent>
    ) {
      world.handle(event, at: now, &calendar)
      while case let notices = world.takeNotices(), !notices.isEmpty {
        for notice in notices {
          guard case .appointment(let number) = notice else { continue }
          if number < guest.commands.count {
            world.command(guest.commands[number].1, MigrationID(0), at: now, &calendar)
            continue
          }
          for index in 0..<guest.count {
            _ = world.migrate(
              VMID(index), to: HostID(1),
              with: PreCopy(Qemu(guest.release, settings: guest.settings), costs: guest.costs),
              requestedAt: now, at: now, &calendar)
          }
        }
      }
    }

    mutating func checkInvariants(at now: Instant) { world.checkInvariants(at: now) }
  }
}
