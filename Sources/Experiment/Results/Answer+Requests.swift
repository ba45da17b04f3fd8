import Randomness

extension Answer {
  /// What became of each request: whether it met its deadline, how long it took, and who stayed.
  ///
  /// Of requests that last as long as the run there is no end to tell.
  ///
  /// - Parameter rows: the rows of `requests.csv`.
  static func ofRequests(_ rows: [RecordedRow]) -> [String] {
    let ending = rows.filter { !RequestSpec.lastingKinds.contains($0["kind"]) }
    var order: [String] = []
    var groups: [String: [RecordedRow]] = [:]
    for row in ending {
      if groups[row["request"]] == nil { order.append(row["request"]) }
      groups[row["request"], default: []].append(row)
    }
    let most = 12
    var sentences = order.prefix(most).flatMap { ofRequest($0, groups[$0]!) }
    if order.count > most {
      sentences.append("\(order.count - most) more requests stand in the table.")
    }
    return sentences
  }

  /// The runs of one request with one strategy.
  private struct Runs {
    let arm: String
    let rows: [RecordedRow]

    var times: [Double] { rows.compactMap(\.effectiveTime) }
    /// How many have not done what was asked by the end of the run.
    var open: Int { rows.count { $0["total_time_s"].isEmpty } }
    var idle: Int { rows.count(where: \.isIdleRequest) }
    /// "2 of 5 runs"; a request that is asked for again has several in one replication.
    func part(_ count: Int, of all: Int? = nil) -> String {
      "\(count) of \(all ?? rows.count) \(rows.contains { $0["run"] != "1" } ? "repetitions" : "runs")"
    }
    /// Of runs with a deadline, whether each met it.
    var deadlines: [Bool] {
      rows.map { $0["deadline_met"] }.filter { !$0.isEmpty }.map { $0 == "1" }
    }
    func numbers(_ column: String) -> Summary? { Summary(rows.compactMap { $0.number(column) }) }
  }

  private static func ofRequest(_ number: String, _ rows: [RecordedRow]) -> [String] {
    let all = grouped(rows)
    let name = rows[0]["name"].isEmpty ? "Request \(number)" : "\"\(rows[0]["name"])\""
    var parts: [String] = []
    if let deadline = ofDeadline(rows, all) { parts.append(deadline) }
    if let times = ofTimes(all) { parts.append("takes \(times)") }
    let idle: [Told] = all.filter { $0.idle > 0 }.map { ($0.part($0.idle), $0.arm) }
    if !idle.isEmpty { parts.append("has nothing to move in \(ofSome(idle, of: all.count))") }
    let endless: [Told] = all.filter { $0.open > 0 }.map { ($0.part($0.open), $0.arm) }
    if !endless.isEmpty { parts.append("is not done in \(ofSome(endless, of: all.count))") }
    for (column, verb, rest) in [
      ("left_behind", "leaves", " where they were"), ("lost", "loses", ""),
      ("unfinished", "has under way at the end", ""),
    ] {
      let counts = all.compactMap { runs in
        runs.numbers(column).flatMap { $0.maximum > 0 ? ($0, runs.arm) : nil }
      }
      guard !counts.isEmpty else { continue }
      let isOne = counts.allSatisfy { $0.0.minimum == 1 && $0.0.maximum == 1 }
      let texts: [Told] = counts.map { (Readable($0.0, .count).text, $0.1) }
      let what =
        isOne ? " VM\(rest.isEmpty ? "" : " where it was")" : " VMs\(rest)"
      parts.append("\(verb) \(ofSome(texts, of: all.count, rest: what))")
    }
    // One sentence for each thing that is told of several strategies; a single one has one for all.
    guard all.count > 1 else { return parts.isEmpty ? [] : ["\(name) \(list(parts))."] }
    return parts.enumerated().map { "\($0 == 0 ? name : "It") \($1)." }
  }

  private static func grouped(_ rows: [RecordedRow]) -> [Runs] {
    var order: [StoredResults.Arm] = []
    var groups: [StoredResults.Arm: [RecordedRow]] = [:]
    for row in rows {
      let arm = StoredResults.Arm(row)
      if groups[arm] == nil { order.append(arm) }
      groups[arm, default: []].append(row)
    }
    return order.map { Runs(arm: $0.label, rows: groups[$0]!) }
  }

  /// "meets its deadline of 8 h in all 5 runs with a and in 2 of 5 runs with b"
  private static func ofDeadline(_ rows: [RecordedRow], _ all: [Runs]) -> String? {
    guard let deadline = rows.first(where: { !$0["deadline_met"].isEmpty })?.number("deadline_s")
    else { return nil }
    let told = all.filter { !$0.deadlines.isEmpty }.sorted {
      share($0.deadlines) > share($1.deadlines)
    }
    let isCut = told.contains {
      $0.deadlines.contains(false) && ($0.numbers("left_behind")?.maximum ?? 0) > 0
    }
    let lead =
      "meets its deadline of \(Readable(roughly: deadline, .time).text)\(isCut ? ", with every VM moved," : "")"
    let texts: [Told] = told.map { runs in
      (
        "in \(runs.part(runs.deadlines.count(where: { $0 }), of: runs.deadlines.count))", runs.arm
      )
    }
    if told.count > most, Set(texts.map(\.text)).count > 3 {
      let always = told.count { !$0.deadlines.contains(false) }
      return "\(lead) in every run in \(always) of \(all.count) cases"
    }
    return "\(lead) \(Self.told(texts, of: all.count))"
  }

  private static func share(_ met: [Bool]) -> Double {
    Double(met.count { $0 }) / Double(max(1, met.count))
  }

  /// How long it took with each strategy, or with the quickest and the slowest.
  private static func ofTimes(_ all: [Runs]) -> String? {
    let known = all.compactMap { runs in Summary(runs.times).map { ($0, runs.arm) } }
    guard !known.isEmpty else { return nil }
    let texts: [Told] = known.map { (Readable($0.0, .time).text, $0.1) }
    if known.count <= 6 { return told(texts, of: all.count) }
    let order = known.indices.sorted { known[$0].0.mean < known[$1].0.mean }
    let (low, high) = (texts[order.first!], texts[order.last!])
    return
      "\(low.text) with \(low.arm), which is quickest, and \(high.text) with \(high.arm), which is slowest"
  }

  /// What some strategies have, or with how many there is any of it.
  private static func ofSome(_ values: [Told], of all: Int, rest: String = "") -> String {
    values.count <= 6
      ? told(values, of: all, rest: rest)
      : "some\(rest) in \(values.count) of \(all) cases"
  }
}
