import Quantities
package import StrictJSON

/// What must hold of the values of a point for it to be one: `a <= b`, `memory < 8 GiB`, `engine != x`.
package struct Condition: Sendable, Equatable {
  private let left: Side
  private let right: Side
  private let relation: Relation

  private enum Side: Equatable {
    case axis(Int, name: String)
    case value(JSONNode)

    func value(at point: [JSONNode]) -> JSONNode {
      switch self {
      case .axis(let axis, _): point[axis]
      case .value(let value): value
      }
    }

    /// How messages call it.
    func name(at point: [JSONNode]) -> String {
      switch self {
      case .axis(_, let name): name
      case .value(let value): "\"\(value.string ?? value.text)\""
      }
    }
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
      axes.firstIndex(of: text).map { .axis($0, name: text) } ?? .value(AxisValues.value(text))
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
  /// - Throws: where values are ordered that have no order, or numbers compared that mean different things.
  package func holds(of values: [JSONNode]) throws(DesignError) -> Bool {
    let (a, b) = (left.value(at: values), right.value(at: values))
    let (x, y) = (Magnitude.measured(a), Magnitude.measured(b))
    if let x, !isAlike(x, b, y) { throw mismatch(left, x, right, y, values) }
    if let y, !isAlike(y, a, x) { throw mismatch(right, y, left, x, values) }
    guard let x = x?.number, let y = y?.number else {
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

  /// Whether a value may stand beside a number: a word may, such as "unlimited"; a number of another
  /// kind, or with a unit that nobody knows, may not.
  private func isAlike(
    _ number: Magnitude.Measured, _ other: JSONNode, _ measured: Magnitude.Measured?
  ) -> Bool {
    if let measured { return measured.kind == number.kind }
    return number.kind == nil || other.string.flatMap { UnitTable.parts(of: $0) } == nil
  }

  /// What is wrong where two sides do not measure the same.
  private func mismatch(
    _ a: Side, _ x: Magnitude.Measured, _ b: Side, _ y: Magnitude.Measured?, _ point: [JSONNode]
  ) -> DesignError {
    // The axis is what the other side has to fit.
    if case .value = a, case .axis = b, let y { return mismatch(b, y, a, x, point) }
    func isIn(_ measured: Magnitude.Measured) -> String {
      measured.unit.isEmpty ? "a plain number" : "in \(measured.unit)"
    }
    let problem = "\(a.name(at: point)) is \(isIn(x)), and \(b.name(at: point)) is "
    if case .axis = b, let y {
      return DesignError(problem + isIn(y), "compare values of the same kind")
    }
    return DesignError(
      problem + "not",
      x.unit.isEmpty ? "write a plain number" : "write a number with a unit, such as 1 \(x.unit)")
  }
}
