import Experiment

/// VMs that were to leave their hosts and that no finished migration moved: the table of migrations does
/// not tell of them.
struct Unmoved {
  /// What became of them, each in words, with how many there were in all runs together.
  private var fates: [(text: String, count: Double)] = []

  init(_ tables: StoredTables) throws(StoredResultsError) {
    let requests = try tables.rows("requests.csv")
    if requests.isEmpty { return }
    func sum(_ column: String) -> Double {
      requests.reduce(0) { $0 + ($1.number(column) ?? 0) }
    }
    let stopped = requests.reduce(0) { $0 + Self.stopped(in: $1["why_left_behind"]) }
    fates = [
      ("switched off instead of moved", stopped),
      ("left where they were", sum("left_behind") - stopped),
      ("lost with their hosts", sum("lost")),
      ("still waiting or on their way when the run ended", sum("unfinished")),
    ].filter { $0.1 > 0 }
  }

  /// How many a list of reasons, such as `"cancelled (2); stopped (1)"`, says were switched off.
  private static func stopped(in reasons: String) -> Double {
    let word = "stopped ("
    guard let found = reasons.firstRange(of: word) else { return 0 }
    return Double(reasons[found.upperBound...].prefix { $0.isNumber }) ?? 0
  }

  var isEmpty: Bool { fates.isEmpty }

  /// `"Of the VMs, in all runs together, 3 were switched off instead of moved."`
  var sentence: String {
    let parts = fates.map { text, count in
      "\(Readable(roughly: count, .count).text) \(count == 1 ? "was" : "were") \(text)"
    }
    return "Of the VMs, in all runs together, \(parts.joined(separator: ", "))."
  }
}
