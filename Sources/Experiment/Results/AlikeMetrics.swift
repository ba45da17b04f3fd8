/// Rows of `summary.csv`, looked at together.
extension Sequence<RecordedRow> {
  /// Whether two metrics have the same means to a hundredth: the makespan of one VM is its total time, and
  /// what a guest loses that is never slowed down is its downtime.
  package func areAlike(_ one: String, _ other: String) -> Bool {
    func means(_ metric: String) -> [Double?] {
      filter { $0["metric"] == metric }.map { $0.number("mean") }
    }
    let (own, its) = (means(one), means(other))
    return own.count == its.count
      && zip(own, its).allSatisfy { pair in
        guard let a = pair.0, let b = pair.1 else { return (pair.0 == nil) == (pair.1 == nil) }
        return abs(a - b) <= 0.01 * Swift.max(a, b)
      }
  }
}
