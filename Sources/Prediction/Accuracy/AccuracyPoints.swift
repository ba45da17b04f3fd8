import Randomness

/// What figures show of a study.
extension AccuracyStudy {
  /// For each technique, how often intervals of each nominal level held the total time; workload known.
  public var reliabilityPoints: [(technique: String, points: [(nominal: Double, observed: Double)])]
  {
    techniques.map { technique in
      let observed = Self.reliability(cases(.known, technique), levels: Self.levels)
      return (technique.rawValue, zip(Self.levels, observed).map { ($0, $1) })
    }
  }

  /// Pre-copy at one load: shares of the total time.
  public struct LoadPoint: Sendable {
    public let band: String
    public let knownError: Double
    public let knownWidth: Double
    public let unknownError: Double
    public let unknownWidth: Double
  }

  /// Pre-copy by load, in finer bands than the tables have.
  public var loadPoints: [LoadPoint] {
    let edges = [0, 0.02, 0.1, 0.3, 0.5, 0.7, Double.infinity]
    return zip(edges, edges.dropFirst()).compactMap { low, high in
      func score(_ standing: Standing) -> ScoreBoard.Errors? {
        Self.score(
          cases(standing, .preCopy).filter { (low..<high).contains($0.row.load) }, .totalTime)
      }
      guard let known = score(.known), let unknown = score(.unknown) else { return nil }
      return LoadPoint(
        band: high.isFinite ? "\(low)-\(high)" : "over \(low)", knownError: known.medianError,
        knownWidth: known.medianWidth, unknownError: unknown.medianError,
        unknownWidth: unknown.medianWidth)
    }
  }

  /// One migration under controlled writes: milliseconds.
  public struct CasePoint: Sendable {
    public let measured: Double
    public let low: Double
    public let median: Double
    public let high: Double
  }
}
