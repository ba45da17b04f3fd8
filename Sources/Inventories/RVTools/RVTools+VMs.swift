internal import Quantities

extension RVTools {
  /// The VMs of vInfo, and how the rows of other tabs find them.
  struct IndexedVMs {
    var vms: [Estate.VM] = []
    var ruleKinds: [String: Estate.Rule.Kind] = [:]
    /// Space that a VM's files take on datastores.
    var diskUse: [Bytes?] = []
    private var places: [String: Int] = [:]

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
        server = table.column("VI SDK UUID", "vCenter UUID", "VI SDK Server")
      }
    }

    mutating func append(_ vm: Estate.VM, _ table: Table, _ columns: KeyColumns, _ row: Int) {
      for key in Self.keys(table, columns, row) where places[key] == nil {
        places[key] = vms.count
      }
      vms.append(vm)
    }

    func place(_ table: Table, _ columns: KeyColumns, _ row: Int) -> Int? {
      Self.keys(table, columns, row).lazy.compactMap { places[$0] }.first
    }
  }

  /// vInfo.
  func readVMs(into estate: inout Estate, _ log: inout ImportLog) -> IndexedVMs {
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
        var vm = columns.vm(name, row, &log)
        vm.cluster = table.name(row, keys.cluster)
        vm.id = table.text(row, keys.id) ?? table.text(row, keys.uuid)
        let kinds = table.text(row, columns.ruleKinds)?.split(separator: ",").map(\.trimmed) ?? []
        for (place, rule) in vm.rules.enumerated() {
          let kind = kinds.isEmpty ? "" : kinds[min(place, kinds.count - 1)]
          vms.ruleKinds[rule] = Self.kind(kind)
        }
        vms.diskUse.append(table.number(row, columns.inUse, &log).map(Bytes.mebibytes))
        vms.append(vm, table, keys, row)
      }
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
    let cpus, memory, active, inUse: Table.Column?

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
    }

    func vm(_ name: String, _ row: Int, _ log: inout ImportLog) -> Estate.VM {
      let state = table.text(row, power) ?? "poweredOn"
      var vm = Estate.VM(name, status: state)
      vm.host = table.name(row, host)
      vm.rules = table.text(row, ruleNames)?.split(separator: ",").map(\.trimmed) ?? []
      vm.vcpus = table.number(row, cpus, &log).flatMap(Int.init(exactly:)).map {
        Known($0, .read, "vInfo CPUs")
      }
      vm.memory = table.number(row, memory, &log).map {
        Known(.mebibytes($0), .read, "vInfo Memory")
      }
      if let active = table.number(row, active, &log) {
        vm.use.active = Known(.mebibytes(active), .standIn, "vInfo Active Memory")
      }
      switch state.lowercased().filter(\.isLetter) {
      case "poweredoff":
        vm.power = .off
        vm.movability = .cold("poweredOff: no memory to move live; cold only")
      case "suspended":
        vm.power = .suspended
        vm.movability = .cold("suspended: no memory to move live; cold only")
      default: break
      }
      if let connection = table.text(row, connection), connection.lowercased() != "connected" {
        vm.movability = .no("\(connection): its host does not answer for it")
      }
      return vm
    }
  }
}
