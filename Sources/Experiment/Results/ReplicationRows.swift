import Datacenter
import Orchestration

/// The rows that one replication adds to each results file, as bytes.
///
/// They are made where the replication ran, so that replications that run at a time are also written
/// down at a time, and their records need not be kept.
struct ReplicationRows: Sendable {
  /// For each of `files`, its rows; `nil` for a file that the replication has nothing to say about.
  private(set) var bytes: [CSVBytes?]

  /// The files that replications add rows to, in the order of `bytes`.
  static let files = [
    MigrationRow.table.description, StageRecord.table.description, RoundRecord.table.description,
    LinkRow.table.description, GuestRow.table.description, DiskRow.table.description,
    RequestRow.table.description, HostRow.table.description, VMRow.table.description,
    EventRow.table.description, FailureRow.table.description, IncidentRow.table.description,
    HostMemoryRow.table.description,
    HostLoadRow.table.description, ConsolidationRow.table.description,
  ]

  /// Those that have fewer columns where a scenario has no fleet or no outages, as they are then.
  static let plainFiles = [MigrationRow.plainTable.description, VMRow.plainTable.description]

  /// Their names without ".csv".
  static let tableNames = files.map { String($0.name.dropLast(4)) }

  /// The line of names of each of them.
  let headers: [CSVBytes]

  private static let plainHeaders = [
    MigrationRow.plainTable.header, StageRecord.table.header, RoundRecord.table.header,
    LinkRow.table.header, GuestRow.table.header, DiskRow.table.header, RequestRow.table.header,
    HostRow.table.header, VMRow.plainTable.header, EventRow.table.header,
    FailureRow.table.header, IncidentRow.table.header, HostMemoryRow.table.header,
    HostLoadRow.table.header,
    ConsolidationRow.table.header,
  ]
  private static let fleetHeaders = [MigrationRow.table.header] + plainHeaders.dropFirst()

  private static let outageHeaders = fleetHeaders.enumerated().map { place, header in
    tableNames[place] == "vms" ? VMRow.table.header : header
  }

  /// No rows.
  static let none = ReplicationRows(headers: [], bytes: [])

  /// Rows that were recorded.
  init(headers: [CSVBytes], bytes: [CSVBytes?]) {
    self.headers = headers
    self.bytes = bytes
  }

  init(
    _ outcome: __shared ReplicationOutcome, _ plan: __shared Plan, arm: __shared Plan.Arm,
    replication: Int
  ) {
    let run = RunKey(point: plan.scenario.point, arm: arm.name, replication: replication)
    let whole = plan.scenario.whole
    if let day = outcome.consolidation {
      headers = Self.plainHeaders
      bytes = headers.map { _ in nil }
      var csv = CSVBytes()
      let table = ConsolidationRow.table
      table.add(ConsolidationRow(outcome: day), after: table.start(run), to: &csv)
      bytes[bytes.count - 1] = csv
      return
    }
    var (migrations, stages, rounds, disks) = (CSVBytes(), CSVBytes(), CSVBytes(), CSVBytes())
    var events = CSVBytes()
    let table = whole.isFleet ? MigrationRow.table : MigrationRow.plainTable
    headers =
      whole.hasOutages
      ? Self.outageHeaders : whole.isFleet ? Self.fleetHeaders : Self.plainHeaders
    let tables = whole.parts.tables
    func isWanted(_ table: String) -> Bool { tables?.contains(table) ?? true }
    let hasMigrations = ["migrations", "stages", "rounds", "disks", "events"].contains(
      where: isWanted)
    let (stageTable, roundTable) = (StageRecord.table, RoundRecord.table)
    let first = RunKey.start(run)
    for (index, asked) in outcome.asked.enumerated() where hasMigrations {
      let key = MigrationKey(run: run, request: index + 1, vm: whole.vms.names[asked.vm])
      let start = table.start(key, after: first, cells: RunKey.columns.count)
      table.add(
        MigrationRow(
          kept: asked.kept, requested: asked.at,
          destination: asked.destination.map { whole.hosts.names[$0] },
          hosts: whole.hosts.names, place: asked.place), after: start, to: &migrations)
      guard let kept = asked.kept else { continue }
      if !asked.deeds.isEmpty || !kept.record.commands.isEmpty {
        for row in EventRow.rows(of: kept.record, asked.deeds) {
          EventRow.table.add(row, after: start, to: &events)
        }
      }
      for stage in kept.record.stages { stageTable.add(stage, after: start, to: &stages) }
      for round in kept.record.rounds { roundTable.add(round, after: start, to: &rounds) }
      guard !kept.record.disks.isEmpty else { continue }
      for row in DiskRow.rows(of: kept.record, stores: whole.datastores.names) {
        DiskRow.table.add(row, after: start, to: &disks)
      }
    }
    bytes = [
      migrations, stages, rounds,
      whole.parts.network.usage == nil ? nil : Self.links(outcome.links, run),
      whole.parts.guestView == nil ? nil : Self.guests(outcome.guests, run, whole.vms.names),
      disks.isEmpty ? nil : disks,
      outcome.fleet.map { Self.requests($0, run, whole) },
      outcome.fleet.map { Self.hosts($0, run, whole) },
      isWanted("vms")
        ? outcome.fleet.map { Self.vms($0, outcome.objectives, run, whole) } : nil,
      events.isEmpty ? nil : events,
      outcome.fleet?.outages.map { Self.failures($0, run, whole) },
      whole.parts.requests.contains { !$0.foresee.isEmpty }
        ? outcome.fleet?.outages.map { Self.incidents($0, run, whole) } : nil,
      outcome.memory.isEmpty ? nil : Self.memory(outcome.memory, run),
      whole.parts.loadView == nil
        ? nil : outcome.loads.map { Self.hostLoads($0, run, whole) },
      nil,
    ]
    guard tables != nil else { return }
    for (place, name) in Self.tableNames.enumerated() where !isWanted(name) { bytes[place] = nil }
  }

  private static func requests(
    _ fleet: FleetOutcome, _ run: RunKey, _ whole: ScenarioWhole
  ) -> CSVBytes {
    var csv = CSVBytes()
    let start = RequestRow.table.start(run)
    for request in fleet.runs {
      RequestRow.table.add(
        RequestRow(run: request, spec: whole.parts.requests[request.request]), after: start,
        to: &csv)
    }
    return csv
  }

  private static func hosts(
    _ fleet: FleetOutcome, _ run: RunKey, _ whole: ScenarioWhole
  ) -> CSVBytes {
    var csv = CSVBytes()
    let start = HostRow.table.start(run)
    for request in fleet.runs {
      let record = request.record
      let all: [(HostID, HostRun?)] =
        record.hosts.map { ($0.host, $0) } + record.skipped.map { ($0.host, nil) }
      for (host, known) in all {
        HostRow.table.add(
          HostRow(run: request, host: known, name: whole.hosts.names[host.index]),
          after: start, to: &csv)
      }
    }
    return csv
  }

  private static func vms(
    _ fleet: FleetOutcome, _ objectives: ObjectivesOutcome, _ run: RunKey, _ whole: ScenarioWhole
  ) -> CSVBytes {
    var csv = CSVBytes()
    let table = whole.hasOutages ? VMRow.table : VMRow.plainTable
    let start = table.start(run)
    for (number, vm) in fleet.vms.enumerated() {
      table.add(
        VMRow(
          facts: vm.facts, downtime: vm.downtime, paused: vm.paused,
          host: whole.hosts.names[vm.facts.host.index], broken: objectives.text(of: number),
          availability: fleet.outages?.vms[number]),
        after: start, to: &csv)
    }
    return csv
  }

  private static func failures(
    _ outages: OutageOutcome, _ run: RunKey, _ whole: ScenarioWhole
  ) -> CSVBytes {
    var csv = CSVBytes()
    let start = FailureRow.table.start(run)
    for row in FailureRow.rows(of: outages, whole) {
      FailureRow.table.add(row, after: start, to: &csv)
    }
    return csv
  }

  private static func incidents(
    _ outages: OutageOutcome, _ run: RunKey, _ whole: ScenarioWhole
  ) -> CSVBytes {
    var csv = CSVBytes()
    let start = IncidentRow.table.start(run)
    for (place, found) in outages.incidents.enumerated() {
      IncidentRow.table.add(
        IncidentRow(
          request: found.request, incident: found.incident, number: place + 1,
          host: whole.hosts.names[found.incident.host.index]), after: start, to: &csv)
    }
    return csv
  }

  private static func links(_ links: [World.DirectionUsage], _ run: RunKey) -> CSVBytes {
    var csv = CSVBytes()
    let start = LinkRow.table.start(run)
    for row in links.lazy.flatMap(LinkRow.rows) { LinkRow.table.add(row, after: start, to: &csv) }
    return csv
  }

  private static func memory(_ rows: [HostMemoryRow], _ run: RunKey) -> CSVBytes {
    var csv = CSVBytes()
    let start = HostMemoryRow.table.start(run)
    for row in rows { HostMemoryRow.table.add(row, after: start, to: &csv) }
    return csv
  }

  private static func guests(_ guests: [GuestView], _ run: RunKey, _ names: [String]) -> CSVBytes {
    var csv = CSVBytes()
    for guest in guests {
      let start = GuestRow.table.start(GuestKey(run: run, vm: names[guest.vm.index]))
      for row in GuestRow.rows(of: guest) { GuestRow.table.add(row, after: start, to: &csv) }
    }
    return csv
  }
}
