internal import Quantities

/// The VMs that run as rows of a CSV file, whose columns predictions read.
struct InventoryTable {
  let csv: String

  private static let columns = [
    "vm", "host", "engine", "memory_mib", "memory_used_mib", "link_bytes_per_s",
    "dirty_rate_pages_per_s", "dirty_rate_window_s", "known_by",
  ]

  init(_ estate: CompleteEstate) {
    let rows = estate.vms.filter { $0.vm.power == .on }.map { vm in
      let memory = vm.memory.value
      let used = GuestWrites.content(of: vm.vm, memory: memory)
      let rate = vm.vm.dirtyRate
      let cells = [
        vm.name, estate.hosts[vm.host].name, estate.platform.engine.engine,
        CSVText.number(memory.value / 0x1p20),
        used.field == nil ? "" : CSVText.number(used.0.value / 0x1p20),
        CSVText.number(estate.hosts[vm.host].speed.value.value),
        rate.map { CSVText.number($0.rate.value.value) } ?? "unknown",
        rate.map { CSVText.number($0.window.value) } ?? "",
        vm.writes.notes.joined(separator: "; "),
      ]
      return cells.map(CSVText.cell).joined(separator: ",")
    }
    csv = ([Self.columns.joined(separator: ",")] + rows).joined(separator: "\n") + "\n"
  }
}
