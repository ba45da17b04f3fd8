package import StrictJSON

/// What must hold of the values of a point for it to be one: `a <= b`, `memory < 8 GiB`, `engine != x`.
package struct Condition: Sendable, Equatable {
  private let left: Side
  private let right: Side
  private let relation: Relation

  private enum Side: Equatable {
    case axis(Int)
    case value(JSONNode)
  }

  /// A longer sign stands before those that it begins with.
  enum Relation: String, CaseIterable {
    case atMost = "<="
    case atLeast = ">="
    case unequal = "!="
    case below = "<"
    case above = ">"
    case equal = "="
  }

  /// - Parameter axes: the names of the axes, in the order of the values of points.
  package init(_ text: String, axes: [String]) throws(DesignError) {
    let found = Relation.allCases.lazy.compactMap { relation in
      text.firstRange(of: relation.rawValue).map { (relation, $0) }
    }.first
    guard let (relation, place) = found else {
      throw DesignError(
        "\"\(text)\" compares nothing", "write for example \(axes.first ?? "a") <= 8 GiB")
    }
    self.relation = relation
    func side(_ text: String) -> Side {
      axes.firstIndex(of: text).map { .axis($0) } ?? .value(AxisValues.value(text))
    }
    left = side(String(text[..<place.lowerBound]).trimmed)
    right = side(String(text[place.upperBound...]).trimmed)
    if case .value = left, case .value = right {
      throw DesignError(
        "\"\(text)\" is about no axis", "name one: \(axes.joined(separator: ", "))")
    }
  }

  /// Whether it holds of a point.
  ///
  /// - Throws: where values are ordered that have no order.
  package func holds(of values: [JSONNode]) throws(DesignError) -> Bool {
    func value(_ side: Side) -> JSONNode {
      switch side {
      case .axis(let axis): values[axis]
      case .value(let value): value
      }
    }
    let (a, b) = (value(left), value(right))
    guard let x = Magnitude.of(a), let y = Magnitude.of(b) else {
      switch relation {
      case .equal: return a == b
      case .unequal: return a != b
      default:
        throw DesignError(
          "\(a.text) and \(b.text) have no order", "compare numbers, or write = or !=")
      }
    }
    return switch relation {
    case .atMost: x <= y
    case .atLeast: x >= y
    case .unequal: x != y
    case .below: x < y
    case .above: x > y
    case .equal: x == y
    }
  }
}
