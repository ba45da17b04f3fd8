package import Datacenter
import Quantities
import Strategies
package import StrictJSON

/// A way to move a VM, as the scenario describes it.
struct StrategySpec: Sendable {
  /// A strategy that has not begun.
  let strategy: any Strategy
  /// What it does with disks; `nil` if it leaves them where they are.
  var disks: DiskMove?

  /// What a strategy does with disks.
  struct DiskMove: Sendable {
    /// What they become at the destination; `nil` for what they are.
    let provisioning: DiskProvisioning?
    /// Whether the VM stays on its host, so that nothing else moves.
    var isAll = false
  }

  static var shape: Shape<StrategySpec> {
    .choice(
      "a strategy",
      [
        Variant(
          "preCopy",
          "Live migration: memory is sent while the VM runs, then what it has rewritten.",
          Shape<PreCopySpec>.object.map { StrategySpec(strategy: $0.strategy) }),
        Variant(
          "postCopy",
          "The VM moves first, at once or after some live passes, and its memory follows.",
          Shape<PostCopySpec>.object.map { StrategySpec(strategy: $0.strategy) }),
        Variant(
          "stopAndCopy", "The VM stands still while all its memory is sent.",
          Shape<StopAndCopySpec>.object.map {
            StrategySpec(strategy: StopAndCopy(costs: $0.costs))
          }),
        Variant(
          "storage",
          "Live storage migration: the VM runs on where it is while its disks go to another datastore.",
          Shape<LiveStorageSpec>.object.map {
            StrategySpec(
              strategy: $0.strategy,
              disks: DiskMove(provisioning: $0.options.provisioning, isAll: true))
          }),
        Variant(
          "sharedNothing",
          "Live migration without shared storage: disks first, then memory.",
          Shape<SharedNothingSpec>.object.map {
            StrategySpec(
              strategy: $0.strategy, disks: DiskMove(provisioning: $0.options.provisioning))
          }),
        Variant(
          "cold", "The VM is powered off, its files are copied, and it boots at the destination.",
          Shape<ColdSpec>.object.map {
            StrategySpec(
              strategy: ColdMigration(
                costs: $0.costs, boots: $0.boots, isParallel: $0.isParallel, options: $0.options),
              disks: DiskMove(provisioning: $0.options.provisioning))
          }),
      ])
  }
}

/// Pre-copy: an engine and its parameters.
package struct PreCopySpec: ReadableObject, Sendable {
  package static let schemaName = "PreCopy"
  package static let schemaText = "Pre-copy live migration by the algorithm of one hypervisor."

  /// How stage 2 is run.
  let policy: any PreCopyEngine
  /// What the other stages cost.
  let costs: StageCosts
  package var strategy: any Strategy { Self.strategy(policy, costs: costs) }

  private static func strategy(
    _ policy: some PreCopyEngine, costs: StageCosts
  ) -> any Strategy {
    PreCopy(policy, costs: costs)
  }

  /// A series that does not converge would otherwise fill the memory of the machine that simulates.
  private static let mostRounds = 10_000

  package init(reading o: inout ObjectReader) {
    let engine: EngineName = o.optional(
      "engine", .word("an engine"), default: .xenModern, "Whose algorithm.")
    let maximumRounds = o.optional(
      "maximumRounds", .count(1...Self.mostRounds),
      "Live rounds at most (xen-modern, xen-4.6: 5; xen-classic, xen-2005: 29; hyper-v-like: 10; textbook: rounds after the first, \(Self.mostRounds))."
    )
    let targetDirty = o.optional(
      "targetDirty", .count(0...1_000_000_000),
      "Fewer dirty pages than this are few enough (xen-modern: 50).")
    let downtimeLimit: Seconds? = o.optional(
      "downtimeLimit", .quantity(.duration),
      "What is left may take this long to send (qemu-2.0, textbook: 30 ms; later QEMU, cloud-hypervisor: 300 ms; vmware-like: 1 s)."
    )
    let xen = XenKeys(reading: &o)
    let qemu = QemuKeys(reading: &o)
    let others = OtherKeys(reading: &o)
    costs = StageCosts(reading: &o, defaults: engine.costs)
    var given = [
      ("maximumRounds", maximumRounds != nil), ("targetDirty", targetDirty != nil),
      ("downtimeLimit", downtimeLimit != nil),
    ]
    given += xen.given.map { ($0, true) }
    given += qemu.given.map { ($0, true) }
    given += others.given.map { ($0, true) }
    for (key, isGiven) in given {
      o.check(
        key, restsOn: ["engine"], holds: !isGiven || engine.parameters.contains(key),
        "\(engine.rawValue) has no such parameter",
        "remove it; \(engine.rawValue) has \(engine.parameters.joined(separator: ", "))")
    }
    qemu.check(&o, for: engine)
    policy =
      switch engine {
      case .xenModern:
        XenModern(maximumRounds: maximumRounds ?? 5, targetDirty: Pages(targetDirty ?? 50))
      case .xen46: xen.xen46(maximumRounds: maximumRounds)
      case .xenClassic: xen.xenClassic(maximumRounds: maximumRounds)
      case .xen2005: xen.xen2005(maximumRounds: maximumRounds)
      case .qemu11, .qemu8_2, .qemu7_2, .qemu4_2, .qemu2_0:
        qemu.engine(engine.qemu!, downtimeLimit: downtimeLimit)
      case .cloudHypervisor:
        others.cloudHypervisor(downtimeLimit: downtimeLimit, bitmapTime: qemu.bitmapTime)
      case .vmwareLike: others.vmware(downtimeLimit: downtimeLimit)
      case .hyperVLike:
        HyperVLike(
          maximumRounds: maximumRounds ?? 10, minimumResidue: Pages(xen.minimumResidue ?? 64),
          compression: qemu.compression)
      case .textbook:
        Textbook(
          downtimeLimit: downtimeLimit ?? .milliseconds(30),
          maximumRounds: maximumRounds ?? Self.mostRounds)
      }
  }
}

/// Stop-and-copy.
struct StopAndCopySpec: ReadableObject, Sendable {
  static let schemaName = "StopAndCopy"
  static let schemaText = "Pure stop-and-copy: there is no live part."

  let costs: StageCosts

  init(reading o: inout ObjectReader) { costs = StageCosts(reading: &o, defaults: StageCosts()) }
}

/// Cold migration.
struct ColdSpec: ReadableObject, Sendable {
  static let schemaName = "Cold"
  static let schemaText =
    "Cold migration. Files on storage that the destination reaches stay where they are."

  let costs: ColdMigration.Costs
  let boots: Bool?
  let isParallel: Bool
  let options: StorageOptions

  init(reading o: inout ObjectReader) {
    let defaults = ColdMigration.Costs()
    costs = ColdMigration.Costs(
      shutdown: o.optional(
        "shutdown", .random(.duration), default: defaults.shutdown,
        "An orderly shutdown of the guest, which works on until its end."),
      shutdownTimeout: o.optional(
        "shutdownTimeout", .quantity(.span), default: defaults.shutdownTimeout,
        "How long to wait for a guest that does not shut down; then the migration fails."),
      configuration: o.optional(
        "configuration", .quantity(.amount), default: defaults.configuration,
        "Size of the configuration file."),
      nvram: o.optional(
        "nvram", .quantity(.amount), default: defaults.nvram,
        "Size of the firmware's variables."),
      logs: o.optional(
        "logs", .quantity(.amount), default: defaults.logs, "Size of the logs."),
      descriptor: o.optional(
        "descriptor", .quantity(.amount), default: defaults.descriptor,
        "Size of the descriptor beside each disk's extent."),
      perFile: o.optional(
        "perFile", .quantity(.duration), default: defaults.perFile,
        "Opening, creating and closing a file at both ends."),
      registration: o.optional(
        "registration", .random(.duration), default: defaults.registration,
        "Rewriting paths and registering the VM at the destination."),
      removalPerFile: o.optional(
        "removalPerFile", .quantity(.duration), default: defaults.removalPerFile,
        "Deleting one old file."),
      boot: o.optional(
        "boot", .random(.duration), default: defaults.boot,
        "From power-on until the guest serves again."),
      resume: o.optional(
        "resume", .random(.duration), default: defaults.resume,
        "From power-on until a VM that was suspended to disk goes on."))
    boots = o.optional(
      "powerOn", .flag,
      "Whether the VM boots, or resumes, at the destination; without it, if it was on.")
    isParallel = o.optional(
      "parallel", .flag, default: false, "Whether all of its disks are copied at a time.")
    options = StorageOptions(provisioning: StorageOptions.provisioning(&o))
  }
}

extension StageCosts {
  /// The keys that every live strategy has.
  init(reading o: inout ObjectReader, defaults: StageCosts) {
    self.init(
      reservation: o.optional(
        "reservation", .random(.duration), default: defaults.reservation,
        "Stage 1: creating the container, beyond asking for it."),
      suspendLatency: o.optional(
        "suspendLatency", .random(.duration), default: defaults.suspendLatency,
        "Stage 3: from the request until the guest stands still; it writes meanwhile."),
      suspendTimeout: o.optional(
        "suspendTimeout", .quantity(.span), default: defaults.suspendTimeout,
        "Stage 3: how long to wait for a guest that does not suspend."),
      deviceState: o.optional(
        "deviceState", .quantity(.amount), default: defaults.deviceState,
        "Stage 3: CPU and device state, sent after the last page."),
      commitment: o.optional(
        "commitment", .random(.duration), default: defaults.commitment,
        "Stage 4: the handshake's fixed cost, beyond its round trips."),
      activation: o.optional(
        "activation", .random(.duration), default: defaults.activation,
        "Stage 5: from the go-ahead until the guest runs."),
      announcement: o.optional(
        "announcement", .quantity(.duration), default: defaults.announcement,
        "Stage 5: from the guest running until its new place is announced."),
      roundTrips: o.optional(
        "roundTrips", .number(.within(0...100)), default: defaults.roundTrips,
        "Round trips of each handshake, in stages 1 and 4."))
  }
}
