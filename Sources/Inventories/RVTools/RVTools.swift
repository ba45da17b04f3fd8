internal import Quantities

/// Reads an export of RVTools: a workbook, or a folder of CSV files, of releases 3.x and 4.x.
///
/// Columns are found by name, as custom attributes and tags stand between them and releases differ.
/// Only `VM` in vInfo is indispensable; every other tab and column may be missing.
struct RVTools {
  private var tabs: [Tab: [Table]] = [:]

  /// The tabs that are read.
  enum Tab: String, CaseIterable {
    case info = "vInfo"
    case memory = "vMemory"
    case disk = "vDisk"
    case host = "vHost"
    case nic = "vNIC"
    case kernelNIC = "vSC+VMK"
    case datastore = "vDatastore"
    case metaData = "vMetaData"
  }

  /// The tab that a table is, by the name of its sheet or file, or by its columns.
  static func tab(of table: Table) -> Tab? {
    if let sheet = table.sheet { return Tab(sheet: sheet) }
    let name = table.file.split(separator: "/").last.map(String.init) ?? table.file
    if let found = name.firstRange(of: "_tab"),
      let tab = Tab(sheet: String(name[found.upperBound...].prefix { $0 != "." }))
    {
      return tab
    }
    if let tab = Tab(sheet: String(name.prefix { $0 != "." })) { return tab }
    func has(_ names: String...) -> Bool { names.allSatisfy { table.column($0) != nil } }
    if has("VM", "Powerstate"), table.column("Size MiB") != nil, has("Consumed") { return .memory }
    if has("VM", "Disk", "Capacity MiB", "Thin") { return .disk }
    if has("VM", "Powerstate", "CPUs", "Memory") || has("vInfoVMName") { return .info }
    if has("Host", "CPU Model", "# Memory") || has("vHostName") { return .host }
    if has("Host", "Network Device", "Speed") { return .nic }
    if has("Host", "Port Group", "Device") { return .kernelNIC }
    return nil
  }

  /// Whether a workbook's sheets are those of RVTools.
  static func isExport(_ sheets: [String]) -> Bool { sheets.contains { Tab(sheet: $0) == .info } }

  mutating func add(_ table: Table, as tab: Tab) { tabs[tab, default: []].append(table) }

  var isEmpty: Bool { tabs.isEmpty }

  func tables(_ tab: Tab) -> [Table] { tabs[tab] ?? [] }

  /// Everything that the tabs say.
  func estate(_ log: inout ImportLog) -> Estate {
    var estate = Estate()
    estate.platform = .vsphere
    describe(&estate)
    let servers = Servers(tables(.info))
    readHosts(into: &estate, servers, &log)
    readDatastores(into: &estate, servers, &log)
    var vms = readVMs(into: &estate, servers, &log)
    readMemory(into: &vms, &log)
    readDisks(into: &vms, servers, &log)
    if vms.ambiguous > 0 {
      estate.remarks.append(
        "\(count(vms.ambiguous, "row")) of vMemory and vDisk \(vms.ambiguous == 1 ? "fits" : "fit") several VMs of one name, and \(vms.ambiguous == 1 ? "is" : "are") left out: export the columns VM ID and VI SDK UUID, too."
      )
    }
    estate.vms = vms.vms
    estate.rules = rules(of: estate.vms, kinds: vms.ruleKinds)
    if tables(.info).isEmpty, let other = tabs.values.first?.first {
      log.report(
        ImportError(
          other.file, nil, "is part of an export of RVTools, but vInfo is missing",
          "name the folder or workbook that holds vInfo as well"))
    }
    return estate
  }

  private func describe(_ estate: inout Estate) {
    var version = "RVTools"
    for table in tables(.metaData) where !table.rows.isEmpty {
      if let text = table.text(0, table.column("RVTools version", "RVTools major version")) {
        version = "RVTools \(text)"
      }
      estate.exported = table.text(0, table.column("xlsx creation datetime"))
        .flatMap(CalendarTime.day)
    }
    estate.sources = [version]
  }

  /// The VMs by the rules that name them.
  private func rules(
    of vms: [Estate.VM], kinds: [String: Estate.Rule.Kind]
  ) -> [Estate.Rule] {
    var members: [String: [String]] = [:]
    var order: [String] = []
    for vm in vms {
      for rule in vm.rules {
        if members[rule] == nil { order.append(rule) }
        members[rule, default: []].append(vm.name)
      }
    }
    return order.map { Estate.Rule(name: $0, kind: kinds[$0] ?? .other, vms: members[$0]!) }
  }
}

extension RVTools.Tab {
  /// The tab of a sheet's name; in file names a + is an underscore.
  init?(sheet name: String) {
    let key = name.lowercased().filter(\.isLetter)
    guard
      let tab = Self.allCases.first(where: { $0.rawValue.lowercased().filter(\.isLetter) == key })
    else { return nil }
    self = tab
  }
}

extension String {
  /// `True`, `1` and `yes`, in any case.
  var isTrue: Bool { ["true", "1", "yes", "wahr", "vrai"].contains(lowercased()) }
}

extension Optional<String> {
  var isTrue: Bool { self?.isTrue ?? false }
}
