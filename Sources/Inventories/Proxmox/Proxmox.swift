internal import Quantities
internal import StrictJSON

/// Reads `pvesh get /cluster/resources --output-format json`: one array of nodes, VMs, containers and
/// storage, in bytes. The HTTP API wraps it in `{"data": [...]}`.
///
/// Fields are those of Proxmox VE (pve-manager, PVE/API2/Cluster.pm).
struct Proxmox {
  private var entries: [JSONCursor] = []

  var isEmpty: Bool { entries.isEmpty }

  /// Takes a text in, if it is one of these.
  mutating func add(_ root: JSONCursor) -> Bool {
    let list = root.node.elements == nil ? root["data"] ?? root : root
    let kinds: Set<String> = ["node", "qemu", "lxc", "storage", "pool", "sdn", "network"]
    let known = list.elements.filter {
      $0["id"] != nil && $0["type"]?.text.map(kinds.contains) == true
    }
    entries += known
    return !known.isEmpty
  }

  /// Everything that the list says.
  func estate(_ log: inout ImportLog) -> Estate {
    var estate = Estate()
    guard !isEmpty else { return estate }
    estate.platform = .proxmox
    estate.sources = ["Proxmox VE (cluster/resources)"]
    var stores: [String: Int] = [:]
    for entry in entries {
      switch entry["type"]?.text {
      case "node": if let host = host(entry, &log) { estate.hosts.append(host) }
      case "qemu": readVM(entry, into: &estate, &log)
      case "lxc":
        if let name = entry.first("name", "id")?.text {
          estate.skipped.append(
            .init(name: name, reason: "container: restart migration, no live one"))
        }
      case "storage": readStorage(entry, into: &estate, &stores, &log)
      default: break
      }
    }
    if !estate.datastores.isEmpty, !estate.vms.isEmpty,
      estate.datastores.allSatisfy({ $0.isShared?.value != true })
    {
      estate.remarks.append(
        "No storage is marked as shared. Which disks lie where is not in the export, so VMs move without their disks here."
      )
    }
    return estate
  }

  private func host(_ entry: JSONCursor, _ log: inout ImportLog) -> Estate.Host? {
    guard let name = entry["node"]?.text else { return nil }
    var host = Estate.Host(name)
    host.memory = entry["maxmem"]?.size(&log).map { Known($0, .read, "node maxmem") }
    host.memoryInUse = entry["mem"]?.size(&log).map { Known($0, .read, "node mem") }
    host.threads = entry["maxcpu"]?.processors(most: Limit.threads, &log).map {
      Known($0, .read, "node maxcpu")
    }
    host.isOpen = entry["status"]?.text.map { $0 == "online" } ?? true
    return host
  }

  private func readVM(
    _ entry: JSONCursor, into estate: inout Estate, _ log: inout ImportLog
  ) {
    guard let name = entry.first("name", "id")?.text else { return }
    if entry["template"]?.flag == true {
      estate.skipped.append(.init(name: name, reason: "template"))
      return
    }
    let status = entry["status"]?.text ?? "running"
    var vm = Estate.VM(name, status: status)
    vm.id = entry["vmid"]?.text
    vm.host = entry["node"]?.text
    vm.vcpus = entry["maxcpu"]?.processors(&log).map { Known($0, .read, "qemu maxcpu") }
    let memory = entry["maxmem"]?.size(&log)
    vm.memory = memory.map { Known($0, .read, "qemu maxmem") }
    if let used = entry["mem"]?.size(&log) {
      // A guest without balloon statistics counts as using all that it has: nothing is known then.
      let isReported = memory.map { used < $0 } ?? true
      vm.use.guest = Known(used, isReported ? .read : .assumed, "qemu mem")
    }
    vm.use.resident = entry["memhost"]?.size(&log).map { Known($0, .read, "qemu memhost") }
    if let size = entry["maxdisk"]?.size(of: .data, &log), size > .zero {
      vm.disks = [Estate.Disk("boot disk", Known(size, .read, "qemu maxdisk"))]
    }
    switch status {
    case "running": break
    case "paused": vm.movability = .cold("paused: offline migration")
    default:
      vm.power = .off
      vm.movability = .cold("\(status): offline migration")
    }
    if let lock = entry["lock"]?.text { vm.movability = .no("locked by a \(lock)") }
    estate.vms.append(vm)
  }

  private func readStorage(
    _ entry: JSONCursor, into estate: inout Estate, _ places: inout [String: Int],
    _ log: inout ImportLog
  ) {
    guard let name = entry["storage"]?.text, let node = entry["node"]?.text else { return }
    let isShared = entry["shared"]?.flag ?? false
    if places[name] == nil {
      var store = Estate.Datastore(name)
      store.kind = entry["plugintype"]?.text
      store.isShared = Known(isShared, .read, "storage shared")
      let size = entry["maxdisk"]?.size(of: .data, &log)
      store.capacity = size.map { Known($0, .read, "storage maxdisk") }
      if let size, let used = entry["disk"]?.size(of: .data, &log) {
        store.free = Known(max(size - used, .zero), .read, "storage disk")
      }
      places[name] = estate.datastores.count
      estate.datastores.append(store)
    }
    estate.datastores[places[name]!].hosts.append(node)
  }
}
