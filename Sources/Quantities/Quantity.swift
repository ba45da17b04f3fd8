/// A number with a unit: a `Double` in the SI base unit that cannot be mixed up with another kind.
///
/// There is no `Bytes + Seconds`; `Bytes / BytesPerSecond` is `Seconds`. One word wide and inlined
/// everywhere, so that a typed unit costs what a bare `Double` does.
public protocol Quantity: Hashable, Comparable, Sendable, AdditiveArithmetic,
  CustomStringConvertible
{
  /// The number, in the SI base unit.
  var value: Double { get set }
  /// The quantity of `value` SI base units.
  init(_ value: Double)
  /// The units in which a person may write this quantity.
  static var text: UnitTable { get }
}

extension Quantity {
  /// Nothing.
  @inlinable public static var zero: Self { Self(0) }
  /// Whether `a` is less than `b`.
  @inlinable public static func < (a: Self, b: Self) -> Bool { a.value < b.value }
  /// Both together.
  @inlinable public static func + (a: Self, b: Self) -> Self { Self(a.value + b.value) }
  /// What `a` has more than `b`.
  @inlinable public static func - (a: Self, b: Self) -> Self { Self(a.value - b.value) }
  /// This quantity, scaled.
  @inlinable public static func * (a: Self, factor: Double) -> Self { Self(a.value * factor) }
  /// This quantity, scaled.
  @inlinable public static func * (factor: Double, a: Self) -> Self { Self(factor * a.value) }
  /// This quantity, divided.
  @inlinable public static func / (a: Self, divisor: Double) -> Self { Self(a.value / divisor) }
  /// The ratio of two quantities of a kind.
  @inlinable public static func / (a: Self, b: Self) -> Double { a.value / b.value }
  /// Whether this is a number, and not infinite.
  @inlinable public var isFinite: Bool { value.isFinite }

  /// Reads text such as `"4 GiB"`.
  ///
  /// - Throws: `QuantityError` that says what would be right.
  public init(parsing text: String) throws(QuantityError) {
    self.init(try Self.text.parse(text))
  }

  /// A text that reads back as exactly this quantity: `"4 GiB"`, `"300 ms"`.
  public var description: String { Self.text.print(value) }
}
