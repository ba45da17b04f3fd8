/// Where VMs are: no VM is lost on the way from one table to another.
struct PlaceRelations: Sendable {
  let migrations: [RecordedRow]
  /// `nil` where there is no such table.
  let vms: [RecordedRow]?
  let requests: [RecordedRow]?

  /// What does not agree.
  ///
  /// - Complexity: O(rows log rows)
  var findings: [String] { jumps + ends + strangers + fates }

  /// What moved a VM to another place or left it where it was, in order of time, by replication and VM.
  private var journeys: [[String]: [RecordedRow]] {
    Dictionary(grouping: migrations.filter { !$0["started_s"].isEmpty }, by: Self.vm)
      .mapValues { $0.sorted { ($0.number("started_s") ?? 0) < ($1.number("started_s") ?? 0) } }
  }

  private static func vm(_ row: RecordedRow) -> [String] { row.replication + [row["vm"]] }

  private static func hasFinished(_ row: RecordedRow) -> Bool {
    row["outcome"] == Verdict.finished.rawValue
  }

  /// A migration begins where the last one that finished ended.
  private var jumps: [String] {
    journeys.values.flatMap { journey -> [String] in
      var place: String?
      return journey.compactMap { row in
        defer { if Self.hasFinished(row) { place = row["destination"] } }
        guard let place, place != row["source"] else { return nil }
        return "migrations.csv: \(row.name): leaves \(row["source"]), and the VM was on \(place)"
      }
    }.sorted()
  }

  /// A VM is in the end where its last migration took it, and moved as often as that says.
  private var ends: [String] {
    guard let vms else { return [] }
    let journeys = journeys
    return vms.compactMap { row in
      let done = journeys[Self.vm(row)]?.filter(Self.hasFinished) ?? []
      if let last = done.last, last["destination"] != row["host"] {
        return
          "vms.csv: \(row.name): is on \(row["host"]), and its last migration took it to \(last["destination"])"
      }
      let moves = done.count { $0["source"] != $0["destination"] }
      return row.number("moves") == Double(moves)
        ? nil : "vms.csv: \(row.name): moves is \(row["moves"]), and \(moves) migrations moved it"
    }
  }

  /// Every replication has the same VMs, and migrations are of those.
  private var strangers: [String] {
    guard let vms else { return [] }
    let known = Set(vms.map { $0["vm"] })
    let count = Dictionary(grouping: vms, by: \.replication).mapValues(\.count)
    return count.filter { $0.value != known.count }.map {
      "vms.csv: strategy \($0.key[0]), replication \($0.key[1]): has \($0.value) of \(known.count) VMs"
    }.sorted()
      + migrations.filter { !known.contains($0["vm"]) }.map {
        "migrations.csv: \($0.name): the VM is not in vms.csv"
      }
  }

  /// Each VM that a request is about has one fate.
  private var fates: [String] {
    (requests ?? []).compactMap { row in
      let sum = row.sum("moved", "left_behind", "lost", "unfinished")
      return sum == row.sum("vms")
        ? nil : "requests.csv: \(row.name): is about \(row["vms"]) VMs, and tells of \(Int(sum))"
    }
  }
}
