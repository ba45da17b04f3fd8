import Randomness
import StrictJSON

/// What results say first: a few sentences with intervals, and what did not end.
package struct Answer: Sendable {
  private let sentences: [String]
  /// How to read the numbers.
  private let note: String

  /// Without the note, where a table with one of its own follows.
  package var headline: String { sentences.joined(separator: " ") }
  package var text: String { "\(headline) \(note)" }

  /// How many strategies are told one by one; of more, the first and the last.
  private static let most = 3

  /// - Parameters:
  ///   - summary: the rows of `summary.csv`.
  ///   - requests: the rows of `requests.csv`; none where the scenario is not about a fleet.
  ///   - points: what is varied.
  ///   - replications: how many each strategy had.
  package init(
    summary: [RecordedRow], requests: [RecordedRow], points: StoredPoints, replications: Int
  ) {
    let told =
      requests.isEmpty
      ? Self.ofMigrations(summary, points) : Self.ofRequests(requests, replications: replications)
    let lost = Self.lost(summary)
    note =
      replications > 1
      ? "Means over \(replications) replications, ± half of the 95 % interval."
      : "One replication, so there are no intervals."
    sentences = (told + Self.reserves(summary) + lost).map(Visible.text)
  }

  // MARK: Migrations

  /// A value of one strategy.
  struct Value {
    let arm: String
    let mean: Double?
    let half: Double?
    let never: Double

    init(_ row: RecordedRow) {
      arm = StoredResults.Arm(row).label
      mean = row.number("mean")
      half = row.number("ci95_high").flatMap { high in
        row.number("ci95_low").map { (high - $0) / 2 }
      }
      never = row.number("never_share") ?? 0
    }
  }

  private static func ofMigrations(
    _ summary: [RecordedRow], _ points: StoredPoints
  ) -> [String] {
    func values(_ metric: String) -> [Value] {
      summary.filter { $0["metric"] == metric }.map(Value.init)
    }
    var sentences = [("downtime", "The downtime"), ("total_time", "The total time")].compactMap {
      metric, subject in
      sweepSentence(subject, summary.filter { $0["metric"] == metric }, .time, points)
        ?? sentence(subject, values(metric), .time)
    }
    // Of days of consolidation.
    for (metric, subject, scale) in [
      ("energy_kwh", "The energy", Readable.Scale.energy),
      ("migrations", "The number of migrations", Readable.Scale.count),
    ] {
      if let text = sentence(subject, values(metric), scale, extremes: ("least", "most")) {
        sentences.append(text)
      }
    }
    let times = values("total_time").filter { $0.never > 0 }
    if !times.isEmpty {
      let shares = times.prefix(most).map { "\(percent($0.never)) with \($0.arm)" }
      let rest = times.count > most ? ["and some with \(times.count - most) more"] : []
      sentences.append("Not every migration finishes: \(list(shares + rest)) do not.")
    }
    return sentences
  }

  private static func sentence(
    _ subject: String, _ values: [Value], _ scale: Readable.Scale,
    extremes: (String, String) = ("shortest", "longest")
  ) -> String? {
    let known = values.filter { $0.mean != nil }
    guard !known.isEmpty else { return nil }
    func text(_ value: Value) -> String {
      Readable(mean: value.mean!, half: value.half, scale).text
    }
    guard values.count > 1 else { return "\(subject) is \(text(known[0]))." }
    if known.count <= most {
      return "\(subject) is \(list(known.map { "\(text($0)) with \($0.arm)" }))."
    }
    let sorted = known.sorted { $0.mean! < $1.mean! }
    return
      "\(subject) is \(extremes.0) with \(sorted[0].arm), \(text(sorted[0])), and \(extremes.1) with \(sorted.last!.arm), \(text(sorted.last!))."
  }

  // MARK: Requests

  private static func ofRequests(_ rows: [RecordedRow], replications: Int) -> [String] {
    var order: [[String]] = []
    var groups: [[String]: [RecordedRow]] = [:]
    for row in rows {
      let key = [row["request"], row["strategy"], row["point"]]
      if groups[key] == nil { order.append(key) }
      groups[key, default: []].append(row)
    }
    let hasSeveral = Set(order.map { $0[1...] }).count > 1
    let most = 12
    var sentences = order.prefix(most).map { key in
      Self.sentence(of: groups[key]!, request: key[0], hasSeveral: hasSeveral)
    }
    if order.count > most {
      sentences.append("\(order.count - most) more requests stand in the table.")
    }
    return sentences
  }

  /// What became of the runs of one request in one strategy.
  private static func sentence(
    of runs: [RecordedRow], request: String, hasSeveral: Bool
  ) -> String {
    let name = runs[0]["name"].isEmpty ? "Request \(request)" : "\"\(runs[0]["name"])\""
    let with = hasSeveral ? " with \(StoredResults.Arm(runs[0]).label)" : ""
    var parts: [String] = []
    let times = runs.compactMap { $0.number("total_time_s") }
    if let mean = Summary(times) { parts.append("takes \(Readable(mean, .time).text)") }
    if times.count < runs.count {
      parts.append("does not end in \(runs.count - times.count) of \(runs.count) runs")
    }
    let deadlines = runs.filter { !$0["deadline_met"].isEmpty }
    if let deadline = deadlines.first?.number("deadline_s") {
      let met = deadlines.count { $0["deadline_met"] == "1" }
      let limit = Readable(roughly: deadline, .time).text
      let isCut = met < deadlines.count && runs.contains { ($0.number("left_behind") ?? 0) > 0 }
      parts.append(
        "meets its deadline of \(limit)\(isCut ? ", with every VM moved," : "") in \(met) of \(deadlines.count) runs"
      )
    }
    for (column, verb, rest) in [
      ("left_behind", "leaves", " where they were"), ("lost", "loses", ""),
      ("unfinished", "has under way at the end", ""),
    ] {
      guard let mean = Summary(runs.compactMap { $0.number(column) }), mean.maximum > 0 else {
        continue
      }
      let isOne = mean.minimum == 1 && mean.maximum == 1
      parts.append(
        "\(verb) \(Readable(mean, .count).text) VM\(isOne ? "" : "s")\(isOne ? rest.replacing("they were", with: "it was") : rest)"
      )
    }
    return "\(name)\(with) \(list(parts))."
  }

  /// Whether any host could have died at the worst moment, and the others had room for its VMs.
  private static func reserves(_ summary: [RecordedRow]) -> [String] {
    let rows = summary.filter { $0["metric"] == "least_reserve" && $0.number("mean") != nil }
    func told(_ rows: [RecordedRow], _ verb: String) -> [String] {
      guard let first = rows.first else { return [] }
      let rest = verb == "lack" ? "" : " to spare"
      func size(_ row: RecordedRow) -> String {
        Readable(roughly: abs(row.number("mean")!), .data).text
      }
      if summary.allSatisfy({ StoredResults.Arm($0) == StoredResults.Arm(first) }) {
        return ["\(verb) \(size(first))\(rest)"]
      }
      let shown = rows.prefix(8).enumerated().map { place, row in
        "\(size(row))\(place == 0 ? rest : "") with \(StoredResults.Arm(row).label)"
      }
      let more = rows.count > 8 ? ["some with \(rows.count - 8) more"] : []
      return ["\(verb) \(list(shown + more))"]
    }
    let spare = told(rows.filter { $0.number("mean")! >= 0 }, "have room for its VMs and")
    let lack = told(rows.filter { $0.number("mean")! < 0 }, "lack")
    guard !spare.isEmpty || !lack.isEmpty else { return [] }
    let parts =
      spare.map { "the others \($0)" }
      + lack.map { "\(spare.isEmpty ? "the others" : "they") \($0)" }
    return ["If the largest host dies at the worst moment, \(parts.joined(separator: "; "))."]
  }

  // MARK: What was lost

  private static func lost(_ summary: [RecordedRow]) -> [String] {
    [("vms-lost", "VMs are lost"), ("failed-badly", "migrations leave two halves of a VM")]
      .compactMap { metric, text in
        let bad = summary.filter { $0["metric"] == metric && ($0.number("mean") ?? 0) > 0 }
        guard !bad.isEmpty else { return nil }
        let told = bad.prefix(most).map { row in
          "\(Readable(roughly: row.number("mean")!, .count).text) with \(StoredResults.Arm(row).label)"
        }
        return "On average \(text): \(list(told))."
      }
  }

  static func list(_ parts: [String]) -> String {
    guard parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " and " + parts.last!
  }

  static func percent(_ share: Double) -> String {
    share < 0.001
      ? "less than 0.1 %" : "\(Readable(roughly: share * 100, .count).text) %"
  }
}
