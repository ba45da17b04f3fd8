/// MC: the VM leaves whose history the others' histories explain best: R² of the least squares regression, with
/// an intercept, of its history on theirs is largest.
///
/// Where no regression can be made, because too few rounds have been seen or a history is the same as others
/// together, the VM with the least memory leaves. Source: Verma et al. (2009), Beloglazov and Buyya (2012).
public struct MaximumCorrelation: VMSelection {
  public init() {}

  public func choose(among candidates: [Int], _ view: ConsolidationView) -> Int {
    let rounds = candidates.map { view.history.count(of: $0) }.min() ?? 0
    guard candidates.count > 1, rounds > candidates.count else {
      return MinimumMigrationTime().choose(among: candidates, view)
    }
    let histories = candidates.map { vm in
      (0..<rounds).map { view.history.share(of: vm, back: $0) }
    }
    var best: Int?
    var most = -Double.infinity
    for (place, vm) in candidates.enumerated() {
      let others = histories.indices.filter { $0 != place }.map { histories[$0] }
      guard let explained = Regression.explained(histories[place], by: others) else {
        return MinimumMigrationTime().choose(among: candidates, view)
      }
      if explained > most { (best, most) = (vm, explained) }
    }
    return best!
  }
}

/// Least squares with an intercept.
enum Regression {
  /// R²: what share of the variance of some values a combination of others explains; `nil` if the others
  /// depend on each other, or the values do not vary.
  ///
  /// The columns are centred and made orthogonal one after the other (modified Gram and Schmidt).
  static func explained(_ values: [Double], by columns: [[Double]]) -> Double? {
    var rest = centred(values)
    let total = dot(rest, rest)
    guard total > 0 else { return nil }
    var basis: [[Double]] = []
    for column in columns {
      var column = centred(column)
      let size = dot(column, column)
      for direction in basis { remove(direction, from: &column) }
      let left = dot(column, column)
      guard left > 1e-12 * size, left > 0 else { return nil }
      let length = left.squareRoot()
      for place in column.indices { column[place] /= length }
      basis.append(column)
    }
    for direction in basis { remove(direction, from: &rest) }
    return 1 - dot(rest, rest) / total
  }

  private static func centred(_ values: [Double]) -> [Double] {
    let mean = values.reduce(0, +) / Double(values.count)
    return values.map { $0 - mean }
  }

  private static func dot(_ a: [Double], _ b: [Double]) -> Double {
    var sum = 0.0
    for place in a.indices { sum += a[place] * b[place] }
    return sum
  }

  private static func remove(_ direction: [Double], from values: inout [Double]) {
    let along = dot(direction, values)
    for place in values.indices { values[place] -= along * direction[place] }
  }
}
