import Quantities
package import StrictJSON

/// One value of a scenario that is varied, and what it becomes.
///
/// As text: `network.links[0].bandwidth = 1, 10, 100 Gbit/s`, with a name for the results in front
/// where the path is too long: `bandwidth: network.links[0].bandwidth = ...`.
package struct Axis: Sendable, Equatable {
  /// How results call it: its path, or the name that was given.
  package let name: String
  package let path: ValuePath
  package private(set) var values: AxisValues

  package init(_ text: String) throws(DesignError) {
    let sides = Separated.parts(of: text, at: "=")
    guard sides.count >= 2 else {
      throw DesignError(
        "\"\(abridged(text))\" has no =", "write for example vms[0].memory = 4, 8, 16 GiB")
    }
    let names = Separated.parts(of: sides[0], at: ":")
    guard names.count <= 2, !names.contains("") else {
      throw DesignError(
        "\"\(abridged(sides[0]))\" is not a path",
        "write for example network.links[0].bandwidth, with a name and a colon before it at most")
    }
    path = try ValuePath(names.last!)
    name = names[0]
    values = try AxisValues(sides.dropFirst().joined(separator: "="))
  }

  /// The same axis with its values from the smallest to the largest, in whatever order they were given.
  package var ascending: Axis {
    var axis = self
    axis.values = values.ascending
    return axis
  }

  /// Axes that are varied together, with `;` between them: `a = 1, 2; b = 3, 4`.
  package static func group(_ text: String) throws(DesignError) -> [Axis] {
    var axes: [Axis] = []
    for part in Separated.parts(of: text, at: ";") { axes.append(try Axis(part)) }
    return axes
  }
}

/// How the values of an axis stand in a column of results.
package struct AxisColumn: Sendable, Equatable, Codable {
  /// The name of the axis, with the unit where all values have the same.
  package let name: String
  /// For each point its cell.
  package let cells: [String]

  /// - Parameter values: for each point the axis's value.
  package init(_ axis: String, _ values: [JSONNode]) {
    let parts = values.map { $0.string.flatMap { UnitTable.parts(of: $0) } }
    if let unit = parts.first??.unit, parts.allSatisfy({ $0?.unit == unit }) {
      name = "\(axis) (\(unit))"
      cells = parts.map { $0!.number }
    } else {
      name = axis
      cells = values.map { $0.string ?? $0.text }
    }
  }
}
