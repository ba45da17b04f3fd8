internal import Quantities

extension RVTools {
  /// vMemory.
  func readMemory(into vms: inout IndexedVMs, _ log: inout ImportLog) {
    for table in tables(.memory) {
      let keys = IndexedVMs.KeyColumns(table, prefix: "vMemory")
      let size = table.numbers("Size MiB", "vMemorySizeMiB")
      let consumed = table.numbers("Consumed")
      let active = table.numbers("Active")
      let ballooned = table.numbers("Ballooned")
      let swapped = table.numbers("Swapped")
      let shared = table.numbers("Shared")
      let reservation = table.numbers("Reservation", "vMemoryReservation")
      for row in table.rows {
        guard let place = vms.place(table, keys, row) else { continue }
        func amount(
          _ column: Table.Column?, _ provenance: Provenance, _ log: inout ImportLog
        ) -> Known<Bytes>? {
          guard let column, let amount = table.size(row, column, &log) else { return nil }
          return Known(amount, provenance, "vMemory \(column.name)")
        }
        if let memory = amount(size, .read, &log) { vms.vms[place].memory = memory }
        vms.vms[place].use.resident = amount(consumed, .read, &log)
        if let active = amount(active, .standIn, &log) { vms.vms[place].use.active = active }
        vms.vms[place].use.ballooned = amount(ballooned, .read, &log)
        vms.vms[place].use.swapped = amount(swapped, .read, &log)
        vms.vms[place].use.shared = amount(shared, .read, &log)
        vms.vms[place].use.reservation = amount(reservation, .read, &log)
      }
    }
  }

  /// vDisk.
  func readDisks(into vms: inout IndexedVMs, _ servers: Servers, _ log: inout ImportLog) {
    for table in tables(.disk) {
      let keys = IndexedVMs.KeyColumns(table, prefix: "vDisk")
      let size = table.numbers("Capacity MiB")
      let name = table.column("Disk")
      let path = table.column("Disk Path", "Path")
      let (raw, thin) = (table.column("Raw"), table.column("Thin"))
      let bus = table.column("Shared Bus")
      for row in table.rows {
        guard let place = vms.place(table, keys, row) else { continue }
        guard let capacity = table.size(row, size, of: .data, &log) else { continue }
        var disk = Estate.Disk(
          table.text(row, name) ?? "disk \(vms.vms[place].disks.count + 1)",
          Known(capacity, .read, "vDisk Capacity MiB"))
        disk.path = table.text(row, path)
        disk.datastore = disk.path.flatMap(Self.datastore)
          .map { servers.qualified($0, table, row) }
        disk.isRaw = table.text(row, raw).isTrue
        disk.isThin = table.text(row, thin).map(\.isTrue)
        vms.vms[place].disks.append(disk)
        if let bus = table.text(row, bus)?.lowercased(), bus.hasPrefix("physical"),
          vms.vms[place].movability == .live
        {
          vms.vms[place].movability = .cold("its SCSI bus is shared physically with other VMs")
        }
      }
    }
    for place in vms.vms.indices { spreadUse(vms.diskUse[place], over: &vms.vms[place].disks) }
  }

  /// `"san-a"` of `"[san-a] web/web.vmdk"`.
  static func datastore(_ path: String) -> String? {
    guard path.hasPrefix("["), let end = path.firstIndex(of: "]") else { return nil }
    return String(path[path.index(after: path.startIndex)..<end])
  }

  /// What a VM's files take is known only for all of them: what thick disks leave of it is shared out
  /// among its thin disks by their sizes.
  private func spreadUse(_ use: Bytes?, over disks: inout [Estate.Disk]) {
    guard let use, use > .zero else { return }
    func sum(_ isThin: Bool) -> Bytes {
      disks.filter { !$0.isRaw && ($0.isThin ?? false) == isThin }
        .reduce(.zero) { $0 + $1.size.value }
    }
    let thin = sum(true)
    guard thin > .zero else { return }
    let share = min(max(use - sum(false), .zero) / thin, 1)
    for place in disks.indices where disks[place].isThin == true && !disks[place].isRaw {
      let part = disks[place].size.value * share / Pages.size
      // The next page, not the one above: a share is no exact number.
      let pages = Pages(Int(part.rounded()))
      disks[place].allocated = Known(
        min(pages.bytes, disks[place].size.value), .standIn, "vInfo In Use MiB")
    }
  }
}
