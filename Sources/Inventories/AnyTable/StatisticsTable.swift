internal import Quantities

/// Reads what PowerCLI's `Get-Stat ... | Export-Csv` writes: a row for each VM, metric and moment.
///
/// Of each metric a VM's greatest sample counts: who plans a window plans for its busiest hour. Values in KB
/// are of 1024 bytes.
struct StatisticsTable {
  /// The metrics of one VM.
  struct Samples: Equatable {
    var count = 0
    var greatest = Bytes.zero
    var sum = Bytes.zero
    var mean: Bytes { sum / Double(max(1, count)) }
  }

  /// By VM, then by metric.
  private(set) var samples: [String: [String: Samples]] = [:]

  /// Whether a table is one of these.
  static func fits(_ table: Table) -> Bool {
    ["Entity", "MetricId", "Value", "Unit"].allSatisfy { table.column($0) != nil }
  }

  init(_ table: Table, _ log: inout ImportLog) {
    let (entity, metric) = (table.column("Entity"), table.column("MetricId"))
    let (value, unit) = (table.numbers("Value"), table.column("Unit"))
    for row in table.rows {
      guard let name = table.text(row, entity), let metric = table.text(row, metric),
        metric.hasPrefix("mem."), let number = table.quantity(row, value, &log)?.number,
        // -1 stands for a sample that is missing.
        number >= 0
      else { continue }
      let unitName = table.text(row, unit) ?? "KB"
      guard let scale = HeaderUnit.scale(unitName) else {
        // Shares of a percent say nothing here.
        if unitName != "%" {
          log.report(table.error(row, unit, "\"\(unitName)\" is no unit of memory", "write KB"))
        }
        continue
      }
      var seen = samples[name]?[metric] ?? Samples()
      seen.count += 1
      seen.greatest = max(seen.greatest, Bytes(number * scale))
      seen.sum = seen.sum + Bytes(number * scale)
      samples[name, default: [:]][metric] = seen
    }
  }

  /// Adds what was sampled to the VMs of its names.
  func supplement(_ estate: inout Estate) {
    for place in estate.vms.indices {
      guard let metrics = samples[estate.vms[place].name] else { continue }
      func known(_ metric: String, _ provenance: Provenance) -> Known<Bytes>? {
        metrics[metric].map { Known($0.greatest, provenance, metric) }
      }
      if let active = known("mem.active.average", .standIn) {
        estate.vms[place].use.active = active
      }
      if let written = known("mem.activewrite.average", .standIn) {
        estate.vms[place].use.activeWrite = written
      }
      if estate.vms[place].use.resident == nil {
        estate.vms[place].use.resident = known("mem.consumed.average", .read)
      }
    }
    estate.sources.append("PowerCLI Get-Stat")
  }
}
