import Quantities

/// A host, or a group of like hosts.
struct HostSpec: ReadableObject, Sendable {
  static let schemaName = "Host"
  static let schemaText = "A machine that runs VMs."

  var name: Located<String>
  let count: Int?
  let memory: Bytes
  let cpu: CPUSpec
  let nics: [NICSpec]

  init(reading o: inout ObjectReader) {
    (name, count) = Group.read(&o, "The host's name; VMs and requests refer to it.")
    memory = o.optional(
      "memory", .quantity(.size), default: .gibibytes(256),
      "Physical memory that VMs may be given.")
    cpu = o.optional("cpu", .object, default: CPUSpec(), "What its processors can do.")
    nics = o.optional(
      "nics", .array(of: .object), default: [],
      "Its network interfaces, where they differ in what they are for; without any, every link is for everything."
    )
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
