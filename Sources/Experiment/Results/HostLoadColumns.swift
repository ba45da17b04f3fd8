import Consolidation
import Datacenter
import Orchestration
import Quantities

/// A host at one moment: a row of `host-load.csv`.
struct HostLoadRow {
  let sample: HostLoadLog.Sample
  let name: String
  let power: PowerModel?

  /// `host-load.csv`.
  static let table = ResultTable<RunKey, HostLoadRow>(
    file: "host-load.csv",
    about:
      "How each host stood at equal distances of time; only where a scenario asks for it (`loadView`).",
    keys: RunKey.columns,
    columns: [
      Column("host", "The host.", isKey: true) { $0.name },
      Column("started_s", "The moment.") { $0.sample.at },
      Column("state", "up, draining, maintenance, off or lost.") { $0.sample.state.rawValue },
      Column("vms", "VMs whose memory it holds.") { $0.sample.vms },
      Column("memory_bytes", "Memory of these VMs.") { $0.sample.memory },
      Column("promised_bytes", "Memory that is kept for moves on their way.") {
        $0.sample.promised
      },
      Column(
        "wanted_cores", unit: "cores",
        "Cores that VMs and migrations want; empty where the host has no number of cores."
      ) { $0.sample.cpu.cores == nil ? nil : $0.sample.cpu.wanted },
      Column(
        "load",
        "The share of its cores that is busy; empty where it has no number of cores."
      ) { $0.load.map { Share($0) } },
      Column(
        "shortage_core_s", unit: "core s",
        "What was wanted of its cores and not had, since the moment before."
      ) { $0.sample.shortage },
      Column(
        "power_w", unit: "W",
        "What it takes at that load; 0 where it is off or lost; empty where its power is not said."
      ) { $0.watts },
    ])

  private var load: Double? {
    sample.cpu.cores.map { $0 > 0 ? min(1, sample.cpu.wanted / $0) : 0 }
  }

  private var watts: Double? {
    guard let power else { return nil }
    if sample.state == .off || sample.state == .lost { return 0 }
    return power.watts(at: load ?? 0)
  }
}

extension ReplicationRows {
  static func hostLoads(_ loads: LoadOutcome, _ run: RunKey, _ whole: ScenarioWhole) -> CSVBytes {
    var csv = CSVBytes()
    let start = HostLoadRow.table.start(run)
    for sample in loads.samples {
      let host = sample.host.index
      HostLoadRow.table.add(
        HostLoadRow(
          sample: sample, name: whole.hosts.names[host], power: whole.parts.hosts[host].power),
        after: start, to: &csv)
    }
    return csv
  }
}
