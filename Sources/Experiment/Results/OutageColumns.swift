import Datacenter
import Orchestration
import Quantities

/// An outage of a host, link or datastore: a row of `failures.csv`.
struct FailureRow {
  let record: OutageRecord
  /// From 1, in the order of time.
  let number: Int
  let name: String
  /// VMs that crashed when it began.
  let crashes: Int?

  /// `failures.csv`.
  static let table = ResultTable<RunKey, FailureRow>(
    file: "failures.csv",
    about: "Each failure of a host, link or datastore; only for scenarios in which things fail.",
    keys: RunKey.columns,
    columns: [
      Column("failure", "The number of the failure in its run, from 1.", isKey: true) { $0.number },
      Column("kind", "host, link or datastore.") { $0.record.part.kind },
      Column("name", "What failed.") { $0.name },
      Column("started_s", "When it failed.") { $0.record.began },
      Column(
        "duration_s", "How long the repair took, or would have taken; empty where it has no end."
      ) { row in row.record.ends.map { $0 - row.record.began } },
      Column("crashes", "VMs that crashed at that moment; empty for links and datastores.") {
        $0.crashes
      },
    ])

  /// The rows of a replication.
  static func rows(of outcome: OutageOutcome, _ whole: ScenarioWhole) -> [FailureRow] {
    let names = whole.names(of: outcome.parts)
    return outcome.parts.enumerated().map { place, record in
      var crashes: Int?
      if case .host(let host) = record.part {
        crashes = outcome.crashes.count { $0.host == host && $0.began == record.began }
      }
      return FailureRow(record: record, number: place + 1, name: names[place], crashes: crashes)
    }
  }
}

extension ScenarioWhole {
  /// What the parts that failed are called.
  func names(of outages: [OutageRecord]) -> [String] {
    let links = outages.isEmpty ? [] : links.map(\.name)
    let stores = datastores.names.isEmpty ? ["shared"] : datastores.names
    return outages.map { record in
      switch record.part {
      case .host(let host): hosts.names[host.index]
      case .link(let link): links[link.index]
      case .datastore(let store): stores[store.index]
      }
    }
  }
}

extension FailureProcess.Part {
  /// What it is, in a word.
  var kind: String {
    switch self {
    case .host: "host"
    case .link: "link"
    case .datastore: "datastore"
    }
  }
}

/// A warning, or a failure of a watched host without one: a row of `foresight.csv`.
struct IncidentRow {
  let request: Int
  let incident: Foresee.Incident
  /// From 1, in the order of time.
  let number: Int
  let host: String

  /// `foresight.csv`.
  static let table = ResultTable<RunKey, IncidentRow>(
    file: "foresight.csv",
    about:
      "Each warning of a host, and each failure without one; only for scenarios with \"foresee\".",
    keys: RunKey.columns,
    columns: [
      Column("incident", "The number of the incident in its run, from 1.", isKey: true) {
        $0.number
      },
      Column("request", "The number of the request in the file, from 1.") { $0.request + 1 },
      Column("host", "The host.") { $0.host },
      Column(
        "kind",
        "foreseen (it failed after a warning), false-alarm (it did not), missed (it failed without a warning) or open (the run ended first)."
      ) { $0.incident.kind.rawValue },
      Column("vms", "VMs on the host when it was warned of, or when it failed.") {
        $0.incident.vms
      },
      Column("moved", "VMs that moved away because of the warning.") { $0.incident.moved },
      Column("caught", "VMs that crashed with it.") { $0.incident.caught },
    ])
}
