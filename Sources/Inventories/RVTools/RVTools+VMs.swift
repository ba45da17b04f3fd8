internal import Quantities

extension RVTools {
  /// The VMs of vInfo, and how the rows of other tabs find them.
  struct IndexedVMs {
    var vms: [Estate.VM] = []
    var ruleKinds: [String: Estate.Rule.Kind] = [:]
    /// Space that a VM's files take on datastores.
    var diskUse: [Bytes?] = []
    /// Where the VM of a key stands; `nil` for a key of several VMs.
    private var places: [String: Int?] = [:]
    /// Rows of other tabs that may be about several VMs.
    private(set) var ambiguous = 0

    /// The keys of a row, the surest first: the identifier within its vCenter, the UUID, and the name
    /// within its cluster.
    private static func keys(_ table: Table, _ columns: KeyColumns, _ row: Int) -> [String] {
      let server = table.text(row, columns.server) ?? ""
      var keys: [String] = []
      if let id = table.text(row, columns.id) { keys += ["i\(server)/\(id)", "i/\(id)"] }
      if let uuid = table.text(row, columns.uuid) { keys.append("u\(uuid.lowercased())") }
      if let name = table.text(row, columns.name) {
        keys += ["n\(table.text(row, columns.cluster) ?? "")/\(name)", "n/\(name)"]
      }
      return keys
    }

    struct KeyColumns {
      let name, cluster, id, uuid, server: Table.Column?

      init(_ table: Table, prefix: String) {
        name = table.column("VM", prefix + "VMName")
        cluster = table.column("Cluster", prefix + "Cluster")
        id = table.column("VM ID")
        uuid = table.column("VM UUID", prefix + "UUID")
        server = Servers.column(table)
      }
    }

    mutating func append(_ vm: Estate.VM, _ table: Table, _ columns: KeyColumns, _ row: Int) {
      vms.append(vm)
      for key in Self.keys(table, columns, row) {
        guard let known = places[key] else {
          places[key] = .some(vms.count - 1)
          continue
        }
        // What stands in two files alike is one VM.
        if let known, known != vms.count - 1, !isSame(vms[known], vm) {
          places.updateValue(nil, forKey: key)
        }
      }
    }

    private func isSame(_ one: Estate.VM, _ other: Estate.VM) -> Bool {
      one.name == other.name && one.id == other.id && one.host == other.host
    }

    mutating func place(_ table: Table, _ columns: KeyColumns, _ row: Int) -> Int? {
      var isKnown = false
      for key in Self.keys(table, columns, row) {
        guard let place = places[key] else { continue }
        if let place { return place }
        isKnown = true
      }
      if isKnown { ambiguous += 1 }
      return nil
    }
  }

  /// vInfo.
  func readVMs(
    into estate: inout Estate, _ servers: Servers, _ log: inout ImportLog
  ) -> IndexedVMs {
    var vms = IndexedVMs()
    for table in tables(.info) {
      let keys = IndexedVMs.KeyColumns(table, prefix: "vInfo")
      guard keys.name != nil else {
        log.report(
          table.error(
            "has no column VM", "export it again, or name the column with the VMs' names VM"))
        continue
      }
      let columns = InfoColumns(table)
      var strange = StrangePowerWords()
      for row in table.rows {
        guard let name = table.text(row, keys.name) else { continue }
        if table.text(row, columns.template).isTrue {
          estate.skipped.append(.init(name: name, reason: "template"))
          continue
        }
        if table.text(row, columns.placeholder).isTrue {
          estate.skipped.append(.init(name: name, reason: "placeholder of Site Recovery Manager"))
          continue
        }
        var vm = columns.vm(name, row, &strange, &log)
        vm.cluster = table.name(row, keys.cluster).map { servers.qualified($0, table, row) }
        vm.rules = vm.rules.map { servers.qualified($0, table, row) }
        vm.id = table.text(row, keys.id) ?? table.text(row, keys.uuid)
        let kinds = table.text(row, columns.ruleKinds)?.split(separator: ",").map(\.trimmed) ?? []
        for (place, rule) in vm.rules.enumerated() {
          let kind = kinds.isEmpty ? "" : kinds[min(place, kinds.count - 1)]
          vms.ruleKinds[rule] = Self.kind(kind)
        }
        if tables(.disk).isEmpty { vm.disks = columns.disks(row, servers, &log) }
        vms.diskUse.append(table.size(row, columns.inUse, of: .data, &log))
        vms.append(vm, table, keys, row)
      }
      estate.remarks += [strange.remark(table.file), table.remark(rowsWithout: keys.name)]
        .compactMap(\.self)
    }
    return vms
  }

  private static func kind(_ text: String) -> Estate.Rule.Kind {
    let text = text.lowercased()
    if text.contains("separate") || text.contains("anti") { return .apart }
    if text.contains("together") || text.contains("affin") || text.contains("keep") {
      return .together
    }
    return .other
  }

  /// The columns of vInfo.
  private struct InfoColumns {
    let table: Table
    let template, placeholder, power, connection, host, ruleNames, ruleKinds: Table.Column?
    let cpus, memory, active, inUse, capacity, path: Table.Column?

    init(_ table: Table) {
      self.table = table
      template = table.column("Template", "vInfoTemplate")
      placeholder = table.column("SRM Placeholder", "vInfoSRMPlaceHolder")
      power = table.column("Powerstate", "vInfoPowerstate")
      connection = table.column("Connection state")
      host = table.column("Host", "vInfoHost")
      ruleNames = table.column("Cluster rule name(s)")
      ruleKinds = table.column("Cluster rule(s)")
      cpus = table.numbers("CPUs", "vInfoCPUs")
      memory = table.numbers("Memory", "Memory MiB", "vInfoMemory")
      active = table.numbers("Active Memory")
      inUse = table.numbers("In Use MiB", "vInfoInUse")
      capacity = table.numbers("Total disk capacity MiB", "Provisioned MiB", "vInfoProvisioned")
      path = table.column("Path", "vInfoPath")
    }

    /// All disks of a VM as one, where no tab lists them.
    func disks(_ row: Int, _ servers: Servers, _ log: inout ImportLog) -> [Estate.Disk] {
      guard let size = table.size(row, capacity, of: .data, &log), size > .zero else { return [] }
      var disk = Estate.Disk("disks", Known(size, .read, "vInfo \(capacity!.name)"))
      disk.datastore = table.text(row, path).flatMap(RVTools.datastore)
        .map { servers.qualified($0, table, row) }
      disk.isThin = true
      return [disk]
    }

    func vm(
      _ name: String, _ row: Int, _ strange: inout StrangePowerWords, _ log: inout ImportLog
    ) -> Estate.VM {
      let state = table.text(row, power) ?? "poweredOn"
      var vm = Estate.VM(name, status: state)
      vm.host = table.name(row, host)
      vm.rules = table.text(row, ruleNames)?.split(separator: ",").map(\.trimmed) ?? []
      vm.vcpus = table.processors(row, cpus, &log).map {
        Known($0, .read, "vInfo CPUs")
      }
      vm.memory = table.size(row, memory, &log).map {
        Known($0, .read, "vInfo Memory")
      }
      if let active = table.size(row, active, &log) {
        vm.use.active = Known(active, .standIn, "vInfo Active Memory")
      }
      switch PowerWord(state) {
      case .off:
        vm.power = .off
        vm.movability = .cold("poweredOff: no memory to move live; cold only")
      case .suspended:
        vm.power = .suspended
        vm.movability = .cold("suspended: no memory to move live; cold only")
      case .on, .paused: break
      case nil: strange.note(state, of: name, in: power?.name ?? "")
      }
      if let connection = table.text(row, connection), connection.lowercased() != "connected" {
        vm.movability = .no("\(connection): its host does not answer for it")
      }
      return vm
    }
  }
}
