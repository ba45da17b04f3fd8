internal import Quantities
internal import StrictJSON

/// Reads what the OpenStack client prints with `-f json`: `server list --all-projects --long`,
/// `flavor list --all --long`, `hypervisor list --long` and `server migration list`.
///
/// Columns are those of python-openstackclient (compute/v2). From compute API 2.88 on a hypervisor's
/// memory is not in the list: it must be asked for with `--os-compute-api-version 2.87`.
struct OpenStack {
  private var servers: [JSONCursor] = []
  private var flavors: [JSONCursor] = []
  private var hypervisors: [JSONCursor] = []
  private var migrations: [JSONCursor] = []

  var isEmpty: Bool {
    servers.isEmpty && flavors.isEmpty && hypervisors.isEmpty && migrations.isEmpty
  }

  /// Takes a text in, if it is one of these.
  mutating func add(_ root: JSONCursor) -> Bool {
    guard let first = root.elements.first else { return false }
    func has(_ keys: String...) -> Bool { keys.allSatisfy { first.node[$0] != nil } }
    if has("Hypervisor Hostname") {
      hypervisors += root.elements
    } else if has("Server UUID", "Status") {
      migrations += root.elements
    } else if has("RAM", "VCPUs") {
      flavors += root.elements
    } else if has("ID", "Name", "Status", "Networks") {
      servers += root.elements
    } else {
      return false
    }
    return true
  }

  /// Everything that the lists say.
  func estate(_ log: inout ImportLog) -> Estate {
    var estate = Estate()
    guard !isEmpty else { return estate }
    estate.platform = .openstack
    estate.sources = ["OpenStack client"]
    estate.hosts = hypervisors.compactMap { host($0, &log) }
    if !hypervisors.isEmpty, estate.hosts.allSatisfy({ $0.memory == nil }) {
      estate.remarks.append(
        "The hypervisors come without their memory, as compute API 2.88 and later leave it out: ask for openstack --os-compute-api-version 2.87 hypervisor list --long -f json."
      )
    }
    let sizes = flavors.reduce(into: [String: Flavor]()) { sizes, entry in
      let flavor = Flavor(entry, &log)
      for key in [entry["Name"]?.text, entry["ID"]?.text].compactMap(\.self) {
        sizes[key] = sizes[key] ?? flavor
      }
    }
    for server in servers { readServer(server, sizes, into: &estate, &log) }
    let names = servers.reduce(into: [String: String]()) { names, server in
      if let id = server["ID"]?.text, let name = server["Name"]?.text { names[id] = name }
    }
    let memories = estate.vms.reduce(into: [String: Bytes]()) { memories, vm in
      if let id = vm.id { memories[id] = vm.memory?.value }
    }
    estate.history = migrations.compactMap { past($0, names, memories) }
    return estate
  }

  private func host(_ entry: JSONCursor, _ log: inout ImportLog) -> Estate.Host? {
    guard let name = entry["Hypervisor Hostname"]?.text else { return nil }
    var host = Estate.Host(name)
    host.memory = entry["Memory MB"]?.number(&log).map {
      Known(.mebibytes($0), .read, "hypervisor Memory MB")
    }
    host.memoryInUse = entry["Memory MB Used"]?.number(&log).map {
      Known(.mebibytes($0), .read, "hypervisor Memory MB Used")
    }
    host.threads = entry["vCPUs"]?.count(&log).map { Known($0, .read, "hypervisor vCPUs") }
    host.threadsInUse = entry["vCPUs Used"]?.count(&log)
    host.isOpen = entry["State"]?.text.map { $0 == "up" } ?? true
    return host
  }

  private func readServer(
    _ server: JSONCursor, _ flavors: [String: Flavor], into estate: inout Estate,
    _ log: inout ImportLog
  ) {
    guard let name = server.first("Name", "ID")?.text else { return }
    let status = server["Status"]?.text ?? "ACTIVE"
    guard let host = server.first("Host", "Hypervisor Hostname")?.text else {
      estate.skipped.append(.init(name: name, reason: "\(status): on no host"))
      return
    }
    var vm = Estate.VM(name, status: status)
    vm.id = server["ID"]?.text
    vm.host = host
    let named = server.first("Flavor", "Flavor Name", "Flavor ID")?.text
    if let named, let flavor = flavors[named] ?? server["Flavor ID"]?.text.flatMap({ flavors[$0] })
    {
      vm.memory = flavor.memory.map { Known($0, .read, "flavor RAM") }
      vm.vcpus = flavor.vcpus.map { Known($0, .read, "flavor VCPUs") }
      vm.hugePage = flavor.hugePage
      let isFromVolume =
        server["Image Name"]?.text.map { $0.contains("booted from volume") } ?? false
      let root = isFromVolume ? .zero : flavor.root
      let local = root + flavor.ephemeral
      if local > .zero {
        var disk = Estate.Disk("local disks", Known(local, .read, "flavor Disk, Ephemeral"))
        disk.isShared = Known(true, .assumed, "instances on shared storage")
        vm.disks = [disk]
      }
    } else if !flavors.isEmpty, let named {
      estate.remarks.append(
        "\(name) was started with the flavor \(named), which is not in the list any more: its memory is not known."
      )
    }
    switch status {
    case "ACTIVE": break
    case "MIGRATING", "RESIZE", "VERIFY_RESIZE", "BUILD", "REBUILD":
      vm.movability = .no(
        "\(status): \(status == "MIGRATING" ? "already moving" : "being changed")")
    case "PAUSED": vm.movability = .live
    case "SUSPENDED":
      vm.power = .suspended
      vm.movability = .cold("SUSPENDED: cold migration only")
    default:
      vm.power = .off
      vm.movability = .cold("\(status): cold migration only")
    }
    estate.vms.append(vm)
  }

  /// What a flavor gives its servers.
  private struct Flavor {
    let memory: Bytes?
    let vcpus: Int?
    let root, ephemeral: Bytes
    let hugePage: Bytes?

    init(_ entry: JSONCursor, _ log: inout ImportLog) {
      memory = entry["RAM"]?.number(&log).map(Bytes.mebibytes)
      vcpus = entry["VCPUs"]?.count(&log)
      root = .gibibytes(entry["Disk"]?.number(&log) ?? 0)
      ephemeral = .gibibytes(entry["Ephemeral"]?.number(&log) ?? 0)
      // Properties are an object in JSON, and a text such as hw:mem_page_size='1GB' in older clients.
      let properties = entry["Properties"]
      let page =
        properties?["hw:mem_page_size"]?.text
        ?? properties?.node.string.flatMap { text in
          text.firstRange(of: "hw:mem_page_size='").map {
            String(text[$0.upperBound...].prefix { $0 != "'" })
          }
        }
      hugePage = page.flatMap(Self.pageSize)
    }

    /// `"1GB"`, `"2048"` (KiB), `"large"`; nova's MB and GB are powers of two.
    private static func pageSize(_ text: String) -> Bytes? {
      if text == "large" { return .mebibytes(2) }
      for (suffix, scale) in [("GB", 0x1p30), ("MB", 0x1p20), ("KB", 0x1p10), ("", 0x1p10)]
      where text.hasSuffix(suffix) {
        return Double(text.dropLast(suffix.count)).map { Bytes($0 * scale) }
      }
      return nil
    }
  }

  private func past(
    _ entry: JSONCursor, _ names: [String: String], _ memories: [String: Bytes]
  ) -> Estate.PastMigration? {
    guard let server = entry["Server UUID"]?.text else { return nil }
    let status = entry["Status"]?.text ?? "unknown"
    let outcome: Estate.PastMigration.Outcome =
      switch status {
      case "completed", "confirmed", "finished", "done": .finished
      case "error", "failed", "cancelled", "reverted": .failed
      default: .running
      }
    var past = Estate.PastMigration(names[server] ?? server, outcome, status: status)
    past.isLive = entry["Type"]?.text == "live-migration"
    past.source = entry.first("Source Node", "Source Compute")?.text
    past.destination = entry.first("Dest Node", "Dest Compute")?.text
    if let created = entry["Created At"]?.text.flatMap(CalendarTime.seconds(iso:)),
      let updated = entry["Updated At"]?.text.flatMap(CalendarTime.seconds(iso:)),
      updated >= created
    {
      past.whole = Seconds(updated - created)
    }
    past.memory = memories[server]
    return past
  }
}
