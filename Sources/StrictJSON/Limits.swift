/// The interval in which a number, or a quantity in SI base units, must lie.
package struct Limits: Equatable, Sendable {
  private let lower: Double
  private let upper: Double
  private let includesLower: Bool

  /// Every finite number.
  package static let any = Limits(lower: -.infinity, upper: .infinity, includesLower: false)
  /// Above 0.
  package static let positive = Limits(lower: 0, upper: .infinity, includesLower: false)
  /// 0 or above.
  package static let nonNegative = Limits(lower: 0, upper: .infinity, includesLower: true)
  /// `minimum` or above.
  package static func atLeast(_ minimum: Double) -> Limits {
    Limits(lower: minimum, upper: .infinity, includesLower: true)
  }
  /// Above `bound`.
  package static func above(_ bound: Double) -> Limits {
    Limits(lower: bound, upper: .infinity, includesLower: false)
  }
  /// Within a closed interval.
  package static func within(_ range: ClosedRange<Double>) -> Limits {
    Limits(lower: range.lowerBound, upper: range.upperBound, includesLower: true)
  }
  /// Above `bound`, and `maximum` at most.
  package static func above(_ bound: Double, upTo maximum: Double) -> Limits {
    Limits(lower: bound, upper: maximum, includesLower: false)
  }

  /// Whether a number is finite and lies in the interval. The zero with a sign counts as negative,
  /// as its sign would otherwise reach the results.
  package func contains(_ value: Double) -> Bool {
    guard value.isFinite, value <= upper else { return false }
    if value == 0, value.sign == .minus { return lower < 0 }
    return includesLower ? value >= lower : value > lower
  }

  /// Whether no number below zero is allowed.
  package var forbidsSign: Bool { lower >= 0 }

  /// A number in the interval: 1 if it may be, else one that is near a bound.
  package var sample: Double {
    if contains(1) { return 1 }
    if upper.isFinite { return lower.isFinite ? (lower + upper) / 2 : upper }
    return includesLower ? lower : lower + 1
  }

  /// The interval in words that continue "write a number": `"from 0 to 1"`.
  package func phrase(_ show: (Double) -> String) -> String {
    if lower == -.infinity { return upper == .infinity ? "" : "up to \(show(upper))" }
    let least = includesLower ? "from \(show(lower))" : "above \(show(lower))"
    return upper == .infinity
      ? includesLower ? "of \(show(lower)) or more" : least
      : includesLower ? "\(least) to \(show(upper))" : "\(least), up to \(show(upper))"
  }

  /// Why a number is outside, as the rest of a sentence that begins with it.
  package func complaint(about value: Double, _ show: (Double) -> String) -> String {
    if value > upper { return "is above \(show(upper))" }
    if lower == 0 { return includesLower ? "is negative" : "is not positive" }
    return includesLower ? "is below \(show(lower))" : "is not above \(show(lower))"
  }

  /// The interval in JSON Schema's words for numbers.
  package var schema: [JSONNode.Member] {
    var members: [JSONNode.Member] = []
    if lower.isFinite {
      members.append(.init(includesLower ? "minimum" : "exclusiveMinimum", .number(lower)))
    }
    if upper.isFinite { members.append(.init("maximum", .number(upper))) }
    return members
  }

  /// The numbers above 0 among these.
  package var positivePart: Limits { .above(0, upTo: upper) }
  /// The numbers of 0 or above among these.
  package var nonNegativePart: Limits { Limits(lower: 0, upper: upper, includesLower: true) }

  /// What these limits say about signs: `"Positive"`; `nil` if a bound lies elsewhere than at 0. The
  /// schema of a text with a unit knows no more than this.
  package var sign: String? {
    if lower == -.infinity, upper == .infinity { return "Any" }
    return lower == 0 ? includesLower ? "NonNegative" : "Positive" : nil
  }

  /// The name under which shapes with these limits are shared, if they are plain: `"Positive"`.
  package var label: String? { upper == .infinity ? sign : nil }
}
