import Parallel

/// What stands below the table of a scenario with several points: what is to be said of single points, with
/// the points of which it holds.
extension StudyRun {
  /// Lines that differ from point to point, each with the points that have it, in the order in which they
  /// come first; at most so many.
  func byPoint(
    most: Int, between: String = ", ", _ lines: @Sendable (ExperimentRun) -> [String]
  ) -> [String] {
    // Each looks at all replications.
    let found = parallel(points.count, jobs: conclusions.jobs) { lines(points[$0]) }
    var order: [String] = []
    var places: [String: [Int]] = [:]
    for (number, lines) in found.enumerated() {
      for line in lines where !line.isEmpty {
        if places[line] == nil { order.append(line) }
        places[line, default: []].append(number)
      }
    }
    guard !order.isEmpty else { return [] }
    let more = order.count > most ? ["and \(order.count - most) more such lines"] : []
    return order.prefix(most).map { name(ofPoints: places[$0]!) + between + $0 } + more + [""]
  }

  /// What held transfers back without being a link, and at which points; which links were not used, and
  /// which faults never struck.
  var notes: [String] {
    let found = parallel(points.count, jobs: conclusions.jobs) { number in
      points[number].heldBack.map { (point: number, limit: $0) }
    }.joined()
    var order: [[String]] = []
    let groups = Dictionary(grouping: found) { [$0.limit.arm, $0.limit.text] }
    for key in found.map({ [$0.limit.arm, $0.limit.text] }) where !order.contains(key) {
      order.append(key)
    }
    let limits = order.map { key in
      let group = groups[key]!
      let whole = OwnLimit(
        arm: key[0], text: key[1], count: group.reduce(0) { $0 + $1.limit.count },
        total: group.reduce(0) { $0 + $1.limit.total })
      return whole.sentence(name(ofPoints: group.map(\.point)))
    }
    return limits + (limits.isEmpty ? [] : [""])
      + byPoint(most: Self.mostNotes, between: ": ") { $0.notesOfLinks + $0.unstruckFaults }
  }

  /// The most lines of a kind below the table.
  static let mostNotes = 20

  /// Some of the points, in ascending order from 0, as a person names them: "points 2 to 4 and 7".
  private func name(ofPoints places: [Int]) -> String {
    guard places.count < points.count || points.count == 1 else { return "all points" }
    return "\(places.count == 1 ? "point" : "points") \(Spans.text(places.map { $0 + 1 }))"
  }
}
