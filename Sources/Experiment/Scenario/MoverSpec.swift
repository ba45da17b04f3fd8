import Datacenter
import Quantities
import Strategies
import StrictJSON

/// How the disks of a running VM are copied: an engine and its parameters.
struct MoverSpec: ReadableObject, Sendable {
  static let schemaName = "DiskMover"
  static let schemaText = "How the disks of a VM that runs are copied."

  let mover: any DiskMover

  /// The engines, with the parameters that each of them has.
  enum Engine: String, CaseIterable, Sendable {
    case qemuMirror = "qemu-mirror"
    case ioMirroring = "io-mirroring"
    case dirtyBlockTracking = "dirty-block-tracking"
    case snapshots

    var parameters: [String] {
      let all = ["speed", "granularity"]
      return switch self {
      case .qemuMirror: all + ["copyMode", "patience", "inFlight"]
      case .ioMirroring: all + ["parallel"]
      case .dirtyBlockTracking:
        all + ["parallel", "downtimeGoal", "maximumPasses", "hotBlocksLate"]
      case .snapshots: all + ["parallel", "downtimeGoal", "maximumSnapshots", "stun"]
      }
    }

    /// What the engine is, for `apus list`.
    var summary: String {
      switch self {
      case .qemuMirror:
        "QEMU's drive-mirror: round and round until nothing is dirty (READY), the last drained in the dark"
      case .ioMirroring:
        "ESX 5.0: one pass; what the guest writes behind the copy goes to both sides"
      case .dirtyBlockTracking:
        "ESX 4: pass after pass over what was written during the one before; may not converge"
      case .snapshots:
        "ESX 3.5: the guest writes to redo logs, which are copied one after the other"
      }
    }
  }

  init(reading o: inout ObjectReader) { self.init(reading: &o, key: "engine") }

  /// - Parameter key: the key under which the engine stands.
  init(reading o: inout ObjectReader, key: String) {
    let engine: Engine = o.optional(key, .word("an engine"), default: .qemuMirror, "Whose way.")
    let speed: BytesPerSecond? = o.optional(
      "speed", .quantity(.bandwidth),
      "The job's own limit, kept in slices of 100 ms; without it, none.")
    let granularity: Bytes? = o.optional(
      "granularity", .quantity(.chunk), "What is marked dirty and copied as a whole (64 KiB).")
    let copyMode: QemuMirror.CopyMode? = o.optional(
      "copyMode", .word("a copy mode"),
      "qemu-mirror: background (the default) copies what the guest has written again; write-blocking has the guest write to both sides."
    )
    let patience: Int? = o.optional(
      "patience", .count(1...10_000),
      "qemu-mirror: passes in a row that do not become smaller, until the migration is given up; without it, never."
    )
    let inFlight: Int? = o.optional(
      "inFlight", .count(1...1024), "qemu-mirror: requests of 1 MiB under way for each disk (16).")
    let parallel: Bool? = o.optional(
      "parallel", .flag, "Whether all disks are copied at a time (qemu-mirror always does).")
    let downtimeGoal: Seconds? = o.optional(
      "downtimeGoal", .quantity(.duration), "What is left may take this long to copy (1 s).")
    let maximumPasses: Int? = o.optional(
      "maximumPasses", .count(1...10_000), "dirty-block-tracking: passes at most (1000).")
    let hotBlocksLate: Bool? = o.optional(
      "hotBlocksLate", .flag,
      "dirty-block-tracking: whether what is written often is copied at the end of a pass (true).")
    let maximumSnapshots: Int? = o.optional(
      "maximumSnapshots", .count(1...1000), "snapshots: how many at most (32).")
    let stun: RandomQuantity<Seconds>? = o.optional(
      "stun", .random(.duration),
      "snapshots: how long the VM stands still for each (500 ms).")
    for (parameter, isGiven) in [
      ("copyMode", copyMode != nil), ("patience", patience != nil), ("inFlight", inFlight != nil),
      ("parallel", parallel != nil), ("downtimeGoal", downtimeGoal != nil),
      ("maximumPasses", maximumPasses != nil), ("hotBlocksLate", hotBlocksLate != nil),
      ("maximumSnapshots", maximumSnapshots != nil), ("stun", stun != nil),
    ] {
      o.check(
        parameter, restsOn: [key],
        holds: !isGiven || engine.parameters.contains(parameter),
        "\(engine.rawValue) has no such parameter",
        "remove it; \(engine.rawValue) has \(engine.parameters.joined(separator: ", "))")
    }
    let (limit, chunk) = (speed ?? .unlimited, granularity ?? .kibibytes(64))
    mover =
      switch engine {
      case .qemuMirror:
        QemuMirror(
          mode: copyMode ?? .background, speed: limit, patience: patience, granularity: chunk,
          inFlight: inFlight ?? 16)
      case .ioMirroring:
        IOMirroring(speed: limit, granularity: chunk, isParallel: parallel ?? false)
      case .dirtyBlockTracking:
        DirtyBlockTracking(
          downtimeGoal: downtimeGoal ?? Seconds(1), maximumPasses: maximumPasses ?? 1000,
          hotBlocksLate: hotBlocksLate ?? true, speed: limit, granularity: chunk,
          isParallel: parallel ?? false)
      case .snapshots:
        Snapshots(
          downtimeGoal: downtimeGoal ?? Seconds(1), maximumSnapshots: maximumSnapshots ?? 32,
          stun: stun ?? .constant(.milliseconds(500)), speed: limit, granularity: chunk,
          isParallel: parallel ?? false)
      }
  }
}

extension Limits {
  /// What a copy marks as a whole: from a sector to a gibibyte.
  static let chunk = Limits.within(512...0x1p30)
}

extension StorageOptions {
  /// The keys of every strategy that moves disks of running VMs.
  init(reading o: inout ObjectReader) {
    self.init(
      holdsSpace: o.optional(
        "reserve", .flag, default: true,
        "Whether space for all of the disks is held from the start; otherwise it is taken as it is written, and may run out."
      ), provisioning: Self.provisioning(&o))
  }

  static func provisioning(_ o: inout ObjectReader) -> DiskProvisioning? {
    o.optional(
      "provisioning", .word("\"thin\" or \"thick\""),
      "What the disks become at the destination; without it, each what it is.")
  }
}

/// Live storage migration.
struct LiveStorageSpec: ReadableObject, Sendable {
  static let schemaName = "LiveStorage"
  static let schemaText =
    "Live storage migration: a VM that runs stays on its host, and its disks go to the request's datastore."

  let strategy: any Strategy
  let options: StorageOptions

  init(reading o: inout ObjectReader) {
    let mover = MoverSpec(reading: &o).mover
    options = StorageOptions(reading: &o)
    strategy = Self.strategy(
      mover, options: options, costs: StageCosts(reading: &o, defaults: StageCosts()))
  }

  private static func strategy(
    _ mover: some DiskMover, options: StorageOptions, costs: StageCosts
  ) -> any Strategy {
    LiveStorage(mover, options: options, costs: costs)
  }
}

/// Shared-nothing live migration.
struct SharedNothingSpec: ReadableObject, Sendable {
  static let schemaName = "SharedNothing"
  static let schemaText =
    "Live migration without shared storage: disks first, then memory by a pre-copy engine, one switch-over."

  let strategy: any Strategy
  let options: StorageOptions

  init(reading o: inout ObjectReader) {
    let disks = o.optional(
      "disks", Shape<MoverSpec>.object, "How the disks are copied; without it, by qemu-mirror.")
    let memory = o.optional(
      "memory", Shape<PreCopySpec>.object,
      "How the memory is copied, and what the stages cost; without it, as preCopy does.")
    options = StorageOptions(reading: &o)
    let costs = memory?.costs ?? StageCosts()
    let mover: any DiskMover = disks?.mover ?? QemuMirror()
    let policy: any PreCopyEngine = memory?.policy ?? XenModern()
    strategy = Self.strategy(mover, policy, options: options, costs: costs)
  }

  private static func strategy(
    _ mover: some DiskMover, _ policy: some PreCopyEngine, options: StorageOptions,
    costs: StageCosts
  ) -> any Strategy {
    SharedNothing(mover, then: policy, options: options, costs: costs)
  }
}
