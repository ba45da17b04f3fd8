import Design
import StrictJSON

/// What a scenario varies, in the file or on the command line.
struct SweepSpec: ReadableObject, Sendable {
  static let schemaName = "Sweep"
  static let schemaText =
    "What the scenario varies; it runs at every point. Each text gives a path and its values, as for apus sweep --vary."

  let vary: [Located<String>]
  let conditions: [Located<String>]
  let design: Sweep.Method
  let count: Int?

  init(reading o: inout ObjectReader) {
    vary = o.required(
      "vary", .array(of: .located(.sentence), atLeast: 1),
      "What is varied, such as \"network.links[0].bandwidth = 1, 10, 25 Gbit/s\". Every value of one text is combined with every value of the others. A ; in a text varies two values together."
    )
    conditions = o.optional(
      "where", .array(of: .located(.sentence)), default: [],
      "A condition that every point meets, such as \"a <= b\", where a and b are varied values.")
    design = o.optional(
      "design", .word("a design"), default: .product,
      "How points are chosen: every value with every other (product), or so many points within the ranges (latin-hypercube, sobol)."
    )
    count = o.optional(
      "points", .count(1...Sweep.mostPoints),
      "How many points the design chooses (16 without it). A product has as many as its values give."
    )
    o.check(
      "points", holds: design != .product || count == nil, "a product has as many points as it has",
      "remove it, or write a design such as \"sobol\"")
  }
}

extension Shape where Value == String {
  /// A text that says what is varied.
  fileprivate static var sentence: Shape {
    Shape.text.checked { $0.isEmpty ? ("is empty", "write what is varied, or remove it") : nil }
  }
}

/// What the command line varies, in place of what the file does.
public struct SweepRequest: Sendable, Equatable, Codable {
  /// What is varied, as `--vary` says it.
  public var vary: [String]
  /// What holds at every point.
  public var conditions: [String]
  /// The name of a design; `nil` for a product.
  public var design: String?
  /// How many points it chooses.
  public var count: Int?

  public init(vary: [String], conditions: [String], design: String?, count: Int?) {
    (self.vary, self.conditions, self.design, self.count) = (vary, conditions, design, count)
  }

  /// The names of designs.
  public static var designs: [String] { Sweep.Method.allCases.map(\.rawValue) }

  /// The most points that a sweep may have.
  public static var mostPoints: Int { Sweep.mostPoints }
}
