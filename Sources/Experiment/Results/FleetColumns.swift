import Datacenter
import Orchestration
import Quantities
import StrictJSON

/// One run of a request to a fleet: a row of `requests.csv`.
struct RequestRow {
  let run: FleetOutcome.Run
  let spec: RequestSpec

  /// `requests.csv`.
  static let table = ResultTable<RunKey, RequestRow>(
    file: "requests.csv",
    about: "Each run of each request to a fleet; only for scenarios about fleets.",
    keys: RunKey.columns,
    columns: [
      Column("request", "The number of the request in the file, from 1.", isKey: true) {
        $0.run.request + 1
      },
      Column("run", "Which run of a request that is repeated, from 1.", isKey: true) {
        $0.run.number + 1
      },
      Column("name", "Its name in the scenario; empty without one.") { $0.spec.name?.value },
      Column(
        "kind",
        "What the request asks for, by its key in the scenario: migrate, evacuate, maintain, restart, foresee or balance."
      ) { $0.spec.kind },
      Column("started_s", "When it began.") { $0.run.record.started },
      Column(
        "total_time_s",
        "From its start until nothing was left to do, \"after\" of \"admission\" \"fixed\" included; empty where it is unfinished, or a host was not worked on."
      ) { $0.run.time },
      Column("vms", "How many VMs it was about.") { $0.run.fates.count },
      Column("moved", "How many of them were where they were to be in the end.") { $0.run.moved },
      Column("left_behind", "How many of the VMs stayed where they were.") { $0.run.left },
      Column("lost", "How many of the VMs were lost with a host.") { $0.run.lost },
      Column("unfinished", "How many of the VMs still moved, or waited, when the run ended.") {
        $0.run.unfinished
      },
      Column("why_left_behind", "Why VMs stayed, and how many for each reason.") { row in
        row.run.left > 0 ? Self.text(of: row.run.reasons) : nil
      },
      Column("migrations", "How many migrations were begun for it, each attempt counted.") {
        $0.run.migrations
      },
      Column("deadline_s", "Within which time it should have been done; empty without one.") {
        $0.spec.deadline
      },
      Column(
        "deadline_met",
        "1 where it was done by then, with every VM moved and every host emptied or worked on, else 0; empty without a deadline."
      ) { row in row.spec.deadline.map { row.run.meets($0) ? 1 : 0 } },
    ])

  /// Reasons, the most frequent first.
  static func text(of reasons: [String: Int]) -> String {
    reasons.sorted { (-$0.value, $0.key) < (-$1.value, $1.key) }
      .map { "\($0.key) (\($0.value))" }.joined(separator: "; ")
  }
}

extension FleetOutcome.Run {
  /// Whether it was done within some time, with every VM moved and nothing left out.
  func meets(_ deadline: Seconds) -> Bool {
    isComplete && time.map { $0 <= deadline } == true
  }
}

/// A host that a request emptied or worked on: a row of `hosts.csv`.
struct HostRow {
  let run: FleetOutcome.Run
  /// What was done with it; `nil` for nothing.
  let host: HostRun?
  let name: String

  /// `hosts.csv`.
  static let table = ResultTable<RunKey, HostRow>(
    file: "hosts.csv",
    about:
      "Each host that a request was to empty or work on; only for scenarios about fleets.",
    keys: RunKey.columns,
    columns: [
      Column("request", "The number of the request in the file, from 1.", isKey: true) {
        $0.run.request + 1
      },
      Column("run", "Which run of a request that is repeated, from 1.", isKey: true) {
        $0.run.number + 1
      },
      Column("host", "The host.", isKey: true) { $0.name },
      Column("started_s", "When it began to be emptied; empty where it never was.") {
        $0.host?.began
      },
      Column(
        "empty_after_s",
        "How long until no VM ran on it; empty where one stayed that was not switched off."
      ) { row in
        row.host.flatMap { host in host.empty.map { $0 - host.began } }
      },
      Column("back_after_s", "How long until it took VMs again; empty where it did not.") { row in
        row.host.flatMap { host in host.back.map { $0 - host.began } }
      },
    ])
}

/// Where a VM ended up: a row of `vms.csv`.
struct VMRow {
  let facts: VMFacts
  let downtime: Seconds
  let paused: Seconds
  let host: String
  let broken: String?
  /// How long it served, where things fail.
  let availability: OutageOutcome.Availability?

  /// `vms.csv` of a scenario in which things fail.
  static let table = resultTable(place + outages)
  /// `vms.csv` of any other.
  static let plainTable = resultTable(place)

  private static func resultTable(_ columns: [Column<VMRow>]) -> ResultTable<RunKey, VMRow> {
    ResultTable(
      file: "vms.csv",
      about: "Each VM at the end of a run, moved or not; only for scenarios about fleets.",
      keys: RunKey.columns, columns: columns)
  }

  static let outages: [Column<VMRow>] = [
    Column("crashes", "With failures only: how often it crashed.") { $0.availability?.crashes },
    Column("down_s", "With failures only: how long it did not run after crashes.") {
      $0.availability?.down
    },
    Column(
      "availability",
      "With failures only: the share of the run in which it ran, crashes and the downtime of migrations taken off; empty for a VM that was off when the run began."
    ) { $0.availability?.share },
    Column(
      "nines",
      "With failures only: the availability as a number of nines, 3 for 99.9 %; empty where it always ran."
    ) { row in
      row.availability?.share.flatMap { OutageDigest.nines($0) }.map { Share($0) }
    },
  ]

  private static let place: [Column<VMRow>] = [
    Column("vm", "The VM.", isKey: true) { $0.facts.name },
    Column("host", "The host on which it is, or with which it was lost.") { $0.host },
    Column("state", "running, paused, off or lost.") { $0.facts.condition.rawValue },
    Column("moves", "How often it came to another host.") { $0.facts.moves },
    Column("downtime_s", "Its downtime in all migrations together.") { $0.downtime },
    Column("paused_s", "How long none of its CPUs ran, in all migrations together.") {
      $0.paused
    },
    Column("objectives_broken", "Which of its objectives a migration broke; empty for none.") {
      $0.broken
    },
  ]
}
