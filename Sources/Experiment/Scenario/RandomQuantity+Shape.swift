import Datacenter
import Quantities
import Randomness
import StrictJSON

extension Shape {
  /// A quantity or a distribution of it: what may be written wherever a scenario has a number.
  static func random<Unit>(_ limits: Limits) -> Shape where Value == RandomQuantity<Unit> {
    let text = Shape<Distribution.Law>.random(Unit.self, limits) { $0.complaint(within: limits) }
    return Shape(
      noun: text.noun, example: text.example, kinds: text.kinds, schema: text.schema,
      accept: { text.accept($0).map(RandomQuantity.init(checked:)) },
      placeholder: { RandomQuantity(checked: text.placeholder()) },
      write: { quantity in
        quantity.constant.flatMap { Shape<Unit>.quantity(limits).write($0) }
      },
      remedy: text.remedy)
  }
}

extension RandomQuantity {
  /// The distribution of a law that has been found to make sense.
  fileprivate init(checked law: Distribution.Law) {
    guard let distribution = try? Distribution(law) else {
      preconditionFailure("an unsound distribution got past its check")
    }
    self.init(distribution)
  }
}

extension Distribution.Law {
  /// What is wrong with the distribution as a whole; `nil` if nothing is.
  fileprivate func complaint(within limits: Limits) -> String? {
    do {
      let distribution = try Distribution(self)
      let lowest = distribution.support.lowerBound
      return limits.forbidsSign && lowest < 0 ? "may be negative (as low as \(lowest))" : nil
    } catch {
      return "\(error)"
    }
  }
}
