import Datacenter
import Kernel
import Orchestration
import Quantities
import Randomness
import Strategies

/// A case that is ready to run: two hosts, a link, and the strategy that its technique and aids mean.
struct ReadyCase: Sendable {
  private let migration: MigrationCase
  private let key: String
  private let link: Link
  /// The strategy, unless it depends on what is drawn of the guest.
  private let fixed: (any Strategy)?

  init(_ migration: MigrationCase) {
    self.migration = migration
    key = migration.guest.key
    let isXenAlike = migration.engine.qemu == nil && migration.passesBeforePostCopy == nil
    link = Link(
      name: "network", between: .host(HostID(0)), and: .host(HostID(1)),
      // An engine without a cap of its own is held by one on the link.
      bandwidth: isXenAlike ? min(migration.link, migration.rateCap) : migration.link,
      latency: .zero)
    fixed = migration.fixedStrategy
  }

  /// One replication.
  ///
  /// The guest is drawn from a stream that knows the guest, the seed and the replication, but neither
  /// the technique nor the row's place, so that techniques are compared on equal guests.
  func record(
    seed: UInt64, replication: Int, latents: ArraySlice<Double>, fidelity: MemoryFidelity?
  ) -> MigrationRecord {
    let drawn = migration.guest.draw(latents)
    let world = World(
      hosts: Self.hosts, vms: [vm(drawn)], datastores: [Datastore(name: "shared")], links: [link],
      randomness: .init(seed: seed, replication: UInt64(replication), arm: key))
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(1), strategy: fixed ?? migration.qemu(drawn),
      fidelity: fidelity)
    var simulation = Simulation(of: Operation(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(migration.limit.value))
    guard let record = simulation.model.record(of: 0) else {
      preconditionFailure("a request at the start is always due")
    }
    return record
  }

  private static let hosts = ["source", "destination"].map {
    Host(name: $0, memory: Bytes(0x1p60))
  }

  private func vm(_ drawn: DrawnGuest) -> VirtualMachine {
    var classes = drawn.classes
    if migration.isPausedThroughout {
      for place in classes.indices { classes[place].writes = .never }
    }
    return VirtualMachine(
      name: "vm", host: HostID(0), pageClasses: classes, activities: drawn.activities,
      home: DatastoreID(0))
  }
}

extension MigrationCase {
  /// How the VM is moved, unless that depends on what is drawn of the guest.
  fileprivate var fixedStrategy: (any Strategy)? {
    if technique == .cold { return ColdMigration() }
    if let passesBeforePostCopy { return postCopy(after: passesBeforePostCopy) }
    guard engine.qemu == nil else { return nil }
    if technique == .stopAndCopy { return StopAndCopy(costs: engine.costs) }
    return engine.strategy(downtimeLimit: downtimeLimit)
  }

  /// QEMU's pre-copy, with the aids that are asked for.
  ///
  /// - Precondition: the engine is one of QEMU's.
  fileprivate func qemu(_ drawn: DrawnGuest) -> any Strategy {
    let release = engine.qemu!
    return PreCopy(Qemu(release, settings: settings(of: release, drawn)), costs: Self.costs)
  }

  private func settings(of release: QemuRelease, _ drawn: DrawnGuest) -> QemuSettings {
    var settings = release.settings
    settings.downtimeLimit = downtimeLimit ?? settings.downtimeLimit
    settings.maximumBandwidth = rateCap
    if slowsGuest || technique == .autoConverge {
      settings.convergence = .autoConverge(release.autoConverge)
    }
    if xbzrleCache != nil || technique == .xbzrle {
      var delta = QemuSettings.Delta(encodedPage: drawn.encodedPage)
      if let xbzrleCache { delta.cache = xbzrleCache }
      settings.delta = delta
    }
    if technique == .compress { settings.compression = drawn.compression }
    settings.multifd = channels.map { .init(channels: $0) }
    return settings
  }

  /// As QEMU's post-copy: the limit holds for the push too, but for its last bytes.
  private func postCopy(after passes: Int) -> PostCopy {
    let limit = downtimeLimit ?? engine.qemu?.settings.downtimeLimit ?? .milliseconds(300)
    let service = Service(
      push: .init(
        prepaging: .fromFault, rateCap: rateCap,
        uncappedTail: rateCap.isFinite ? min(rateCap, link) * limit : .zero, wire: PostCopy.wire,
        queue: .kibibytes(200)))
    return PostCopy(
      switchOver: passes == 0 ? .atStart : .afterPasses(passes), liveRateCap: rateCap,
      service: service, costs: Self.costs)
  }

  /// What the stages around the copy take of QEMU, measured from the stop at the source to the run at
  /// the destination: 2.5 ms beside the memory, and 2 ms of set-up.
  static let costs = StageCosts(
    reservation: .constant(.milliseconds(2)), suspendLatency: .constant(.zero),
    deviceState: .kibibytes(4), commitment: .constant(.milliseconds(1)),
    activation: .constant(.milliseconds(1.5)), roundTrips: 0)
}
