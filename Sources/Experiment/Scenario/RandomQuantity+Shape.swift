import Datacenter
import Quantities
import Randomness

extension Shape {
  /// A quantity or a distribution of it: what may be written wherever a scenario has a number.
  static func random<Unit>(_ limits: Limits) -> Shape where Value == RandomQuantity<Unit> {
    let text = Shape<DistributionText>.random(Unit.self, limits) { $0.complaint(within: limits) }
    return Shape(
      noun: text.noun, example: text.example, kinds: text.kinds, schema: text.schema,
      accept: { text.accept($0).map(RandomQuantity.init(checked:)) },
      placeholder: { RandomQuantity(checked: text.placeholder()) },
      write: { quantity in
        guard case .constant(let value) = quantity.distribution.law else { return nil }
        return Shape<Unit>.quantity(limits).write(Unit(value))
      },
      remedy: text.remedy)
  }
}

extension RandomQuantity {
  /// The distribution of a text that has been found to be one.
  fileprivate init(checked text: DistributionText) {
    guard let distribution = try? Distribution(text.law) else {
      preconditionFailure("an unsound distribution got past its check")
    }
    self.init(distribution)
  }
}

extension DistributionText {
  /// The law in the words of `Randomness`.
  var law: Distribution.Law {
    switch self {
    case .constant(let value): .constant(value)
    case .uniform(let low, let high): .uniform(low: low, high: high)
    case .exponential(let mean): .exponential(mean: mean)
    case .normal(let mean, let deviation): .normal(mean: mean, deviation: deviation)
    case .logNormal(let mean, let deviation): .logNormal(mean: mean, deviation: deviation)
    case .gamma(let mean, let deviation): .gamma(mean: mean, deviation: deviation)
    case .weibull(let scale, let shape): .weibull(scale: scale, shape: shape)
    case .pareto(let minimum, let shape): .pareto(minimum: minimum, shape: shape)
    case .triangular(let low, let mode, let high): .triangular(low: low, mode: mode, high: high)
    case .empirical(let values, let weights): .empirical(values: values, weights: weights)
    }
  }

  /// What is wrong with the distribution as a whole; `nil` if nothing is.
  fileprivate func complaint(within limits: Limits) -> String? {
    do {
      let distribution = try Distribution(law)
      let lowest = distribution.support.lowerBound
      return limits.forbidsSign && lowest < 0 ? "may be negative (as low as \(lowest))" : nil
    } catch {
      return "\(error)"
    }
  }
}
