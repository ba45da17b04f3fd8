package import Quantities
package import Randomness

extension Shape where Value == Distribution.Law {
  /// A constant quantity such as `"4 GiB"`, or an object that names a distribution.
  ///
  /// - Parameters:
  ///   - limits: what a constant and every value parameter must obey.
  ///   - complaint: what else is wrong with a distribution; nil if nothing is.
  package static func random<Q: Quantity>(
    _ quantity: Q.Type, _ limits: Limits,
    complaint: @escaping (Distribution.Law) -> String? = { _ in nil }
  ) -> Shape {
    let name = limits.sign.map { "\($0)\(Q.self)Distribution" }
    return random(name: name, limits, complaint) {
      Shape<Q>.quantity($0).map(\.value, inverse: Q.init)
    }
  }

  /// A constant number without a unit, or an object that names a distribution of numbers.
  package static func randomNumber(
    _ limits: Limits, complaint: @escaping (Distribution.Law) -> String? = { _ in nil }
  ) -> Shape {
    let name = limits.label.map { "\($0)NumberDistribution" }
    return random(name: name, limits, complaint) { .number($0) }
  }

  private static func random(
    name: String?, _ limits: Limits, _ complaint: @escaping (Distribution.Law) -> String?,
    _ value: @escaping (Limits) -> Shape<Double>
  ) -> Shape {
    let distribution = choice("a distribution", variants(limits, value))
    let constant = value(limits).map(Value.constant) { distribution in
      if case .constant(let value) = distribution { value } else { nil }
    }
    let shape = either(constant, distribution).checked { distribution in
      complaint(distribution).map { ($0, "write another distribution, or a constant") }
    }
    return name.map(shape.defined(as:)) ?? shape
  }

  /// The distributions, whose values are measured by `value`.
  private static func variants(
    _ limits: Limits, _ value: @escaping (Limits) -> Shape<Double>
  ) -> [Variant<Distribution.Law>] {
    let any = value(limits)
    let positive = value(limits.positivePart)
    let deviation = value(limits.nonNegativePart)
    return [
      Variant(
        "uniform", "Every value between two bounds is equally likely.",
        .object("A uniform distribution.") { o in
          let low = o.required("low", any, "The least value.")
          let high = o.required("high", any, "The greatest value.")
          o.check("high", "low", holds: low <= high, "is below \"low\"", "swap the two")
          return .uniform(low: low, high: high)
        }),
      Variant(
        "exponential", "The time between events that happen independently at a constant rate.",
        .object("An exponential distribution.") { o in
          .exponential(mean: o.required("mean", positive, "The mean."))
        }),
      Variant(
        "normal", "The bell curve.",
        .object("A normal distribution.") { o in
          .normal(
            mean: o.required("mean", any, "The mean."),
            deviation: o.required("deviation", deviation, "The standard deviation."))
        }),
      Variant(
        "logNormal", "Positive values whose logarithm is normally distributed.",
        .object("A log-normal distribution.") { o in
          .logNormal(
            mean: o.required("mean", positive, "The mean of the values, not of their logarithm."),
            deviation: o.required(
              "deviation", deviation,
              "The standard deviation of the values, not of their logarithm."))
        }),
      Variant(
        "gamma", "Positive values with a moderate tail.",
        .object("A gamma distribution.") { o in
          .gamma(
            mean: o.required("mean", positive, "The mean."),
            deviation: o.required("deviation", positive, "The standard deviation."))
        }),
      Variant(
        "weibull", "Lifetimes.",
        .object("A Weibull distribution.") { o in
          .weibull(
            scale: o.required("scale", positive, "The value that 63.2 % stay below."),
            shape: o.required("shape", .number(.positive), "Below 1: early failures; above: wear."))
        }),
      Variant(
        "pareto", "Values with a heavy tail.",
        .object("A Pareto distribution.") { o in
          .pareto(
            minimum: o.required("minimum", positive, "The least value."),
            shape: o.required("shape", .number(.positive), "The exponent of the tail."))
        }),
      Variant(
        "triangular", "An expert's guess: least, likeliest and greatest value.",
        .object("A triangular distribution.") { o in
          let low = o.required("low", any, "The least value.")
          let mode = o.required("mode", any, "The likeliest value.")
          let high = o.required("high", any, "The greatest value.")
          o.check("mode", "low", holds: low <= mode, "is below \"low\"", "write them in order")
          o.check("high", "mode", holds: mode <= high, "is below \"mode\"", "write them in order")
          return .triangular(low: low, mode: mode, high: high)
        }),
      Variant(
        "empirical", "One of the values that were measured.",
        .object("An empirical distribution.") { o in
          let values = o.required("values", .array(of: any, atLeast: 1), "The measured values.")
          let weights = o.optional(
            "weights", .array(of: .number(.nonNegative), atLeast: 1),
            "How likely each value is, in any scale; all equally without it.")
          o.check(
            "weights", "values", holds: weights.map { $0.count == values.count } ?? true,
            "has \(weights?.count ?? 0) weights for \(values.count) values",
            "write one weight for each value")
          o.check(
            "weights", holds: weights.map { $0.reduce(0, +) > 0 } ?? true,
            "has no weight above 0", "write at least one weight above 0")
          return .empirical(values: values, weights: weights)
        }),
    ]
  }
}
