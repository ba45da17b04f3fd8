/// What a column of any table may say, and how such columns are called elsewhere.
package enum Field: String, CaseIterable, Sendable {
  case vm, host, cluster, power, vcpus, memory
  case memoryUsed = "memory_used"
  case memoryResident = "memory_resident"
  case active
  case activeWrite = "active_write"
  case dirtyRate = "dirty_rate"
  case dirtyRateWindow = "dirty_rate_window"
  case disk, datastore
  case cpuModel = "cpu_model"

  /// Names of such columns without their units, the surest first, as `Table.key` writes them.
  ///
  /// They are those of PowerCLI, Hyper-V, Xen Orchestra, oVirt and of Apus' own tables.
  var aliases: [String] {
    switch self {
    case .vm:
      [
        "vm", "vmname", "virtualmachine", "name", "namelabel", "domain", "instance",
        "guest", "guestname", "displayname", "servername", "server", "id",
      ]
    case .host:
      [
        "vmhost", "host", "hostname", "computername", "residenton", "hypervisor", "node",
        "nodename",
        "esxihost", "esxhost", "hostserver", "hypervisorhostname", "container",
      ]
    case .cluster: ["cluster", "clustername", "pool"]
    case .power: ["powerstate", "power", "state", "status", "vmstate"]
    case .vcpus:
      [
        "vcpus", "vcpu", "numcpu", "cpus", "processorcount", "vcpusnumber", "cpucount", "cpu",
        "numvcpu", "numcpus", "cpusnumber", "cores",
      ]
    case .memory:
      [
        "memory", "memorysize", "ram", "mem", "memoryassigned", "memorystartup", "memoryactual",
        "memorystaticmax", "memorytotal", "maxmem", "configuredmemory", "provisionedmemory",
        "memoryconfigured", "ramsize", "memorycapacity",
      ]
    case .memoryUsed:
      [
        "memoryused", "usedmemory", "memorydemand", "memused", "memoryusage", "guestmemoryusage",
        "memoryinuse",
      ]
    case .memoryResident:
      ["memoryconsumed", "consumed", "consumedmemory", "memoryresident", "rss", "hostmemory"]
    case .active: ["active", "activememory", "memoryactive", "memactive", "memactiveaverage"]
    case .activeWrite:
      ["activewrite", "memactivewrite", "memactivewriteaverage", "memoryactivewrite"]
    case .dirtyRate: ["dirtyrate", "dirtyrateper", "dirtypages", "memorydirtyrate", "dirtied"]
    case .dirtyRateWindow: ["dirtyratewindow", "dirtyratewindows", "window", "dirtywindow"]
    case .disk:
      [
        "disk", "disksize", "diskcapacity", "provisionedspace", "totaldiskcapacity", "storage",
        "provisioned", "diskspace",
      ]
    case .datastore: ["datastore", "datastores", "storagedomain", "sr"]
    case .cpuModel: ["cpumodel", "processortype", "cputype", "processor"]
    }
  }
}

extension Field {
  /// Columns that Hyper-V, XAPI and Proxmox count in bytes, and say so nowhere.
  static let countedInBytes: Set<String> = [
    "memoryassigned", "memorystartup", "memorydemand", "memoryminimum", "memorymaximum",
    "memorycapacity", "memorystaticmax", "memorydynamicmax", "memoryactual", "memorytotal",
    "maxmem", "mem",
  ]
}

/// The unit that the name of a column ends in: "Memory (MB)", "MemoryGB", "memory_mib".
struct HeaderUnit {
  /// The name without its unit, as `Table.key` writes it.
  let key: String
  /// What one of the column's numbers stands for in bytes, or in pages per second for a rate;
  /// `nil` without a unit.
  let scale: Double?
  let isRate: Bool

  /// MB and GB of memory have always been powers of two.
  private static let sizes: [(String, Double)] = [
    ("bytes", 1), ("byte", 1), ("kib", 0x1p10), ("mib", 0x1p20), ("gib", 0x1p30), ("tib", 0x1p40),
    ("kb", 0x1p10), ("mb", 0x1p20), ("gb", 0x1p30), ("tb", 0x1p40),
  ]
  /// Ends of names after which a rate is counted in pages or in data, per second.
  private static let perSecond = ["pers", "ps", "persecond", "persec", "s", "sec"]

  init(_ name: String) {
    // A slash is part of the unit: "MiB/s".
    let key = name.lowercased().filter { $0.isLetter || $0.isNumber || $0 == "#" }
    for (unit, scale) in Self.sizes where key.hasSuffix(unit) && key.count > unit.count {
      self.init(key: String(key.dropLast(unit.count)), scale: scale, isRate: false)
      return
    }
    for ending in Self.perSecond where key.hasSuffix(ending) {
      let rest = key.dropLast(ending.count)
      for unit in ["pages", "page", "writes"] where rest.hasSuffix(unit) {
        self.init(key: String(rest.dropLast(unit.count)), scale: 1, isRate: true)
        return
      }
      for (unit, scale) in Self.sizes where rest.hasSuffix(unit) {
        self.init(key: String(rest.dropLast(unit.count)), scale: scale / 4096, isRate: true)
        return
      }
    }
    self.init(key: key, scale: nil, isRate: false)
  }

  private init(key: String, scale: Double?, isRate: Bool) {
    self.key = key
    self.scale = scale
    self.isRate = isRate
  }

  /// What a unit behind a number in a cell stands for, in bytes.
  static func scale(_ unit: String) -> Double? {
    if unit.lowercased() == "b" { return 1 }
    return sizes.first { $0.0 == unit.lowercased() }?.1
  }
}
