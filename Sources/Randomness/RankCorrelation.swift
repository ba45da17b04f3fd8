/// How closely one number rises or falls with another, whatever the curve: Spearman's rank correlation
/// (1904), Pearson's correlation of the ranks, where equal numbers share the mean of their ranks.
public enum RankCorrelation {
  /// From -1 to 1; `nil` where one of them does not vary, or there are fewer than three pairs.
  ///
  /// - Precondition: both are equally long, and every number is finite or infinite, not `nan`.
  /// - Complexity: O(n log n)
  public static func of(_ a: [Double], _ b: [Double]) -> Double? {
    precondition(a.count == b.count, "every number must have its partner")
    guard a.count > 2 else { return nil }
    let (x, y) = (ranks(a), ranks(b))
    // The mean of ranks from 0 on, with ties or without.
    let mean = Double(a.count - 1) / 2
    var (xx, yy, xy) = (0.0, 0.0, 0.0)
    for (p, q) in zip(x, y) {
      xx += (p - mean) * (p - mean)
      yy += (q - mean) * (q - mean)
      xy += (p - mean) * (q - mean)
    }
    return xx > 0 && yy > 0 ? xy / (xx * yy).squareRoot() : nil
  }

  private static func ranks(_ numbers: [Double]) -> [Double] {
    let order = numbers.indices.sorted { numbers[$0] < numbers[$1] }
    var ranks = Array(repeating: 0.0, count: numbers.count)
    var start = 0
    while start < order.count {
      var end = start + 1
      while end < order.count, numbers[order[end]] == numbers[order[start]] { end += 1 }
      for place in order[start..<end] { ranks[place] = Double(start + end - 1) / 2 }
      start = end
    }
    return ranks
  }
}
