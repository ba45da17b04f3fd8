import Randomness
package import StrictJSON

/// Which values an experiment varies, and at which points it is played.
package struct Sweep: Sendable {
  /// The axes, those that are varied together next to each other.
  package let axes: [Axis]
  /// For each point the value of each axis; at least one point.
  package let points: [[JSONNode]]

  /// The most points of a sweep.
  package static let mostPoints = 100_000

  /// How points are chosen.
  package enum Method: String, CaseIterable, Sendable {
    /// Every value with every other.
    case product
    /// Spread along every axis, and at random otherwise.
    case latinHypercube = "latin-hypercube"
    /// Filling the space evenly.
    case sobol
  }

  /// - Parameters:
  ///   - groups: axes; those of a group are varied together.
  ///   - count: how many points the method chooses; a product has as many as it has.
  ///   - seed: that of a Latin hypercube.
  /// - Throws: where there is no point, or there are too many.
  package init(
    _ groups: [[Axis]], where conditions: [Condition] = [], method: Method = .product,
    count: Int? = nil, seed: UInt64 = 1
  ) throws(DesignError) {
    axes = groups.flatMap { $0 }
    for (index, axis) in axes.enumerated()
    where axes[..<index].contains(where: { $0.name == axis.name }) {
      throw DesignError("\"\(axis.name)\" is varied twice", "leave one of them out")
    }
    let all =
      try method == .product
      ? Self.product(groups) : Self.chosen(groups, method, count: count ?? 16, seed: seed)
    var points: [[JSONNode]] = []
    for point in all {
      var isMeant = true
      for condition in conditions where isMeant { isMeant = try condition.holds(of: point) }
      if isMeant { points.append(point) }
    }
    guard !points.isEmpty else {
      throw DesignError(
        "none of the \(all.count) points meets the conditions", "write weaker ones")
    }
    self.points = points
  }

  private static func product(_ groups: [[Axis]]) throws(DesignError) -> [[JSONNode]] {
    var points: [[JSONNode]] = [[]]
    for group in groups {
      let rows = try together(group)
      guard points.count * rows.count <= mostPoints else {
        throw DesignError(
          "there are more than \(mostPoints) points",
          "vary less, or choose a design, such as sobol")
      }
      points = points.flatMap { point in rows.map { point + $0 } }
    }
    return points
  }

  /// The values of axes that are varied together, row by row.
  private static func together(_ group: [Axis]) throws(DesignError) -> [[JSONNode]] {
    var columns: [[JSONNode]] = []
    for axis in group { columns.append(try axis.values.all()) }
    for (axis, values) in zip(group, columns) where values.count != columns[0].count {
      throw DesignError(
        "\"\(group[0].name)\" has \(columns[0].count) values, and \"\(axis.name)\", which is varied with it, \(values.count)",
        "write as many for each")
    }
    return columns[0].indices.map { row in columns.map { $0[row] } }
  }

  private static func chosen(
    _ groups: [[Axis]], _ method: Method, count: Int, seed: UInt64
  ) throws(DesignError) -> [[JSONNode]] {
    guard (1...mostPoints).contains(count) else {
      throw DesignError("\(count) points are none, or too many", "write 1 to \(mostPoints)")
    }
    let shares: [[Double]]
    if method == .sobol {
      guard groups.count <= SobolSequence.mostDimensions else {
        throw DesignError(
          "a Sobol sequence has \(SobolSequence.mostDimensions) axes at most",
          "vary fewer, or choose latin-hypercube")
      }
      shares = SobolSequence.points(count: count, dimensions: groups.count)
    } else {
      var stream = RandomStream(seed: seed, name: "design", replication: 0)
      let sample = LatinHypercube(count: count, dimensions: groups.count, drawing: &stream)
      shares = (0..<count).map { Array(sample[$0]) }
    }
    return shares.map { point in
      zip(groups, point).flatMap { group, share in group.map { $0.values.value(at: share) } }
    }
  }

  /// What stands in the columns of the axes.
  package var columns: [AxisColumn] {
    axes.enumerated().map { index, axis in
      AxisColumn(axis.name, points.map { $0[index] })
    }
  }
}
