import Glibc
public import Quantities
public import Seam

/// A value that somebody gives a parameter, before it is put where it belongs.
public indirect enum Setting: Equatable, Sendable {
  case count(Int)
  case flag(Bool)
  case number(Double)
  case time(Seconds)
  case data(Bytes)
  case rate(BytesPerSecond)
  case randomTime(RandomQuantity<Seconds>)
  case choice(String)
  /// The settings of a group's own parameters.
  case group(Settings)

  /// The value as a person would write it; `nil` for a group or a distribution.
  public var text: String? {
    switch self {
    case .count(let count): "\(count)"
    case .flag(let flag): "\(flag)"
    case .number(let number): number == number.rounded() ? "\(Int(number))" : "\(number)"
    case .time(let time): Self.text(of: time)
    case .data(let data): Self.text(of: data)
    case .rate(let rate): Self.text(of: rate)
    case .randomTime(let time): Self.text(of: time)
    case .choice(let name): name
    case .group: nil
    }
  }

  /// A constant, as a quantity; `nil` for a distribution.
  @inline(never)  // Inlined, it stops the optimiser of Swift 6.3.1 with an error of its own.
  private static func text(of time: RandomQuantity<Seconds>) -> String? {
    guard let constant = time.constant else { return nil }
    return text(of: constant)
  }

  /// A quantity to nine digits: 0.2 us, though the double nearest to it in seconds is another.
  private static func text(of quantity: some Quantity) -> String {
    guard quantity.isFinite, quantity.value != 0 else { return "\(quantity)" }
    let scale = pow(10, 8 - log10(abs(quantity.value)).rounded(.down))
    return "\(type(of: quantity).init((quantity.value * scale).rounded() / scale))"
  }
}

/// What is given, by the parameters' keys. What is not given keeps its default.
public struct Settings: Equatable, Sendable, ExpressibleByDictionaryLiteral {
  private var values: [String: Setting]

  public init(dictionaryLiteral elements: (String, Setting)...) {
    values = Dictionary(uniqueKeysWithValues: elements)
  }

  /// What is given for a key; `nil` for its default.
  public subscript(key: String) -> Setting? {
    get { values[key] }
    set { values[key] = newValue }
  }

  /// Whether something is given for a key.
  public func contains(_ key: String) -> Bool { values[key] != nil }
}
