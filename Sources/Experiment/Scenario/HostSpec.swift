import Consolidation
import Datacenter
import Quantities
import StrictJSON

/// A host, or a group of like hosts.
struct HostSpec: ReadableObject, Sendable {
  static let schemaName = "Host"
  static let schemaText = "A machine that runs VMs."

  var name: Located<String>
  let count: Int?
  private let kind: Shared<HostKind>

  init(reading o: inout ObjectReader) {
    (name, count) = Group.read(&o, "The host's name; VMs and requests refer to it.")
    kind = Shared(HostKind(reading: &o))
  }
}

/// What the members of a group of hosts have in common.
struct HostKind: Sendable {
  let memory: Bytes
  let cpu: CPUSpec
  /// The same for the world.
  let processor: CPU
  let cores: Double?
  let migrationCores: Double
  let nics: [NICSpec]
  let pool: String?
  let power: PowerModel?

  init(reading o: inout ObjectReader) {
    let physical: Bytes = o.optional(
      "memory", .quantity(.size), default: .gibibytes(256),
      "Physical memory that VMs may be given.")
    let overcommit: Double = o.optional(
      "memoryOvercommit", .number(.within(1...100)), default: 1,
      "The factor by which the memory of the host's VMs may exceed \"memory\".")
    memory = physical * overcommit
    cpu = o.optional(
      "cpu", .object, default: CPUSpec(), "The vendor and the features of the host's processors.")
    processor = CPU(vendor: cpu.vendor, features: Set(cpu.features))
    let cores: Double? = o.optional(
      "cores", .number(.above(0, upTo: 1_000_000)),
      "The cores that VMs and migrations on the host share. If they want more, each gets the same fraction of what it wants. Without it, each gets all it wants."
    )
    let migrationCores: Double? = o.optional(
      "migrationCores", .number(.within(0...1024)),
      "Cores that each migration from or to the host takes, from its first transfer until its end (default: 1). If cores are short, the migration's streams are slowed down like the guests."
    )
    o.check(
      "migrationCores", restsOn: ["cores"], holds: migrationCores == nil || cores != nil,
      "cores are never short where their number is not said", "add \"cores\"")
    self.cores = cores
    self.migrationCores = migrationCores ?? 1
    nics = o.optional(
      "nics", .array(of: .object), default: [],
      "The host's network interfaces, if they carry different traffic. Without it, every link carries all traffic."
    )
    pool = o.optional(
      "pool", .name,
      "The pool of the host, for the limit \"pool\" of \"admission\". Hosts without it form one pool."
    )
    let power: PowerSpec? = o.optional(
      "power", .object, "The power that the host takes, written to host-load.csv.")
    self.power = power?.model
    o.note()
  }
}

/// What a host's processors can do.
struct CPUSpec: ReadableObject, Sendable {
  static let schemaName = "CPU"
  static let schemaText = "A processor's vendor and features."

  let vendor: String
  let features: [String]

  init(reading o: inout ObjectReader) {
    vendor =
      o.optional(
        "vendor", .name, "The vendor; VMs move live only between hosts of one vendor.") ?? ""
    features = o.optional(
      "features", .array(of: .name), default: [],
      "Features by their CPUID names, such as \"avx2\". A VM that starts on the host uses all of them unless its \"cpuFeatures\" say otherwise."
    )
  }

  init() {
    vendor = ""
    features = []
  }
}

// MARK: - What a group has in common

extension HostSpec {
  var memory: Bytes { kind.value.memory }
  var cpu: CPUSpec { kind.value.cpu }
  var processor: CPU { kind.value.processor }
  var cores: Double? { kind.value.cores }
  var migrationCores: Double { kind.value.migrationCores }
  var nics: [NICSpec] { kind.value.nics }
  var pool: String? { kind.value.pool }
  var power: PowerModel? { kind.value.power }
}
