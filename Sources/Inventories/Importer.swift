internal import Foundation
internal import StrictJSON

/// Reads files of any of the kinds into one estate. What a file is, its content tells.
package struct Importer {
  /// Columns that the user named: a field and the name of the column that says it.
  package var columns: [String: String] = [:]
  /// What the files are, where the user says so; else their content tells.
  package var kind: Kind?

  /// What exports are of.
  package enum Kind: String, CaseIterable, Sendable {
    case rvtools, libvirt, kubevirt, proxmox, openstack, csv

    /// Its name in sentences.
    var text: String {
      switch self {
      case .rvtools: "RVTools"
      case .libvirt: "libvirt"
      case .kubevirt: "KubeVirt"
      case .proxmox: "Proxmox"
      case .openstack: "OpenStack"
      case .csv: "a CSV file"
      }
    }
  }

  /// Whether files of a kind are meant.
  private func takes(_ other: Kind) -> Bool { kind == nil || kind == other }

  private var log = ImportLog()
  private var rvtools = RVTools()
  private var libvirt = Libvirt()
  private var kubevirt = KubeVirt()
  private var proxmox = Proxmox()
  private var openstack = OpenStack()
  private var tables: [Table] = []
  private var statistics: [StatisticsTable] = []
  private var others = Estate()
  private var unknown: [String] = []

  package init() {}

  /// Reads files, and the files of folders.
  ///
  /// - Throws: everything that is wrong with them, at once.
  package mutating func estate(of paths: [String]) throws(ImportErrors) -> Estate {
    var read = 0
    for path in paths {
      let files = Self.files(path)
      for (number, (file, isNamed)) in files.enumerated() {
        // A folder of anything, such as /tmp, is no export: the first mistakes show that.
        if !isNamed, log.errors.count >= ImportErrors.shown {
          throw ImportErrors(errors: log.errors, unread: files.count - number)
        }
        guard let data = FileManager.default.contents(atPath: file) else {
          log.report(ImportError(file, nil, "cannot be read", "check that it may be read"))
          continue
        }
        read += 1
        add(Array(data), file: file, isNamed: isNamed)
      }
      if files.isEmpty {
        let isThere = FileManager.default.fileExists(atPath: path)
        log.report(
          ImportError(
            path, nil, isThere ? "the folder is empty" : "there is no such file",
            isThere ? "name the folder that holds the export" : "check the path"))
      }
    }
    return try finish(paths.count == 1 ? paths[0] : "the files")
  }

  /// Everything that was read, as one estate.
  private mutating func finish(_ file: String) throws(ImportErrors) -> Estate {
    var estate = Estate()
    if !rvtools.isEmpty { estate.add(rvtools.estate(&log)) }
    estate.add(libvirt.estate())
    estate.add(kubevirt.estate(&log))
    estate.add(proxmox.estate(&log))
    estate.add(openstack.estate(&log))
    estate.add(others)
    // Tables that describe VMs first, then those that only add to them.
    var readers: [AnyTable] = []
    for table in tables {
      do throws(ImportError) {
        readers.append(try AnyTable(table, given: columns))
      } catch {
        log.report(error)
      }
    }
    for reader in readers.sorted(by: { !$0.isSupplement && $1.isSupplement }) {
      reader.read(into: &estate, &log)
    }
    for table in statistics { table.supplement(&estate) }
    if let remark = severalSystems { estate.remarks.append(remark) }
    if !unknown.isEmpty {
      let shown = unknown.prefix(3).map { $0.split(separator: "/").last.map(String.init) ?? $0 }
      estate.remarks.append(
        "Not read, as of no known kind: \(shown.joined(separator: ", "))\(unknown.count > 3 ? " and \(unknown.count - 3) more" : "")."
      )
    }
    if log.errors.isEmpty, estate.vms.isEmpty, estate.history.isEmpty {
      let reasons = Set(estate.skipped.map(\.reason)).sorted().joined(separator: ", ")
      let number = count(estate.skipped.count, "entry", "entries")
      let left = reasons.isEmpty ? "" : ": \(number) left out (\(reasons))"
      let problem = kind.map { "there is no VM of the kind \($0.rawValue) in it" }
      log.report(
        ImportError(
          file, nil, (problem ?? "there is no VM in it") + left,
          kind == nil
            ? "name an export of RVTools, virsh, kubectl, pvesh or openstack, or a CSV file"
            : "leave out --from, so that its content tells"))
    }
    try log.throwIfAny()
    estate.unifyHostNames()
    estate.dropRepetitions()
    estate.makeNamesUnique()
    return estate
  }

  /// What is to be said where files of several systems were read as one estate.
  private var severalSystems: String? {
    let systems = [
      (rvtools.isEmpty, Kind.rvtools), (libvirt.isEmpty, .libvirt), (kubevirt.isEmpty, .kubevirt),
      (proxmox.isEmpty, .proxmox), (openstack.isEmpty, .openstack),
    ].filter { !$0.0 }.map(\.1.text)
    guard let first = systems.first, systems.count > 1 else { return nil }
    return
      "Exports of \(systems.joined(separator: " and ")) were read as one estate, whose VMs move as those of \(first) do: import them apart, or with --from, if they are two."
  }

  /// The files that a path means, and whether the user named each.
  private static func files(_ path: String) -> [(path: String, isNamed: Bool)] {
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else { return [] }
    guard isFolder.boolValue else { return [(path, true)] }
    let names = (try? FileManager.default.subpathsOfDirectory(atPath: path)) ?? []
    let root = path.hasSuffix("/") ? String(path.dropLast()) : path
    return names.sorted().compactMap { name in
      // What is hidden, or lies in a hidden folder, is nobody's export.
      guard !name.split(separator: "/").contains(where: { $0.hasPrefix(".") }) else { return nil }
      let file = "\(root)/\(name)"
      return isRegular(file) ? (file, false) : nil
    }
  }

  /// Whether a path leads to a plain file, not to a folder, nor to a pipe or device that never ends.
  private static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  // MARK: - What a file is

  private mutating func add(_ bytes: [UInt8], file: String, isNamed: Bool) {
    do throws(ImportError) {
      if bytes.starts(with: [0x50, 0x4B, 3, 4]) || bytes.starts(with: [0x50, 0x4B, 5, 6]) {
        try addWorkbook(bytes, file: file)
      } else if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) {
        throw ImportError(
          file, nil, "is an old .xls workbook, or one with a password",
          "save it as .xlsx without a password")
      } else {
        try addText(PlainText.utf8(bytes), file: file, isNamed: isNamed)
      }
    } catch {
      log.report(error)
    }
  }

  private mutating func addWorkbook(_ bytes: [UInt8], file: String) throws(ImportError) {
    let workbook = try Workbook(bytes, file: file)
    let isExport = takes(.rvtools) && (kind != nil || RVTools.isExport(workbook.names))
    let names = workbook.names.filter { !isExport || RVTools.Tab(sheet: $0) != nil }
    let tables = try workbook.tables(names)
    if isExport {
      for table in tables { rvtools.add(table, as: RVTools.Tab(sheet: table.sheet!)!) }
    } else {
      for table in Self.meant(tables, columns: columns) { add(table) }
    }
  }

  private mutating func addText(
    _ text: [UInt8], file: String, isNamed: Bool
  ) throws(ImportError) {
    let first = text.first { ![9, 10, 13, 32].contains($0) }
    guard let first else {
      throw ImportError(file, nil, "is empty", "export it again")
    }
    let name = file.split(separator: "/").last ?? ""
    // Tabs of RVTools that say nothing of what is needed.
    if let tab = name.firstRange(of: "RVTools_tab"),
      RVTools.Tab(sheet: String(name[tab.upperBound...].prefix { $0 != "." })) == nil
    {
      return
    }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
      let root = try JSONCursor(text, file: file)
      let isKnown =
        takes(.kubevirt) && kubevirt.add(root, &log) || takes(.proxmox) && proxmox.add(root)
        || takes(.openstack) && openstack.add(root) || root.node.elements?.isEmpty == true
      if !isKnown { try pass(file, isNamed) }
    } else if takes(.csv), LoadTrace.isOne(Self.firstLine(text)) {
      guard isNamed else { return try pass(file, false) }
      throw ImportError(
        file, nil, "is a trace of load over time, in which no VM's memory is said",
        "add --trace to write it as a scenario's \"activity\" takes it")
    } else if takes(.csv), AzureMachines.fits(Self.firstLine(text)) {
      others.add(AzureMachines.estate(text, file: file, &log))
    } else if takes(.libvirt), let kind = Libvirt.kind(of: text) {
      libvirt.add(text, kind, file: file, &log)
    } else if first == UInt8(ascii: "<") || !Self.isTable(text, name: name)
      || !takes(.rvtools) && !takes(.csv)
    {
      try pass(file, isNamed)
    } else {
      let table = try Table(csv: text, file: file, &log)
      if isNamed, table.rows.isEmpty, log.errors.isEmpty {
        throw ImportError(file, nil, "has names of columns, but no rows", "export it again")
      }
      // A table of VMs that is no tab of RVTools is not what --from rvtools speaks of.
      if kind == .rvtools, RVTools.tab(of: table) == nil, !StatisticsTable.fits(table),
        (try? AnyTable(table, given: columns))?.isSupplement != true
      {
        return try pass(file, isNamed)
      }
      // What lies about in a folder need not be meant.
      if isNamed || !columns.isEmpty || Self.isMeant(table) {
        add(table)
      } else {
        try pass(file, false)
      }
    }
  }

  private static func firstLine(_ text: [UInt8]) -> Substring {
    Substring(decoding: text.prefix(4096).prefix { $0 != 10 && $0 != 13 }, as: UTF8.self)
  }

  private mutating func add(_ table: Table) {
    if takes(.rvtools), let tab = RVTools.tab(of: table) {
      rvtools.add(table, as: tab)
    } else if StatisticsTable.fits(table) {
      statistics.append(StatisticsTable(table, &log))
    } else {
      tables.append(table)
    }
  }

  /// Whether a text may be a table: several columns in its first lines, or the name of one.
  private static func isTable(_ text: [UInt8], name: Substring) -> Bool {
    if name.lowercased().hasSuffix(".md") || name.lowercased().hasSuffix(".txt") { return false }
    let line = text.prefix { $0 != 10 && $0 != 13 }
    return name.lowercased().hasSuffix(".csv")
      || line.contains { [44, 59, 9].contains($0) } && !line.contains(0)
  }

  /// The sheets of VMs: beside them there may be others, which say nothing of VMs.
  static func meant(_ tables: [Table], columns: [String: String]) -> [Table] {
    let meant = tables.filter {
      isMeant($0) || (try? AnyTable($0, given: columns))?.isOfVMs == true
    }
    return meant.isEmpty ? tables : meant
  }

  static func isMeant(_ table: Table) -> Bool {
    RVTools.tab(of: table) != nil || StatisticsTable.fits(table)
      || (try? AnyTable(table, given: [:]))?.isOfVMs == true
  }

  /// A file of no known kind: a mistake if the user named it.
  private mutating func pass(_ file: String, _ isNamed: Bool) throws(ImportError) {
    guard isNamed else {
      unknown.append(file)
      return
    }
    if let kind {
      throw ImportError(
        file, nil, "is not of the kind \(kind.rawValue)",
        "leave out --from, so that its content tells, or name an export of \(kind.text)")
    }
    throw ImportError(
      file, nil, "is of no known kind",
      "name an export of RVTools, virsh, kubectl, pvesh or openstack, or a CSV file with a line of column names"
    )
  }
}

extension Estate {
  /// Leaves out what stands in two files alike: a host in its most telling form, and a VM that has the
  /// same identifier, name and host as one before.
  fileprivate mutating func dropRepetitions() {
    var places: [String: Int] = [:]
    var kept: [Host] = []
    for host in hosts {
      guard let place = places[host.name] else {
        places[host.name] = kept.count
        kept.append(host)
        continue
      }
      if kept[place].memory == nil { kept[place] = host }
    }
    hosts = kept
    var seen: Set<[String]> = []
    let number = vms.count
    vms.removeAll { vm in
      guard let id = vm.id else { return false }
      return !seen.insert([id, vm.name, vm.host ?? ""]).inserted
    }
    if vms.count < number {
      remarks.append("\(count(number - vms.count, "VM")) stood in two files, and counts once each.")
    }
  }

  /// Gives VMs of one name different ones, as scenarios refer to them by name.
  fileprivate mutating func makeNamesUnique() {
    var seen: Set<String> = []
    var renamed = 0
    for place in vms.indices {
      let name = vms[place].name
      if seen.insert(name).inserted { continue }
      let suffixes = [vms[place].cluster, vms[place].host, vms[place].id].compactMap(\.self)
      var candidates = suffixes.map { "\(name) (\($0))" }.makeIterator()
      var number = 2
      repeat {
        vms[place].name = candidates.next() ?? "\(name) (\(number))"
        number += 1
      } while !seen.insert(vms[place].name).inserted
      renamed += 1
    }
    if renamed > 0 {
      for rule in rules.indices where !rules[rule].vms.isEmpty {
        let members = vms.filter { $0.rules.contains(rules[rule].name) }.map(\.name)
        if !members.isEmpty { rules[rule].vms = members }
      }
      remarks.append(
        "\(count(renamed, "VM")) \(renamed == 1 ? "shares" : "share") a name with another, and got one with a suffix."
      )
    }
  }
}
