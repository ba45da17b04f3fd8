import Foundation
package import Randomness
import StrictJSON

/// A number for people: the mean and the half-width of its 95 % interval in a handy unit, with as many
/// digits as the interval supports.
package struct Readable: Equatable {
  package private(set) var mean = "-"
  package private(set) var half = ""
  package private(set) var unit = ""

  /// Units from large to small; a number is shown in the first whose threshold it reaches.
  package struct Scale {
    package let units: [(name: String, size: Double, from: Double)]
    /// What nothing is shown in.
    package let base: String

    package static let time = Scale(
      units: [("h", 3600, 7200), ("s", 1, 1), ("ms", 1e-3, 1e-3), ("us", 1e-6, 0)], base: "s")
    package static let data = Scale(
      units: [
        ("TiB", 0x1p40, 0x1p40), ("GiB", 0x1p30, 0x1p30), ("MiB", 0x1p20, 0x1p20),
        ("KiB", 0x1p10, 0x1p10), ("B", 1, 0),
      ], base: "B")
    package static let energy = Scale(units: [("kWh", 1, 0)], base: "kWh")
    package static let count = Scale(units: [("", 1, 0)], base: "")
    /// Shares, as parts of a hundred.
    package static let percent = Scale(units: [("%", 0.01, 0)], base: "%")
  }

  /// A text in the place of a number.
  package init(_ text: String) { mean = text }

  /// A name of the scenario's author, of which nothing steers a terminal.
  init(shown name: String) { mean = Visible.text(name) }

  /// The mean and interval of a summary; a dash where there is none.
  ///
  /// With an interval, its half-width is rounded up to two digits and the mean goes as far, though
  /// not beyond six digits; a mean that is exact has four.
  package init(_ summary: Summary?, _ scale: Scale) {
    guard let summary else {
      self.init("-")
      return
    }
    self.init(mean: summary.mean, half: summary.halfWidth(), scale)
  }

  /// A mean and the half-width of its interval, in the same way.
  package init(mean value: Double, half width: Double?, _ scale: Scale) {
    let chosen =
      value == 0
      ? (name: scale.base, size: 1, from: 0)
      : scale.units.first { abs(value) >= $0.from } ?? scale.units.last!
    unit = chosen.name
    let shown = value / chosen.size
    guard let reach = width.map({ $0 / chosen.size }), reach > abs(shown) * 1e-12
    else {
      mean = Self.trimmed(Self.fixed(shown, Self.decimals(of: shown, significant: 4)))
      return
    }
    let decimals = min(
      Self.decimals(of: reach, significant: 2), Self.decimals(of: shown, significant: 6))
    let step = pow(10, -Double(decimals))
    mean = Self.fixed(shown, decimals)
    half = Self.fixed((reach / step).rounded(.up) * step, decimals)
  }

  /// A quantile of observations to three digits, or "never"; a dash where there are none.
  init(quantile probability: Double, of observed: Observations?, _ scale: Scale) {
    guard let observed, observed.neverShare != nil else { return }
    guard let value = observed.quantile(probability) else {
      mean = "never"
      return
    }
    self = Readable(roughly: value, scale)
  }

  /// A single number to three digits, which is as many as a prediction deserves.
  package init(roughly value: Double, _ scale: Scale) {
    let chosen =
      value == 0
      ? (name: scale.base, size: 1, from: 0)
      : scale.units.first { abs(value) >= $0.from } ?? scale.units.last!
    unit = chosen.name
    let shown = value / chosen.size
    mean = Self.trimmed(Self.fixed(shown, Self.decimals(of: shown, significant: 3)))
  }

  /// A time as people say it: "45.3 s", "6 min 10 s", "8 h 5 min".
  static func span(_ seconds: Double) -> String {
    func text(_ whole: Double, _ unit: String, _ rest: Double, _ small: String) -> String {
      "\(Int(whole)) \(unit)" + (rest > 0 ? " \(Int(rest)) \(small)" : "")
    }
    if seconds < 120 { return Readable(roughly: seconds, .time).text }
    let minutes = (seconds / 60).rounded()
    if minutes >= 120 {
      return text(
        (minutes / 60).rounded(.down), "h", minutes.truncatingRemainder(dividingBy: 60), "min")
    }
    let whole = seconds.rounded()
    return text((whole / 60).rounded(.down), "min", whole.truncatingRemainder(dividingBy: 60), "s")
  }

  /// The whole as one text.
  package var text: String {
    [half.isEmpty ? mean : "\(mean) ± \(half)", unit].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// How many digits after the point show so many significant ones.
  private static func decimals(of value: Double, significant: Int) -> Int {
    guard value != 0 else { return 0 }
    return min(max(significant - 1 - Int(log10(abs(value)).rounded(.down)), 0), 12)
  }

  private static func fixed(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  /// Without zeros at the end of a fraction, which would only pretend precision.
  private static func trimmed(_ number: String) -> String {
    guard number.utf8.contains(UInt8(ascii: ".")) else { return number }
    var digits = number[...]
    while digits.utf8.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.utf8.last == UInt8(ascii: ".") { digits.removeLast() }
    return String(digits)
  }
}
