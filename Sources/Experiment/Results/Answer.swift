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

  /// - Parameters:
  ///   - summary: the rows of `summary.csv`.
  ///   - requests: the rows of `requests.csv`; none where the scenario is not about a fleet.
  ///   - points: what is varied.
  ///   - replications: how many each strategy had.
  package init(
    summary: [RecordedRow], requests: [RecordedRow], points: StoredPoints, replications: Int
  ) {
    var told = Self.ofOutages(summary) + Self.ofLoads(summary)
    told += requests.isEmpty ? Self.ofMigrations(summary, points) : Self.ofRequests(requests)
    note =
      replications > 1
      ? "Means over \(replications) replications, ± half of the 95 % interval."
      : "One replication, so there are no intervals."
    sentences = (told + Self.reserves(summary) + Self.lost(summary)).map(Visible.text)
  }

  // MARK: Migrations

  /// A value of one strategy.
  struct Value {
    let arm: String
    let mean: Double?
    let half: Double?
    let never: Double

    /// - Parameter arm: what it is about, where that is not its strategy and its point.
    init(_ row: RecordedRow, arm: String? = nil) {
      self.arm = arm ?? StoredResults.Arm(row).label
      mean = row.number("mean")
      half = row.number("ci95_high").flatMap { high in
        row.number("ci95_low").map { (high - $0) / 2 }
      }
      never = row.number("never_share") ?? 0
    }
  }

  private static func values(_ metric: String, _ summary: [RecordedRow]) -> [Value] {
    let rows = summary.filter { $0["metric"] == metric }
    guard Set(rows.map { $0["strategy"] }).count == 1 else { return rows.map { Value($0) } }
    // Of one strategy only the points differ.
    return rows.map { Value($0, arm: $0.pointLabel) }
  }

  private static func ofMigrations(
    _ summary: [RecordedRow], _ points: StoredPoints
  ) -> [String] {
    var sentences: [String] = []
    // Of a fleet whose requests are not told, when all of it had moved comes first.
    if values("host_empty", summary).contains(where: { $0.mean != nil }),
      values("crashes", summary).isEmpty
    {
      sentences += sentence("The time until the last VM is moved", "makespan", summary, .time)
    }
    for (subject, metric) in [("The downtime", "downtime"), ("The total time", "total_time")] {
      let swept = sweepSentence(subject, summary.filter { $0["metric"] == metric }, .time, points)
      sentences += swept.map { [$0] } ?? sentence(subject, metric, summary, .time)
    }
    // Of days of consolidation.
    sentences += sentence("The energy", "energy_kwh", summary, .energy, extremes: ("least", "most"))
    sentences += sentence(
      "The number of migrations", "migrations", summary, .count, extremes: ("least", "most"))
    return sentences + never(values("total_time", summary))
  }

  /// What hosts that fail cost: how often VMs crash.
  private static func ofOutages(_ summary: [RecordedRow]) -> [String] {
    sentence(
      "The number of VMs that crash", "crashes", summary, .count, extremes: ("least", "most"))
  }

  /// How short of cores hosts were, and how many moves balancing took.
  private static func ofLoads(_ summary: [RecordedRow]) -> [String] {
    guard values("cpu-shortage", summary).contains(where: { ($0.mean ?? 0) > 0 }) else { return [] }
    let shortage = sentence(
      "The shortage of cores, in core-seconds,", "cpu-shortage", summary, .count, most: 6,
      extremes: ("least", "most"))
    guard values("balancing-moves", summary).contains(where: { ($0.mean ?? 0) > 0 }) else {
      return shortage
    }
    return shortage
      + sentence(
        "The number of moves", "balancing-moves", summary, .count, most: 6,
        extremes: ("least", "most"))
  }

  /// Which migrations never end: strategy by strategy, or how many strategies have some.
  private static func never(_ all: [Value]) -> [String] {
    let some = all.filter { $0.never > 0 }
    guard !some.isEmpty else { return [] }
    let lead = "Not every migration finishes:"
    if some.count <= most {
      return ["\(lead) \(told(some.map { (percent($0.never), $0.arm) }, of: all.count)) do not."]
    }
    let none = some.count { $0.never >= 1 }
    let rest = some.count - none
    var parts: [String] = []
    if none > 0 { parts.append("none does in \(none) of \(all.count) cases") }
    if rest > 0 {
      parts.append("some do not in \(rest) \(none > 0 ? "more" : "of \(all.count) cases")")
    }
    return ["\(lead) \(list(parts))."]
  }

  private static func sentence(
    _ subject: String, _ metric: String, _ summary: [RecordedRow], _ scale: Readable.Scale,
    most: Int = Answer.most, extremes: (String, String) = ("shortest", "longest")
  ) -> [String] {
    let all = values(metric, summary)
    let known = all.filter { $0.mean != nil }
    guard !known.isEmpty else { return [] }
    let texts: [Told] = known.map { (Readable(mean: $0.mean!, half: $0.half, scale).text, $0.arm) }
    if known.count <= most { return ["\(subject) is \(told(texts, of: all.count))."] }
    let order = known.indices.sorted { known[$0].mean! < known[$1].mean! }
    let (low, high) = (texts[order.first!], texts[order.last!])
    if low.0 == high.0 { return ["\(subject) is \(low.0) in all \(known.count) cases."] }
    return [
      "\(subject) is \(extremes.0) with \(low.1), \(low.0), and \(extremes.1) with \(high.1), \(high.0)."
    ]
  }

  // MARK: Room for the VMs of a host

  /// Whether any host could have died at the worst moment, and the others had room for its VMs.
  private static func reserves(_ summary: [RecordedRow]) -> [String] {
    let all = values("least_reserve", summary).filter { $0.mean != nil }
    func told(_ values: [Value], _ verb: String, rest: String, bound: String) -> [String] {
      let sizes = values.map { Readable(roughly: abs($0.mean!), .data).text }
      guard let extreme = values.indices.min(by: { values[$0].mean! < values[$1].mean! }) else {
        return []
      }
      if values.count > 4, Set(sizes).count > 1 {
        let of = values.count == all.count ? "all \(all.count)" : "\(values.count) of \(all.count)"
        return ["\(verb) \(bound) \(sizes[extreme])\(rest) in \(of) cases"]
      }
      return [
        "\(verb) \(Self.told(zip(sizes, values).map { (text: $0, arm: $1.arm) }, of: all.count, rest: rest))"
      ]
    }
    let spare = told(
      all.filter { $0.mean! >= 0 }, "have room for its VMs and", rest: " to spare",
      bound: "at least")
    let lack = told(all.filter { $0.mean! < 0 }, "lack", rest: "", bound: "up to")
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
        let all = values(metric, summary)
        let bad = all.filter { ($0.mean ?? 0) > 0 }
        guard !bad.isEmpty else { return nil }
        guard bad.count <= most else {
          return "On average \(text) in \(bad.count) of \(all.count) cases."
        }
        let counts: [Told] = bad.map { (Readable(roughly: $0.mean!, .count).text, $0.arm) }
        return "On average \(text): \(told(counts, of: all.count))."
      }
  }

  // MARK: Strategies in a sentence

  /// What a strategy has of something, and its name.
  typealias Told = (text: String, arm: String)

  /// How many strategies are told one by one; of more, the first and the last.
  static let most = 4

  /// What each strategy has of something: "4 h with a and b and 9 h with c".
  ///
  /// - Parameters:
  ///   - all: how many strategies there are; of one alone no name is needed.
  ///   - rest: what is said once, behind the first.
  static func told(_ values: [Told], of all: Int, rest: String = "") -> String {
    guard all > 1, let first = values.first else { return (values.first?.text ?? "") + rest }
    var order: [String] = []
    var arms: [String: [String]] = [:]
    for value in values {
      if arms[value.text] == nil { order.append(value.text) }
      arms[value.text, default: []].append(value.arm)
    }
    if order.count == 1, values.count == all {
      return "\(first.text)\(rest) in \(all == 2 ? "both" : "all \(all)") cases"
    }
    return list(
      order.map { text in "\(text)\(text == first.text ? rest : "") with \(list(arms[text]!))" })
  }

  /// "a, b and c"; where a part has an "and" of its own, a comma stands before the last one.
  static func list(_ parts: [String]) -> String {
    guard parts.count > 1 else { return parts.first ?? "" }
    let last = parts.contains { $0.contains(" and ") } ? ", and " : " and "
    return parts.dropLast().joined(separator: ", ") + last + parts.last!
  }

  static func percent(_ share: Double) -> String {
    share < 0.001
      ? "less than 0.1 %" : "\(Readable(roughly: share * 100, .count).text) %"
  }
}
