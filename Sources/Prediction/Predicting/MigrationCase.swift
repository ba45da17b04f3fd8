import Datacenter
import Experiment
import Quantities
import Strategies

/// One migration to predict: all that a prediction knows of it.
struct MigrationCase: Sendable {
  /// How the VM is moved.
  var technique = Technique.preCopy
  var engine = PreCopyDescriptor.usual
  /// What the guest does.
  var guest: Guest
  /// How guests like it behave, as far as its dirty rate leaves that open.
  var family = WorkloadFamily.unknown.parameters
  /// What the network carries of it.
  var link = Self.gigabitGoodput
  /// The engine's own limit.
  var rateCap = BytesPerSecond.unlimited
  /// What the engine aims for; `nil` leaves it to the engine.
  var downtimeLimit: Seconds?
  /// Whether the VM is paused before anything is sent.
  var isStoppedFirst = false
  /// The machine around the guest.
  var machine = Machine.bench
  /// From the guest running until the network has learnt its new place; `nil` leaves it to the engine.
  var announcement: Seconds?
  /// Whether an operator stops the VM if the migration does not get on. Nobody does unless told to.
  var stopsWhenStalled = false
  /// QEMU's aids.
  var slowsGuest = false
  var xbzrleCache: Bytes?
  var channels: Int?
  /// What pages are compressed with, where the technique is to compress; `nil` for `usualCompression`.
  var compression: Compression.Method?
  /// Live passes before the VM moves ahead of its memory; `nil` if it does not.
  var passesBeforePostCopy: Int?
  /// When it is given up; `nil` for what the size suggests.
  var timeLimit: Seconds?

  /// The machine around a guest.
  enum Machine: Hashable, Sendable {
    /// One in use, as a scenario has it: with devices, and the stages as the engine has them.
    case inUse(Devices)
    /// One on which migrations were measured: what they are compared with, and calibrated by.
    case bench

    /// The machine of a name; `nil` if there is none of it.
    init?(named name: String) {
      if name == "bench" {
        self = .bench
      } else if let kind = DevicesKind(rawValue: name) {
        self = .inUse(kind.devices)
      } else {
        return nil
      }
    }

    static let usual = Self.inUse(DevicesKind.usual.devices)
    static let names = DevicesKind.allCases.map(\.rawValue) + ["bench"]

    /// What is switched over with the VM, as far as the guest does not say.
    var devices: Devices { if case .inUse(let devices) = self { devices } else { .bare } }
  }

  /// How the VM is moved, in an operator's words.
  enum Technique: String, CaseIterable, Sendable {
    case preCopy = "pre-copy"
    case autoConverge = "auto-converge"
    case xbzrle
    case compress
    case postCopy = "post-copy"
    case stopAndCopy = "stop-and-copy"
    case cold
  }

  /// What Gigabit Ethernet carries of one stream, at most: 941 Mbit/s. With the start of the stream a
  /// migration gets 110.2 MiB/s of it in the median.
  static let gigabitGoodput = Bytes.mebibytes(112.2) / Seconds(1)
  /// The slowest that anything is moved, 80 kbit/s: at less, a small VM would take days.
  static let slowest = BytesPerSecond(1e4)
  /// Where nothing but a copy within one host's memory is in the way.
  static let memoryCopy = BytesPerSecond(3e9)

  /// What pages are compressed with where nobody says: as QEMU's compressing threads did until 9.0, and as in
  /// the measurements.
  static let usualCompression = Compression.Method.zlib

  /// Whether the VM stands still from before the first page to after the last. The technique stop-and-copy
  /// means the same: the engine's own stream, of a VM that is paused.
  var isPausedThroughout: Bool { isStoppedFirst || technique == .stopAndCopy }

  /// When the migration is given up: where nobody says, after 30 times what its memory takes through the
  /// narrowest place, its streams and the threads that compress it included.
  func limit(of drawn: DrawnGuest) -> Seconds {
    var rate = min(link, rateCap)
    if machine != .bench { rate = min(rate, usualCosts.ceiling(channels: channels ?? 1)) }
    if technique == .compress { rate = min(rate, drawn.compression.throughput) }
    let pass = guest.memory.bytes / rate
    return timeLimit ?? min(max(Seconds(60), pass * 30), .hours(24))
  }
}

private let usualEngine = QemuRelease.qemu7_2.descriptor

extension EngineDescriptor where Engine == any PreCopyEngine {
  /// What moves a VM of which nobody says more.
  static var usual: PreCopyDescriptor { usualEngine }
  /// The release, if the engine is one of QEMU.
  var qemu: QemuRelease? { QemuRelease(rawValue: name) }
}

extension MigrationCase {
  /// What the stages around the copy cost on a machine in use: as in a scenario.
  var usualCosts: StageCosts {
    var costs =
      passesBeforePostCopy != nil ? PostCopy.usualCosts : engine.costs
    if let announcement { costs.announcement = .constant(announcement) }
    return costs
  }
}

/// A VM as an inventory knows it: its memory, and how it writes.
struct Guest: Hashable, Sendable {
  /// All of its memory.
  var memory: Pages
  /// What of it holds zeroes only.
  var zero = Pages.zero
  var writes = Writes.streams([])
  var workload = WorkloadFamily.unknown

  /// What is known about its writes.
  enum Writes: Hashable, Sendable {
    /// Distinct pages per second over a window.
    case measured(rate: PagesPerSecond, window: Seconds)
    /// Nothing: its dirty rate is that of any guest, drawn for each replication.
    case unknown
    /// The writes themselves; none of an idle guest.
    case streams([Stream])
  }

  /// Writes to a part of the memory.
  struct Stream: Hashable, Sendable {
    enum Pattern: String, CaseIterable, Sendable {
      case uniform, sequential
    }
    var pattern: Pattern
    var workingSet: Pages
    var writes: PagesPerSecond
    /// Words of 4 bytes that a write changes.
    var words: Int
  }

  /// What memory a VM has of which only the use is known: a power of two, and 2 GiB or more. The rest
  /// is empty and costs a migration its headers, 9 bytes a page. (Every one of 1,700 migrations of which
  /// only the use is known sent what that leads one to expect, within 0.1 MiB for half of them.)
  static func usualMemory(for used: Bytes) -> Bytes {
    var memory = Bytes.gibibytes(2)
    while memory < used { memory = memory * 2 }
    return memory
  }

  /// All that is said about the guest, in a form of its own: equal guests draw equal numbers.
  var key: String {
    let number = CSVTable.shortest
    let law =
      switch writes {
      case .measured(let rate, let window): "\(number(rate.value))/\(number(window.value))"
      case .unknown: "unknown"
      case .streams(let streams):
        streams.map {
          "\($0.pattern.rawValue):\($0.workingSet.count):\(number($0.writes.value))"
        }.joined(separator: "+")
      }
    return "\(memory.count)-\(zero.count) \(workload.rawValue) \(law)"
  }
}
