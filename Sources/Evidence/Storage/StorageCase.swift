import Datacenter
import Kernel
import Orchestration
import Quantities
import Strategies

/// A copy of a disk measured with QEMU 7.2: a row of `qemu-storage.csv`, the median of three runs.
struct StorageCase: Sendable {
  let row: MeasuredCase

  static let file = "qemu-storage.csv"

  /// Every case, in the order of the file.
  static func cases(in folder: MeasuredFolder) throws -> [StorageCase] {
    try folder.rows(of: file).map(StorageCase.init)
  }

  func text(_ column: String) -> String { row.text(column) }
  func number(_ column: String) -> Double { row.number(column) }

  var name: String { row.name }
  var isMirror: Bool { text("kind") == "drive-mirror" }
  var isBackground: Bool { isMirror && text("copy_mode") == "background" }
  var hasConverged: Bool { text("converged") == "1" }
  /// Until READY, or until `qemu-img` had ended.
  var time: Double { number("ready_or_done_ms") / 1000 }
  var speed: BytesPerSecond { BytesPerSecond(number("rate_cap_bytes_per_s")) }

  /// The disk: its content, its holes, and how it is written.
  private var disk: Disk {
    let size = Bytes.mebibytes(number("image_mib"))
    let writes = OperationsPerSecond(number("writes_per_s"))
    return Disk(
      allocated: size - .mebibytes(number("hole_mib")), datastore: DatastoreID(0), size: size,
      writes: writes > .zero
        ? [
          BlockClass(
            region: .mebibytes(number("write_region_mib")), rate: writes,
            writeSize: Bytes(number("write_bytes")))
        ] : [])
  }

  /// The host's page cache, as which source and target were read and written: 3 GB/s.
  private static let device = StorageDevice(read: BytesPerSecond(3e9), write: BytesPerSecond(3e9))

  private var strategy: any Strategy {
    if isMirror {
      return LiveStorage(
        QemuMirror(
          mode: isBackground ? .background : .writeBlocking, speed: speed, patience: 10),
        costs: .free)
    }
    return PlainCopy(speed: speed)
  }

  /// What the model makes of it.
  func predict() -> MigrationRecord {
    let guest = VirtualMachine(
      name: "guest", host: HostID(0),
      pageClasses: [PageClass(name: "idle", pages: Pages(1024), writes: .never)],
      home: DatastoreID(0), disks: [disk])
    let world = World(
      hosts: [Host(name: "host", memory: .gibibytes(64))], vms: [guest],
      datastores: ["source", "target"].map { Datastore(name: $0, device: Self.device) }, links: [],
      randomness: .init(seed: 1, replication: 0, arm: name))
    let request = MigrationRequest(
      at: .start, vm: VMID(0), destination: HostID(0), strategy: strategy,
      datastore: DatastoreID(1))
    var simulation = Simulation(of: Fleet(world: world, requests: [request]))
    simulation.runToTheEnd(until: Instant(3600))
    return simulation.model.record(of: 0)!
  }
}

/// `qemu-img convert -r`: one pass over a disk that nobody writes, and no more.
private struct PlainCopy: Strategy {
  let speed: BytesPerSecond
  var stage = Stage.preMigration
  var engine: String { "convert" }

  init(speed: BytesPerSecond) { self.speed = speed }

  mutating func next(after report: Report) -> Action {
    switch stage {
    case .preMigration:
      stage = .reservation
      return .reserve(Reservation(memory: false, disks: true, roundTrips: 0))
    case .reservation:
      stage = .iterativePreCopy(round: 0)
      return .copyDisks(DiskCopy(writes: .none, until: .pass, speed: speed))
    default: return .finish(.failed(.cancelled))
    }
  }
}
