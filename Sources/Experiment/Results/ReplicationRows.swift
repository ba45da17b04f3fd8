import Datacenter

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
  ]

  /// The line of names of each of them.
  static let headers = [
    MigrationRow.table.header, StageRecord.table.header, RoundRecord.table.header,
    LinkRow.table.header, GuestRow.table.header, DiskRow.table.header,
  ]

  init(_ outcome: ReplicationOutcome, _ plan: Plan, arm: Plan.Arm, replication: Int) {
    let run = RunKey(scenario: plan.scenario.name, arm: arm.name, replication: replication)
    let whole = plan.scenario.whole
    var (migrations, stages, rounds, disks) = (CSVBytes(), CSVBytes(), CSVBytes(), CSVBytes())
    for (index, record) in outcome.records.enumerated() {
      let request = plan.requests[index]
      let key = MigrationKey(run: run, request: index + 1, vm: whole.vms.names[request.vm])
      let start = MigrationRow.table.start(key)
      MigrationRow.table.add(
        MigrationRow(
          record: record, requested: request.at,
          destination: whole.hosts.names[request.destination],
          hosts: whole.hosts.names), after: start, to: &migrations)
      guard let record else { continue }
      for stage in record.stages { StageRecord.table.add(stage, after: start, to: &stages) }
      for round in record.rounds { RoundRecord.table.add(round, after: start, to: &rounds) }
      for row in DiskRow.rows(of: record, stores: whole.datastores.names) {
        DiskRow.table.add(row, after: start, to: &disks)
      }
    }
    bytes = [
      migrations, stages, rounds,
      whole.parts.network.usage == nil ? nil : Self.links(outcome.links, run),
      whole.parts.guestView == nil ? nil : Self.guests(outcome.guests, run, whole.vms.names),
      disks.isEmpty ? nil : disks,
    ]
  }

  private static func links(_ links: [World.DirectionUsage], _ run: RunKey) -> CSVBytes {
    var csv = CSVBytes()
    let start = LinkRow.table.start(run)
    for row in links.lazy.flatMap(LinkRow.rows) { LinkRow.table.add(row, after: start, to: &csv) }
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
