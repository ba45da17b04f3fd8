import Randomness

/// What results of a sweep say first: where each strategy is best and worst, and which of several values
/// decides.
extension Answer {
  /// How many strategies are told one by one.
  private static let mostStrategies = 4
  /// How many points of one strategy are told one by one, where one value varies.
  private static let mostPoints = 8

  /// - Parameters:
  ///   - metric: its name, the subject of a sentence about it, and its scale.
  ///   - rows: its rows of `summary.csv`.
  ///   - points: what is varied.
  /// - Returns: `nil` where it is told like results without points.
  static func sweepSentence(
    _ subject: String, _ rows: [RecordedRow], _ scale: Readable.Scale, _ points: StoredPoints
  ) -> String? {
    let known = rows.filter { $0.number("mean") != nil }
    var strategies: [String] = []
    for row in known where !strategies.contains(row["strategy"]) {
      strategies.append(row["strategy"])
    }
    guard points.names.count > 1, !known.isEmpty, strategies.count <= mostStrategies else {
      return nil
    }
    if strategies.count == 1, points.axes.count == 1, known.count <= mostPoints {
      return "\(subject) is \(all(known, scale, points))."
    }
    let names = strategies.count > 1 ? strategies.map { " with \($0)" } : [""]
    let told = zip(strategies, names).map { strategy, name in
      extremes(known.filter { $0["strategy"] == strategy }, scale, name)
    }
    guard strategies.count == 1, let decisive = decisive(known, points) else {
      return "\(subject)\(told.joined(separator: ";"))."
    }
    return "\(subject) follows \(decisive) It\(told[0])."
  }

  /// What there is at each point, in their order: "3 s at bandwidth 1 Gbit/s and 0.3 s at 10 Gbit/s".
  private static func all(
    _ rows: [RecordedRow], _ scale: Readable.Scale, _ points: StoredPoints
  ) -> String {
    list(
      rows.enumerated().map { place, row in
        let value = Value(row)
        let number = Readable(mean: value.mean!, half: value.half, scale).text
        let name = place == 0 ? "\(points.axes[0].shortName) " : ""
        return "\(number) at \(name)\(points.valueText(0, at: row["point"]))"
      })
  }

  private static func extremes(
    _ rows: [RecordedRow], _ scale: Readable.Scale, _ name: String
  ) -> String {
    func text(_ row: RecordedRow) -> String {
      let value = Value(row)
      let number = Readable(mean: value.mean!, half: value.half, scale).text
      return "\(number) at \(row.pointLabel ?? "point \(row["point"])")"
    }
    let sorted = rows.sorted { $0.number("mean")! < $1.number("mean")! }
    guard sorted.count > 1 else { return "\(name) is \(text(sorted[0]))" }
    return "\(name) is from \(text(sorted[0])) to \(text(sorted[sorted.count - 1]))"
  }

  /// Which of several values the metric follows most, over all points; `nil` where that cannot be told.
  private static func decisive(_ rows: [RecordedRow], _ points: StoredPoints) -> String? {
    guard points.axes.count > 1 else { return nil }
    let means = rows.compactMap { $0.number("mean") }
    let all = points.axes.indices.compactMap { axis -> (name: String, correlation: Double)? in
      let values = rows.compactMap { points.number(axis, at: $0["point"]) }
      guard values.count == means.count, let found = RankCorrelation.of(values, means) else {
        return nil
      }
      return (points.axes[axis].shortName, found)
    }
    let sorted = all.sorted { abs($0.correlation) > abs($1.correlation) }
    guard sorted.count > 1 else { return nil }
    func text(_ one: (name: String, correlation: Double)) -> String {
      "\(one.name) (\((one.correlation * 100).rounded() / 100))"
    }
    return
      "\(text(sorted[0])) most, then \(list(sorted.dropFirst().map(text))): rank correlations over all points."
  }
}
