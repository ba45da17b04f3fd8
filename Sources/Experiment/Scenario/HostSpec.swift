import Consolidation
import Quantities
import StrictJSON

/// A host, or a group of like hosts.
struct HostSpec: ReadableObject, Sendable {
  static let schemaName = "Host"
  static let schemaText = "A machine that runs VMs."

  var name: Located<String>
  let count: Int?
  let memory: Bytes
  let cpu: CPUSpec
  let cores: Double?
  let migrationCores: Double
  let nics: [NICSpec]
  let pool: String?
  let power: PowerModel?

  init(reading o: inout ObjectReader) {
    (name, count) = Group.read(&o, "The host's name; VMs and requests refer to it.")
    let physical: Bytes = o.optional(
      "memory", .quantity(.size), default: .gibibytes(256),
      "Physical memory that VMs may be given.")
    let overcommit: Double = o.optional(
      "memoryOvercommit", .number(.within(1...100)), default: 1,
      "How much more memory than that its VMs may be given, as a factor.")
    memory = physical * overcommit
    cpu = o.optional("cpu", .object, default: CPUSpec(), "What its processors can do.")
    let cores: Double? = o.optional(
      "cores", .number(.above(0, upTo: 1_000_000)),
      "Cores that its VMs and migrations share: where they want more, all are given the same part. Without it, as many as they want."
    )
    let migrationCores: Double? = o.optional(
      "migrationCores", .number(.within(0...1024)),
      "Cores that each migration from here or to here takes, from its first transfer until its end (1); where cores are short, its streams are slowed down like the guests."
    )
    o.check(
      "migrationCores", restsOn: ["cores"], holds: migrationCores == nil || cores != nil,
      "cores are never short where their number is not said", "add \"cores\"")
    self.cores = cores
    self.migrationCores = migrationCores ?? 1
    nics = o.optional(
      "nics", .array(of: .object), default: [],
      "Its network interfaces, if they are for different traffic. Without any, every link is for all traffic."
    )
    pool = o.optional(
      "pool", .name,
      "The pool to which it belongs, for the limit \"pool\" of \"admission\"; without it, that of all hosts that name none."
    )
    let power: PowerSpec? = o.optional(
      "power", .object, "How much power it takes, for host-load.csv.")
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
      "Features by their CPUID names, such as \"avx2\". A VM started here uses all of them unless it says otherwise."
    )
  }

  init() {
    vendor = ""
    features = []
  }
}
