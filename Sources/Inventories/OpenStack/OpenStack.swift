internal import Quantities
internal import StrictJSON

/// Reads what the OpenStack client prints with `-f json`: `server list --all-projects --long`,
/// `flavor list --all --long`, `hypervisor list --long` and `server migration list`; or what nova itself
/// answers to `/servers/detail`, `/flavors/detail`, `/os-hypervisors/detail` and `/os-migrations`.
///
/// Columns are those of python-openstackclient (compute/v2), keys those of nova's API. From compute API
/// 2.88 on a hypervisor's memory is not in the list: it must be asked for with
/// `--os-compute-api-version 2.87`.
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
    // nova names its lists; the client prints them bare.
    for (name, list) in [
      ("servers", \OpenStack.servers), ("flavors", \.flavors), ("hypervisors", \.hypervisors),
      ("migrations", \.migrations),
    ] where root[name]?.node.elements != nil {
      self[keyPath: list] += root[name]!.elements
      return true
    }
    guard let first = root.elements.first else { return false }
    func has(_ keys: String...) -> Bool { keys.allSatisfy { first.node[$0] != nil } }
    if has("Hypervisor Hostname") || has("hypervisor_hostname") {
      hypervisors += root.elements
    } else if has("Server UUID", "Status") || has("instance_uuid", "migration_type") {
      migrations += root.elements
    } else if has("RAM", "VCPUs") || has("ram", "vcpus") {
      flavors += root.elements
    } else if has("Name", "Status"), has("Networks") || has("Flavor") || has("Flavor Name") {
      servers += root.elements
    } else if has("name", "status", "flavor") {
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
      for key in ["Name", "ID", "name", "id"].compactMap({ entry[$0]?.text }) {
        sizes[key] = sizes[key] ?? flavor
      }
    }
    for server in servers { readServer(server, sizes, into: &estate, &log) }
    let names = servers.reduce(into: [String: String]()) { names, server in
      if let id = server.first("ID", "id")?.text, let name = server.first("Name", "name")?.text {
        names[id] = name
      }
    }
    let memories = estate.vms.reduce(into: [String: Bytes]()) { memories, vm in
      if let id = vm.id { memories[id] = vm.memory?.value }
    }
    estate.history = migrations.compactMap { past($0, names, memories) }
    return estate
  }

  private func host(_ entry: JSONCursor, _ log: inout ImportLog) -> Estate.Host? {
    guard let name = entry.first("Hypervisor Hostname", "hypervisor_hostname")?.text else {
      return nil
    }
    var host = Estate.Host(name)
    host.memory = entry.first("Memory MB", "memory_mb")?.size(in: 0x1p20, &log).map {
      Known($0, .read, "hypervisor Memory MB")
    }
    host.memoryInUse = entry.first("Memory MB Used", "memory_mb_used")?.size(in: 0x1p20, &log).map {
      Known($0, .read, "hypervisor Memory MB Used")
    }
    host.threads = entry.first("vCPUs", "vcpus")?.processors(most: Limit.threads, &log).map {
      Known($0, .read, "hypervisor vCPUs")
    }
    host.threadsInUse = entry.first("vCPUs Used", "vcpus_used")?
      .number(&log).flatMap(\.whole)
    host.isOpen =
      entry.first("State", "state")?.text != "down"
      && entry.first("Status", "status")?.text != "disabled"
    return host
  }

  private func readServer(
    _ server: JSONCursor, _ flavors: [String: Flavor], into estate: inout Estate,
    _ log: inout ImportLog
  ) {
    guard let name = server.first("Name", "name", "ID", "id")?.text else { return }
    let status = server.first("Status", "status")?.text?.uppercased() ?? "ACTIVE"
    // Who is no administrator is told no hosts, also of servers that run.
    let host = server.first(
      "Host", "Hypervisor Hostname", "OS-EXT-SRV-ATTR:hypervisor_hostname", "OS-EXT-SRV-ATTR:host"
    )?.text
    let homeless: Set<String> = [
      "SHELVED_OFFLOADED", "BUILD", "ERROR", "DELETED", "SOFT_DELETED", "UNKNOWN",
    ]
    if host == nil, homeless.contains(status) {
      estate.skipped.append(.init(name: name, reason: "\(status): on no host"))
      return
    }
    var vm = Estate.VM(name, status: status)
    vm.id = server.first("ID", "id")?.text
    vm.host = host
    // Up to API 2.46 nova names a server's flavor, from then on it writes it into the server.
    let inner = server.first("Flavor", "flavor")
    let names = [
      inner?.text, server["Flavor Name"]?.text, server["Flavor ID"]?.text,
      inner?["original_name"]?.text, inner?["id"]?.text,
    ].compactMap(\.self)
    let named = names.first
    let own = inner?["ram"] == nil ? nil : inner.map { Flavor($0, &log) }
    if let flavor = own ?? names.lazy.compactMap({ flavors[$0] }).first {
      vm.memory = flavor.memory.map { Known($0, .read, "flavor RAM") }
      vm.vcpus = flavor.vcpus.map { Known($0, .read, "flavor VCPUs") }
      vm.hugePage = flavor.hugePage
      // nova's own answer has an empty image then.
      let isFromVolume =
        server["Image Name"]?.text.map { $0.contains("booted from volume") }
        ?? (server["image"]?.node.string == "")
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
      memory = entry.first("RAM", "ram")?.size(in: 0x1p20, &log)
      vcpus = entry.first("VCPUs", "vcpus")?.processors(&log)
      root = entry.first("Disk", "disk")?.size(in: 0x1p30, of: .data, &log) ?? .zero
      ephemeral =
        entry.first("Ephemeral", "OS-FLV-EXT-DATA:ephemeral", "ephemeral")?
        .size(in: 0x1p30, of: .data, &log) ?? .zero
      // Properties are an object in JSON, and a text such as hw:mem_page_size='1GB' in older clients.
      let properties = entry.first("Properties", "extra_specs")
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
    guard let server = entry.first("Server UUID", "instance_uuid")?.text else { return nil }
    let status = entry.first("Status", "status")?.text ?? "unknown"
    let outcome: Estate.PastMigration.Outcome =
      switch status {
      case "completed", "confirmed", "finished", "done": .finished
      case "error", "failed", "cancelled", "reverted": .failed
      default: .running
      }
    var past = Estate.PastMigration(names[server] ?? server, outcome, status: status)
    past.isLive = entry.first("Type", "migration_type")?.text == "live-migration"
    past.source =
      entry.first("Source Node", "source_node", "Source Compute", "source_compute")?.text
    past.destination = entry.first("Dest Node", "dest_node", "Dest Compute", "dest_compute")?.text
    func moment(_ client: String, _ nova: String) -> Double? {
      entry.first(client, nova)?.text.flatMap(CalendarTime.seconds(iso:))
    }
    if let created = moment("Created At", "created_at"),
      let updated = moment("Updated At", "updated_at"),
      updated >= created
    {
      past.whole = Seconds(updated - created)
    }
    past.memory = memories[server]
    return past
  }
}
