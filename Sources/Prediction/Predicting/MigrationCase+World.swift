import Datacenter
import Experiment
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
    fixed = migration.engine.qemu == nil ? migration.foreignStrategy : nil
  }

  /// One replication.
  ///
  /// - Parameter drawn: the guest as this replication has it.
  ///
  /// What happens to the guest is drawn from a stream that knows the guest, the seed and the replication, but neither
  /// the technique nor the row's place, so that techniques are compared on equal guests.
  func record(
    _ drawn: DrawnGuest, seed: UInt64, replication: Int, fidelity: MemoryFidelity?
  ) -> MigrationRecord {
    let world = World(
      hosts: Self.hosts, vms: [vm(drawn, seed, replication)],
      datastores: [Datastore(name: "shared")], links: [link],
      transport: migration.machine == .bench
        ? .ideal : Transport(sendBuffer: Transport.linuxSendBuffer),
      randomness: .init(seed: seed, replication: UInt64(replication), arm: key))
    return LoneMigration.record(
      in: world, with: fixed ?? migration.strategy(drawn), fidelity: fidelity,
      until: Instant(migration.limit(of: drawn).value))
  }

  private static let hosts = ["source", "destination"].map {
    Host(name: $0, memory: Bytes(0x1p60))
  }

  private func vm(_ drawn: DrawnGuest, _ seed: UInt64, _ replication: Int) -> VirtualMachine {
    var classes = drawn.classes
    var activities: [Activity] = []
    if let (busy, calm) = drawn.onOff {
      let name = RandomName(
        seed: seed, name: "activity", entity: key, replication: UInt64(replication))
      activities = [.onOff(OnOffPath(busy: busy, calm: calm, named: name))]
      for place in classes.indices { classes[place].activity = 0 }
    }
    if migration.isPausedThroughout {
      for place in classes.indices { classes[place].writes = .never }
    }
    return VirtualMachine(
      name: "vm", host: HostID(0), pageClasses: classes, activities: activities,
      home: DatastoreID(0), devices: migration.machine.devices)
  }
}

extension MigrationCase {
  /// How an engine that is not one of QEMU's moves the VM, whatever is drawn of the guest; `nil` for
  /// techniques that are nobody's in particular.
  fileprivate var foreignStrategy: (any Strategy)? {
    if technique == .cold || passesBeforePostCopy != nil { return nil }
    return engine.strategy(
      downtimeLimit.map { ["downtimeLimit": .time($0)] } ?? [:], costs: usualCosts)
  }

  /// How the VM is moved.
  fileprivate func strategy(_ drawn: DrawnGuest) -> any Strategy {
    if technique == .cold { return ColdMigration() }
    if let passesBeforePostCopy { return postCopy(after: passesBeforePostCopy, drawn) }
    let release = engine.qemu ?? .qemu7_2
    return PreCopy(Qemu(release, settings: settings(of: release, drawn)), costs: drawn.costs)
  }

  private func settings(of release: QemuRelease, _ drawn: DrawnGuest) -> QemuSettings {
    var settings = release.settings
    settings.downtimeLimit = downtimeLimit ?? settings.downtimeLimit
    settings.maximumBandwidth = drawn.rateCap ?? rateCap
    if slowsGuest || technique == .autoConverge {
      var aid = release.autoConverge
      aid.response = drawn.throttleResponse
      settings.convergence = .autoConverge(aid)
    }
    if xbzrleCache != nil || technique == .xbzrle {
      var delta = QemuSettings.Delta(encodedPage: drawn.encodedPage)
      delta.cache = xbzrleCache ?? drawn.usualCache ?? delta.cache
      settings.delta = delta
    }
    if technique == .compress { settings.compression = drawn.compression }
    settings.multifd = channels.map { .init(channels: $0) }
    settings.stall = drawn.stall
    settings.costs.zeroPage = drawn.zeroPage ?? settings.costs.zeroPage
    return settings
  }

  /// As QEMU's post-copy: the limit holds for the push too, but for its last bytes.
  private func postCopy(after passes: Int, _ drawn: DrawnGuest) -> PostCopy {
    let limit = downtimeLimit ?? engine.qemu?.settings.downtimeLimit ?? .milliseconds(300)
    var service = PostCopy.service
    service.push.rateCap = rateCap
    service.push.uncappedTail = rateCap.isFinite ? min(rateCap, link) * limit : .zero
    if machine == .bench { service.push.queue = .kibibytes(200) }
    return PostCopy(
      switchOver: passes == 0 ? .atStart : .afterPasses(passes), liveRateCap: rateCap,
      service: service, costs: drawn.costs)
  }
}
