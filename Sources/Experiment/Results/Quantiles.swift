/// The quantiles that summary.csv gives.
public struct Quantiles: Sendable, Equatable {
  /// From 0 to 1.
  let probabilities: [Double]
  /// How columns call them: `p99.9`.
  let names: [String]
  /// Whether somebody asked for them: then `quantiles.csv` says how far to trust them.
  private(set) var areChosen = false

  /// Median, 90 % and 99 %.
  public static let usual = Quantiles(valid: [0.5, 0.9, 0.99])

  /// - Parameter text: probabilities with commas between: `"0.5,0.95,0.99"`.
  /// - Returns: `nil` unless all of them are numbers above 0 and below 1, and no two are equal.
  public init?(_ text: String) {
    let parts = text.split(separator: ",", omittingEmptySubsequences: false)
    let numbers = parts.compactMap { Double($0) }
    guard numbers.count == parts.count, Set(numbers).count == numbers.count,
      numbers.allSatisfy({ $0 > 0 && $0 < 1 })
    else { return nil }
    self.init(valid: numbers)
    areChosen = true
  }

  /// Those of results that were recorded.
  init(_ probabilities: [Double]) { self.init(valid: probabilities) }

  private init(valid probabilities: [Double]) {
    self.probabilities = probabilities
    names = probabilities.map { probability in
      // 99.9, not 99.90000000000001.
      let percent = (probability * 1e10).rounded() / 1e8
      return percent == percent.rounded() ? "p\(Int(percent))" : "p\(percent)"
    }
  }
}
