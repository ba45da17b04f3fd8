import Quantities

/// An axis: a range in a handy unit, linear or logarithmic, and its ticks.
struct Axis {
  /// The unit, empty for plain numbers.
  let unit: String
  /// How much one of it is, in the unit of the values.
  let size: Double
  let isLogarithmic: Bool
  private let scale: Scale
  /// The ends, in its unit.
  private(set) var low: Double
  private(set) var high: Double

  /// Units from large to small; an axis has the first of which its highest value reaches so much.
  struct Scale {
    let units: [(name: String, size: Double, from: Double)]

    static let time = Scale(units: [
      ("h", 3600, 4 * 3600), ("min", 60, 900), ("s", 1, 1.5), ("ms", 1e-3, 1.5e-3), ("µs", 1e-6, 0),
    ])
    static let data = Scale(units: [
      ("TiB", 0x1p40, 0x1p40), ("GiB", 0x1p30, 0x1p30), ("MiB", 0x1p20, 0x1p20),
      ("KiB", 0x1p10, 0x1p10), ("B", 1, 0),
    ])
    static let rate = Scale(units: [
      ("GB/s", 1e9, 1e9), ("MB/s", 1e6, 1e6), ("kB/s", 1e3, 1e3), ("B/s", 1, 0),
    ])
    static let plain = Scale(units: [("", 1, 0)])

    /// The scale for numbers of a unit as results spell it.
    static func named(_ unit: String) -> Scale {
      switch unit {
      case "s": .time
      case "bytes": .data
      case "bytes/s": .rate
      default: .plain
      }
    }
  }

  /// An axis that holds some values.
  ///
  /// - Parameters:
  ///   - fromZero: whether it begins at 0; it is linear then.
  ///   - logarithmicFrom: the ratio of the largest to the smallest value from which it is logarithmic.
  init(
    _ values: [Double], _ scale: Scale, fromZero: Bool = false, logarithmicFrom ratio: Double = 30
  ) {
    let smallest = values.min() ?? 0
    let largest = values.max() ?? 1
    let chosen = scale.units.first { largest >= $0.from } ?? scale.units.last!
    (unit, size) = (chosen.name, chosen.size)
    self.scale = scale
    isLogarithmic = !fromZero && smallest > 0 && largest >= ratio * smallest
    low = smallest / size
    high = largest / size
    if isLogarithmic {
      let spread = (high / low).logarithm
      low /= Double.exp10(spread * 0.05)
      high *= Double.exp10(spread * 0.05)
    } else {
      let spread = high > low ? high - low : max(abs(high) * 0.2, 1e-3)
      low = fromZero ? 0 : max(low - spread * 0.07, low >= 0 ? 0 : -.infinity)
      high += spread * 0.07
    }
  }

  /// The axis with room at its upper end, and the place in the middle of that.
  func extended(by share: Double) -> (axis: Axis, place: Double) {
    var wider = self
    if isLogarithmic {
      let spread = (high / low).logarithm
      wider.high = high * Double.exp10(spread * share)
      return (wider, high * Double.exp10(spread * share / 2))
    }
    wider.high = high + (high - low) * share
    return (wider, high + (high - low) * share / 2)
  }

  /// A value as it stands on the axis.
  func at(_ value: Double) -> Double { value / size }

  /// Where a value lies between its ends, from 0 to 1.
  func share(of value: Double) -> Double {
    let place = at(value)
    guard high > low else { return 0 }
    return isLogarithmic
      ? (max(place, low) / low).logarithm / (high / low).logarithm : (place - low) / (high - low)
  }

  /// Whether it goes through so many orders of magnitude that each tick needs a unit of its own.
  private var isMixed: Bool { isLogarithmic && high >= low * 1e4 && scale.units.count > 1 }

  /// What stands beside it.
  func label(_ text: String) -> String {
    unit.isEmpty || isMixed ? text : "\(text) in \(unit)"
  }

  /// Ticks that stand for 1, 10 and 100 of each unit, not many.
  private func mixedTicks(most: Int, below limit: Double) -> [(text: String, place: Double)] {
    let all = scale.units.reversed().filter { $0.name != "min" }.flatMap { unit in
      [1, 10, 100].map { (text: "\($0) \(unit.name)", place: Double($0) * unit.size / size) }
    }.filter { $0.place >= low && $0.place <= min(high, limit) }
    let step = max(1, (all.count + most - 1) / most)
    return stride(from: (all.count - 1) % step, to: all.count, by: step).map { all[$0] }
  }

  /// Round numbers in its range, not many.
  ///
  /// - Parameter limit: where the last may stand.
  func ticks(most: Int = 6, below limit: Double = .infinity) -> [Double] {
    let end = min(high, limit)
    if isLogarithmic {
      let (first, last) = (low.logarithm.rounded(.down), end.logarithm.rounded(.up))
      let decades = Int(last - first)
      let marks: [Double] = decades <= 2 ? [1, 2, 5] : decades <= 3 ? [1, 3] : [1]
      let step = max(1, (decades + most - 1) / most)
      return stride(from: 0, through: decades, by: step).flatMap { decade in
        marks.map { Self.rounded($0 * Double.exp10(first + Double(decade))) }
      }.filter { $0 >= low && $0 <= end }
    }
    let raw = (end - low) / Double(most)
    guard raw > 0 else { return [low] }
    let power = Double.exp10(raw.logarithm.rounded(.down))
    let step = [1, 2, 5, 10].map { $0 * power }.first { $0 >= raw * 0.75 } ?? raw
    let first = Int((low / step).rounded(.up))
    let last = Int((end / step).rounded(.down))
    guard first <= last else { return [low] }
    return (first...last).map { Self.rounded(Double($0) * step) }
  }

  /// Without the last digits, in which sums and powers are not exact.
  private static func rounded(_ value: Double) -> Double {
    guard value != 0 else { return 0 }
    let digits = 9 - abs(value).logarithm.rounded(.down)
    return digits > 0
      ? (value * Double.exp10(digits)).rounded() / Double.exp10(digits) : value.rounded()
  }

  /// gnuplot's commands for it.
  ///
  /// - Parameters:
  ///   - letter: `x` or `y`.
  ///   - isNamed: whether the text and the unit stand beside it.
  ///   - more: further ticks: a text and a place.
  func commands(
    _ letter: String, _ text: String, isNamed: Bool = true, most: Int = 6,
    below limit: Double = .infinity,
    more: [(String, Double)] = []
  ) -> String {
    var own =
      isMixed
      ? mixedTicks(most: most, below: limit)
      : ticks(most: most, below: limit).map { (Gnuplot.number($0), $0) }
    // Numbers of many digits need room beside each other.
    while letter == "x", own.count > 2, own.reduce(0, { $0 + $1.0.count }) > 6 * most {
      own = stride(from: 0, to: own.count, by: 2).map { own[$0] }
    }
    let ticks =
      own.map { "'\($0.text)' \(Gnuplot.number($0.place))" }
      + more.map { "\(Gnuplot.quoted($0)) \(Gnuplot.number($1))" }
    return """
      \(isLogarithmic ? "set" : "unset") logscale \(letter)
      set \(letter)range [\(Gnuplot.number(low)):\(Gnuplot.number(high))]
      set \(letter)tics (\(ticks.joined(separator: ", ")))
      \(isNamed ? "set \(letter)label \(Gnuplot.quoted(label(text)))" : "unset \(letter)label")

      """
  }
}
