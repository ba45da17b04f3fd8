import Experiment
import Randomness

/// The tables about requests, hosts and VMs of a fleet.
extension Tables {
  /// What became of each request.
  func requests() throws(StoredResultsError) -> PageTable? {
    let groups = Self.grouped(try results.tables.rows("requests.csv")) {
      [StoredResults.Arm($0).label, $0["request"]]
    }
    guard !groups.isEmpty else { return nil }
    var table = PageTable(
      "What became of the requests",
      [
        "strategy", "request", "kind", "why VMs stayed", "time", "longest", "VMs", "moved",
        "left behind", "lost", "under way", "deadline met",
      ], texts: 4)
    for (key, rows) in groups {
      let times = rows.compactMap(\.effectiveTime)
      let open = rows.count { $0["total_time_s"].isEmpty }
      let mean = Summary(times)
      func average(_ column: String) -> PageTable.Cell {
        let numbers = Summary(rows.compactMap { $0.number(column) })
        return .init(numbers?.mean, half: numbers?.halfWidth(), .count)
      }
      let deadlines = rows.filter { !$0["deadline_met"].isEmpty }
      let met = deadlines.count { $0["deadline_met"] == "1" }
      let name = rows[0]["name"]
      table.add([
        .init(key[0]), .init(name.isEmpty ? "request \(key[1])" : name), .init(rows[0]["kind"]),
        .init(Self.reasons(rows.map { $0["why_left_behind"] })),
        .init(mean?.mean, half: mean?.halfWidth(), .time),
        open > 0
          ? .init("never in \(open) of \(rows.count)", order: .infinity)
          : .init(mean?.maximum, .time),
        average("vms"), average("moved"), average("left_behind"), average("lost"),
        average("unfinished"),
        deadlines.isEmpty
          ? .init("–")
          : .init(
            "\(met) of \(deadlines.count)", order: Double(met) / Double(deadlines.count)),
      ])
    }
    table.remark =
      "Numbers of VMs are means over the runs, ± half of the 95 % interval. Times are of runs in which anything was done."
    return table
  }

  /// When each host is empty, and when it takes VMs again.
  func hosts(most: Int = 400) throws(StoredResultsError) -> PageTable? {
    let groups = Self.grouped(try results.tables.rows("hosts.csv")) {
      [StoredResults.Arm($0).label, $0["request"], $0["host"]]
    }
    let names = try requestNames()
    guard !groups.isEmpty else { return nil }
    var table = PageTable(
      "When each host is empty",
      ["strategy", "request", "host", "empty after", "at the latest", "not empty", "back after"],
      texts: 3)
    for (key, rows) in groups.prefix(most) {
      let empty = rows.compactMap { $0.number("empty_after_s") }
      let back = Summary(rows.compactMap { $0.number("back_after_s") })
      let summary = Summary(empty)
      table.add([
        .init(key[0]), .init(names[key[1]] ?? "request \(key[1])"), .init(key[2]),
        .init(summary?.mean, half: summary?.halfWidth(), .time),
        empty.count < rows.count
          ? .init("never", order: .infinity) : .init(summary?.maximum, .time),
        .init(
          "in \(rows.count - empty.count) of \(rows.count) runs",
          order: Double(rows.count - empty.count)),
        .init(back?.mean, half: back?.halfWidth(), .time),
      ])
    }
    table.isFolded = groups.count > 40
    table.remark =
      "Times are since the host began to be emptied."
      + (groups.count > most
        ? " \(most) of \(groups.count) hosts are shown; all stand in hosts.csv." : "")
    return table
  }

  /// What each request is called.
  private func requestNames() throws(StoredResultsError) -> [String: String] {
    Dictionary(
      try results.tables.rows("requests.csv") { !$0["name"].isEmpty }
        .map { ($0["request"], $0["name"]) },
      uniquingKeysWith: { first, _ in first })
  }

  /// The VMs that a host that was emptied still held in the end.
  func leftBehind(most: Int = 300) throws(StoredResultsError) -> PageTable? {
    func key(_ row: RecordedRow) -> [String] {
      [row["strategy"], row["point"], row["replication"]]
    }
    // A host that came back may hold VMs again.
    var emptied: [[String]: Set<String>] = [:]
    for row in try results.tables.rows("hosts.csv")
    where row["back_after_s"].isEmpty && !row["started_s"].isEmpty {
      emptied[key(row), default: []].insert(row["host"])
    }
    let stayed = try results.tables.rows("vms.csv") {
      emptied[key($0)]?.contains($0["host"]) == true
    }
    guard !stayed.isEmpty else { return nil }
    let names = Set(stayed.map { $0["vm"] })
    var why: [[String]: Set<String>] = [:]
    for row in try results.tables.rows(
      "migrations.csv", where: { names.contains($0["vm"]) && $0["outcome"] != "finished" })
    {
      why[key(row) + [row["vm"]], default: []].insert(
        row["reason"].isEmpty ? row["outcome"] : row["reason"])
    }
    // Who was never sent is named by the reasons that no migration gives.
    var unsent: [[String]: Set<String>] = [:]
    let given = Set(why.values.joined())
    for row in try results.tables.rows("requests.csv") {
      unsent[key(row), default: []].formUnion(
        Self.parts(of: [row["why_left_behind"]]).filter { !given.contains($0) })
    }
    let groups = Self.grouped(stayed) { [StoredResults.Arm($0).label, $0["vm"], $0["host"]] }
    var table = PageTable(
      "Who could not leave", ["strategy", "VM", "host", "state", "why", "stayed"], texts: 5)
    for (group, rows) in groups.prefix(most) {
      let reasons = rows.reduce(into: Set<String>()) { all, row in
        let reasons = unsent[key(row)] ?? []
        let otherwise = reasons.count == 1 ? reasons : ["no migration of it was begun"]
        all.formUnion(why[key(row) + [row["vm"]]] ?? otherwise)
      }
      table.add([
        .init(group[0]), .init(group[1]), .init(group[2]),
        .init(Set(rows.map { $0["state"] }).sorted().joined(separator: ", ")),
        .init(reasons.sorted().joined(separator: ", ")),
        .init(
          "in \(rows.count) of \(results.replications) replications", order: Double(rows.count)),
      ])
    }
    if groups.count > most { table.remark = "\(most) of \(groups.count) are shown." }
    return table
  }

  /// Rows in groups, in the order in which each first comes.
  static func grouped(
    _ rows: [RecordedRow], by key: (RecordedRow) -> [String]
  ) -> [(key: [String], rows: [RecordedRow])] {
    var order: [[String]] = []
    var groups: [[String]: [RecordedRow]] = [:]
    for row in rows {
      let key = key(row)
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    return order.map { ($0, groups[$0]!) }
  }

  /// Reasons such as "cancelled (2); pinned (1)" of several runs, without the numbers.
  private static func reasons(_ texts: [String]) -> String {
    let all = parts(of: texts)
    return all.isEmpty ? "–" : all.joined(separator: ", ")
  }

  private static func parts(of texts: [String]) -> [String] {
    var seen: Set<String> = []
    return texts.flatMap { $0.split(separator: ";") }.map { part in
      let text = part.drop { $0 == " " }
      return String(text.last == ")" ? text.prefix(upTo: text.lastIndex(of: "(")!) : text)
        .split(separator: " ").joined(separator: " ")
    }.filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}
