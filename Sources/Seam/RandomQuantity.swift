public import Quantities
public import Randomness

/// A quantity that a scenario may give as a constant or as a distribution.
public struct RandomQuantity<Unit: Quantity>: Hashable, Sendable {
  /// The distribution, in SI base units.
  public var distribution: Distribution

  public init(_ distribution: Distribution) { self.distribution = distribution }

  /// Always the same.
  ///
  /// - Precondition: the quantity is finite.
  public static func constant(_ quantity: Unit) -> Self {
    guard let distribution = try? Distribution(.constant(quantity.value)) else {
      preconditionFailure("\(quantity) is not a number to draw")
    }
    return Self(distribution)
  }

  /// The value, if it is always the same; `nil` for other distributions.
  public var constant: Unit? {
    if let value = distribution.constant { Unit(value) } else { nil }
  }

  /// One draw.
  public func sample(from stream: inout RandomStream) -> Unit {
    Unit(distribution.sample(from: &stream))
  }
}
