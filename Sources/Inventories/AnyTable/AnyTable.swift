internal import Quantities
internal import StrictJSON

/// Reads a table of VMs or of hosts whose columns are called as somebody called them: an export of
/// PowerCLI, Hyper-V, Xen Orchestra or oVirt, or a spreadsheet.
///
/// Columns are found by what they are usually called, or by what the user says they are called. Sizes take
/// their unit from the column's name or from the cells, and from nowhere else: 8192 may be anything.
struct AnyTable {
  private let table: Table
  private var columns: [Field: Column] = [:]

  /// A column with its meaning.
  struct Column {
    var column: Table.Column
    /// Bytes, or pages per second, for 1.
    var scale: Double?
  }

  /// Which columns of a table say what.
  ///
  /// - Parameter given: columns that the user named, by their fields; `memory_mib` also says the unit.
  /// - Throws: if a column that the user named is not there, or a field is none.
  init(_ table: Table, given: [String: String]) throws(ImportError) {
    self.table = table
    let units = table.columns.map(HeaderUnit.init)
    for field in Field.allCases {
      for alias in field.aliases {
        let fit = units.indices.first { units[$0].key == alias && !table.columns[$0].isEmpty }
        guard let place = fit else { continue }
        columns[field] = Column(column: Self.column(table, place, field), scale: units[place].scale)
        break
      }
    }
    for (name, header) in given.sorted(by: { $0.key < $1.key }) {
      let wanted = HeaderUnit(name)
      guard
        let field = Field(rawValue: name)
          ?? Field.allCases.first(where: {
            Table.key($0.rawValue) == wanted.key
          })
      else {
        throw ImportError(
          table.file, nil, "--column \(name) is no field",
          advice(instead: name, of: Field.allCases.map(\.rawValue), none: ""))
      }
      guard
        let place = table.columns.firstIndex(of: header)
          ?? table.columns.firstIndex(where: { Table.key($0) == Table.key(header) })
      else {
        throw table.error(
          "there is no column \"\(header)\"",
          advice(instead: header, of: table.columns.filter { !$0.isEmpty }, none: "name another"))
      }
      columns[field] = Column(
        column: Self.column(table, place, field), scale: wanted.scale ?? units[place].scale)
    }
  }

  private static func column(_ table: Table, _ place: Int, _ field: Field) -> Table.Column {
    switch field {
    case .vm, .host, .cluster, .power, .datastore, .cpuModel:
      Table.Column(place: place, name: table.columns[place])
    case .vcpus: table.numbers(at: place, isWhole: true)
    default: table.numbers(at: place, isWhole: false)
    }
  }

  /// Whether the table is one of hosts: it has their memory and processors, and no host of its own.
  private var isOfHosts: Bool {
    if table.column("MemoryTotalGB", "MemoryCapacity") != nil { return true }
    return (columns[.host] == nil || columns[.vm] == nil) && columns[.memory] != nil
      && columns[.cpuModel] != nil
  }

  /// Whether it is plainly one of VMs or hosts: it has their names, and their memory or how it is written.
  var isOfVMs: Bool {
    columns[.vm] != nil
      && [.memory, .dirtyRate, .activeWrite].contains { columns[$0] != nil }
  }

  /// Whether it says of VMs that another file describes how much memory they write.
  var isSupplement: Bool {
    columns[.memory] == nil
      && [.dirtyRate, .activeWrite, .active, .memoryUsed].contains { columns[$0] != nil }
  }

  /// Everything that the table says.
  func read(into estate: inout Estate, _ log: inout ImportLog) {
    guard columns[.vm] != nil || isOfHosts && columns[.host] != nil else {
      log.report(
        table.error(
          "no column is known to hold the VMs' names",
          "say which: --column vm=\"\(table.columns.first ?? "Name")\""))
      return
    }
    if isOfHosts {
      readHosts(into: &estate, &log)
    } else if isSupplement {
      supplement(&estate, &log)
    } else if columns[.memory] == nil {
      log.report(
        table.error(
          "no column is known to hold the VMs' memory",
          "say which, and its unit: --column memory_mib=\"...\""))
    } else {
      readVMs(into: &estate, &log)
    }
    if estate.platform == .unknown { estate.platform = platform }
    estate.sources.append("the table \(table.file.split(separator: "/").last ?? "")")
  }

  /// The system that its columns' names give away.
  private var platform: Estate.Platform {
    func has(_ names: String...) -> Bool { names.contains { table.column($0) != nil } }
    if has("MemoryAssigned", "MemoryStartup", "DynamicMemoryEnabled") { return .hyperv }
    if has("VMHost", "VMHostId", "HardwareVersion", "NumCpu") { return .vsphere }
    if has("resident-on", "memory-static-max", "VCPUs-number") { return .xen }
    return .unknown
  }

  private func named(_ row: Int, _ field: Field) -> String? {
    columns[field].flatMap { table.name(row, $0.column) }
  }

  private func text(_ row: Int, _ field: Field) -> String? {
    columns[field].flatMap { table.text(row, $0.column) }
  }

  /// A size in bytes, whose unit the column or the cell says.
  private func size(_ row: Int, _ field: Field, _ log: inout ImportLog) -> Bytes? {
    guard let column = columns[field],
      let (number, unit) = table.quantity(row, column.column, &log)
    else { return nil }
    if !unit.isEmpty, HeaderUnit.scale(unit) == nil {
      log.report(
        table.error(
          row, column.column, "has the unit \"\(unit)\"",
          "write KiB, MiB, GiB or TiB\(column.scale == nil ? "" : ", or no unit")"))
      return nil
    }
    // Some systems count in bytes and say so nowhere; a few thousand of them are someone's own unit.
    let isInBytes =
      (Field.countedInBytes.contains(HeaderUnit(column.column.name).key)
        || column.column.name.lowercased().hasPrefix("memory."))
      && (number == 0 || number >= 0x1p20)
    let scale = HeaderUnit.scale(unit) ?? column.scale ?? (isInBytes ? 1 : nil)
    guard let scale else {
      log.report(
        table.error(
          row, column.column, "\(table.text(row, column.column) ?? "") has no unit",
          "say it: --column \(field.rawValue)_mib=\"\(column.column.name)\" or _gib, _bytes"))
      return nil
    }
    guard number >= 0 else {
      log.report(table.error(row, column.column, "is negative", "write a size"))
      return nil
    }
    let limit: Limit = field == .disk ? .data : .memory
    if let problem = limit.problem(
      with: number * scale, written: table.text(row, column.column) ?? "")
    {
      log.report(table.error(row, column.column, problem, Limit.remedy))
      return nil
    }
    return Bytes(number * scale)
  }

  // MARK: Rows

  private func readHosts(into estate: inout Estate, _ log: inout ImportLog) {
    var nameless: [Int] = []
    for row in table.rows {
      guard let name = text(row, .vm) ?? text(row, .host) else {
        if !table.isBlank(row) { nameless.append(row) }
        continue
      }
      var host = Estate.Host(name)
      host.cluster = named(row, .cluster)
      host.memory = size(row, .memory, &log).map { Known($0, .read, columns[.memory]!.column.name) }
      host.cpuModel = text(row, .cpuModel)
      host.cpuVendor = host.cpuModel.flatMap(CPUVendor.named)
      let threads = table.numbers("LogicalProcessorCount")
      if let count = table.processors(row, threads, most: Limit.threads, &log) {
        host.threads = Known(count, .read, "LogicalProcessorCount")
      } else if let column = columns[.vcpus]?.column,
        let count = table.processors(row, column, most: Limit.threads, &log)
      {
        host.cores = Known(count, .read, column.name)
      }
      estate.hosts.append(host)
    }
    if let remark = table.remark(nameless: nameless, of: "a host") { estate.remarks.append(remark) }
  }

  private func readVMs(into estate: inout Estate, _ log: inout ImportLog) {
    var strange = StrangePowerWords()
    for row in table.rows {
      guard let name = text(row, .vm) else { continue }
      let state = text(row, .power) ?? "on"
      var vm = Estate.VM(name, status: state)
      vm.host = named(row, .host)
      vm.cluster = named(row, .cluster)
      vm.memory = size(row, .memory, &log).map { Known($0, .read, columns[.memory]!.column.name) }
      if vm.memory?.value == .zero || vm.memory == nil, let later = laterMemory(row, &log) {
        vm.memory = later
      }
      if let column = columns[.vcpus]?.column, let count = table.processors(row, column, &log) {
        vm.vcpus = Known(count, .read, column.name)
      }
      if let size = size(row, .disk, &log), size > .zero {
        var disk = Estate.Disk("disks", Known(size, .read, columns[.disk]!.column.name))
        disk.datastore = named(row, .datastore)
        vm.disks = [disk]
      }
      setPower(of: &vm, state, &strange)
      readUse(row, into: &vm, &log)
      estate.vms.append(vm)
    }
    estate.remarks += [strange.remark(table.file), table.remark(rowsWithout: columns[.vm]?.column)]
      .compactMap(\.self)
  }

  /// Hyper-V and XAPI give a VM that is off no memory; it starts with this much.
  private func laterMemory(_ row: Int, _ log: inout ImportLog) -> Known<Bytes>? {
    guard let column = table.numbers("MemoryStartup", "memory-static-max"),
      column.name != columns[.memory]?.column.name,
      let size = table.size(row, column, in: 1, &log), size >= .mebibytes(1)
    else { return nil }
    return Known(size, .read, column.name)
  }

  private func setPower(of vm: inout Estate.VM, _ state: String, _ strange: inout StrangePowerWords)
  {
    switch PowerWord(state) {
    case .off:
      vm.power = .off
      vm.movability = .cold("\(state): cold migration only")
    case .suspended:
      vm.power = .suspended
      vm.movability = .cold("\(state): cold migration only")
    case .paused: vm.movability = .cold("paused: offline migration")
    case .on: break
    case nil: strange.note(state, of: vm.name, in: columns[.power]?.column.name ?? "")
    }
  }

  private func readUse(_ row: Int, into vm: inout Estate.VM, _ log: inout ImportLog) {
    func known(_ field: Field, _ provenance: Provenance, _ log: inout ImportLog) -> Known<Bytes>? {
      size(row, field, &log).map { Known($0, provenance, columns[field]!.column.name) }
    }
    if let used = known(.memoryUsed, .read, &log) { vm.use.guest = used }
    if let resident = known(.memoryResident, .read, &log) { vm.use.resident = resident }
    if let active = known(.active, .standIn, &log) { vm.use.active = active }
    if let active = known(.activeWrite, .standIn, &log) { vm.use.activeWrite = active }
    if let rate = dirtyRate(row, &log) { vm.dirtyRate = rate }
  }

  private func dirtyRate(_ row: Int, _ log: inout ImportLog) -> Estate.DirtyRate? {
    guard let column = columns[.dirtyRate],
      let (number, unit) = table.quantity(row, column.column, &log)
    else { return nil }
    let ofCell = unit.isEmpty ? nil : HeaderUnit("x" + unit)
    guard let scale = ofCell.map({ $0.isRate ? $0.scale : nil }) ?? column.scale else {
      log.report(
        table.error(
          row, column.column, "has no unit of a rate",
          "say it: --column dirty_rate_pages_per_s=\"\(column.column.name)\", or write 12 MiB/s"))
      return nil
    }
    let window = columns[.dirtyRateWindow].flatMap { table.number(row, $0.column, &log) } ?? 1
    guard number >= 0, window > 0 else {
      log.report(table.error(row, column.column, "is negative", "write a rate of 0 or more"))
      return nil
    }
    return Estate.DirtyRate(
      rate: Known(PagesPerSecond(number * scale), .measured, column.column.name),
      window: Seconds(window), step: PagesPerSecond(scale))
  }

  /// Adds what the table says to the VMs of its names.
  private func supplement(_ estate: inout Estate, _ log: inout ImportLog) {
    // Some systems know their VMs by identifiers rather than by names.
    let ids = estate.vms.indices.compactMap { place in estate.vms[place].id.map { ($0, place) } }
    let places = Dictionary(
      zip(estate.vms.map(\.name), estate.vms.indices) + ids, uniquingKeysWith: { first, _ in first }
    )
    var lost: [String] = []
    if let remark = table.remark(rowsWithout: columns[.vm]?.column) {
      estate.remarks.append(remark)
    }
    for row in table.rows {
      guard let name = text(row, .vm) else { continue }
      if let place = places[name] {
        readUse(row, into: &estate.vms[place], &log)
      } else {
        lost.append(name)
      }
    }
    if let first = lost.first {
      estate.remarks.append(
        "\(table.file) speaks of \(count(lost.count, "VM")) that no other file lists, such as \(first)."
      )
    }
  }
}
