/// A number of a JSON text, with that text: a `Double` keeps only 53 bits of a seed.
package struct JSONNumber: Equatable, Sendable {
  /// The number as it is written, in JSON's grammar.
  package let text: String

  /// The number that `text`, which follows JSON's grammar, denotes.
  package init(_ text: String) { self.text = text }

  /// The nearest double.
  package var value: Double { Double(text)! }

  /// Whether the number is whole, however it is written: `30`, `30.0` and `3e1` are.
  package var isInteger: Bool { magnitudeDigits != nil }

  /// The number if it is whole and fits, exactly.
  package var integer: Int? { whole().flatMap { Int($0) } }

  /// The number if it is whole, not negative and fits, exactly.
  package var unsigned: UInt64? { whole().flatMap { UInt64($0) } }

  /// Sign and digits of a whole number short enough to fit into 64 bits.
  private func whole() -> String? {
    guard let (digits, zeros) = magnitudeDigits, digits.count + zeros <= 20 else { return nil }
    if digits.isEmpty { return "0" }
    return (text.hasPrefix("-") ? "-" : "") + digits + String(repeating: "0", count: zeros)
  }

  /// The digits of a whole number without its sign, leading and trailing zeros, and how many zeros
  /// follow them; nil if the number is not whole.
  private var magnitudeDigits: (digits: Substring, zeros: Int)? {
    let parts = text.split { $0 == "e" || $0 == "E" }
    let mantissa = parts[0].drop { $0 == "-" }
    let point = mantissa.firstIndex(of: ".") ?? mantissa.endIndex
    let fraction = mantissa[point...].dropFirst()
    var digits = Substring(mantissa[..<point] + fraction)
    digits = digits.drop { $0 == "0" }
    if digits.isEmpty { return (digits, 0) }
    guard let exponent = parts.count < 2 ? 0 : Int(parts[1]) else { return nil }
    var zeros = exponent - fraction.count
    while digits.last == "0" {
      digits.removeLast()
      zeros += 1
    }
    return zeros >= 0 ? (digits, zeros) : nil
  }
}
