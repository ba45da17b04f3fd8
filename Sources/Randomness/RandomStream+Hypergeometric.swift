internal import CGSL

extension RandomStream {
  /// How many of the drawn are marked, when `draws` are taken without replacement from `marked` +
  /// `unmarked`.
  ///
  /// Takes the same time for ten and for 10^15, where GSL's own sampler takes one step per draw:
  /// ratio of uniforms with Stadlober's table mountain for a hat (HRUA). Its only approximation is
  /// the rounding of the logarithm of a probability ratio: below 10^-9 for urns of up to 10^12.
  ///
  /// Source: Stadlober, "The ratio of uniforms approach for generating discrete random variates",
  /// J. Comput. Appl. Math. 31 (1990).
  ///
  /// - Precondition: no argument is negative, `marked` + `unmarked` is at most 2^53, and `draws`
  ///   at most that sum.
  /// - Complexity: O(1)
  public mutating func hypergeometric(marked: Int, unmarked: Int, draws: Int) -> Int {
    precondition(marked >= 0 && unmarked >= 0 && draws >= 0, "a count must not be negative")
    precondition(
      marked <= 1 << 53 && unmarked <= (1 << 53) - marked, "at most 2^53 can be drawn from")
    let total = marked + unmarked
    precondition(draws <= total, "no more than all can be drawn")

    // What is left behind is distributed as what is drawn, unmarked as marked, and drawing the
    // marked as marking the drawn. So let fewest <= few <= total / 2 stand for draws and marked.
    let few = min(marked, unmarked)
    let taken = min(draws, total - draws)
    let (fewest, other) = taken < few ? (taken, few) : (few, taken)
    var count =
      fewest <= 10
      ? countOneByOne(marked: other, total: total, draws: fewest)
      : countByRatio(Hypergeometric(total: total, marked: other, draws: fewest))

    if marked > unmarked { count = taken - count }
    return draws > taken ? marked - count : count
  }

  /// The definition itself, for few draws.
  private mutating func countOneByOne(marked: Int, total: Int, draws: Int) -> Int {
    var left = marked
    for drawn in 0..<draws where uniform() * Double(total - drawn) < Double(left) { left -= 1 }
    return marked - left
  }

  private mutating func countByRatio(_ law: Hypergeometric) -> Int {
    let centre = law.mean + 0.5
    let width =
      1.715_527_769_921_413_5 * (law.variance + 0.5).squareRoot() + 0.898_916_162_058_898_8
    let end = law.draws + 1
    while true {
      let u = uniform()
      let x = centre + width * (uniform() - 0.5) / u
      guard x >= 0 && x < end else { continue }
      let count = x.rounded(.down)
      let height = law.logRatioToMode(count)
      if u * (4 - u) - 3 <= height { return Int(count) }
      if u * (u - height) >= 1 { continue }
      if 2 * log(u) <= height { return Int(count) }
    }
  }
}

/// The probabilities of a hypergeometric variate with draws <= marked <= total / 2, so that every
/// count from 0 to `draws` is possible. Counts are held as `Double`, exact up to 2^53.
struct Hypergeometric {
  let draws: Double
  let mean: Double
  let variance: Double
  let mode: Double
  /// One more than, at the mode: the marked drawn and not drawn, the unmarked drawn and not drawn.
  private let cells: (Double, Double, Double, Double)
  private let cellCorrections: Double
  /// How the logarithm of the probability would fall per count, were the cells not to change.
  private let slope: Double

  init(total: Int, marked: Int, draws: Int) {
    let (all, marked, draws) = (Double(total), Double(marked), Double(draws))
    let share = marked / all
    self.draws = draws
    mean = draws * share
    variance = (all - draws) / (all - 1) * draws * share * (1 - share)
    mode = ((draws + 1) * ((marked + 1) / (all + 2))).rounded(.down)
    cells = (mode + 1, marked - mode + 1, draws - mode + 1, all - marked - draws + mode + 1)
    cellCorrections =
      Self.stirlingCorrection(cells.0) + Self.stirlingCorrection(cells.1)
      + Self.stirlingCorrection(cells.2) + Self.stirlingCorrection(cells.3)
    slope = log(cells.0 / cells.1 * (cells.3 / cells.2))
  }

  /// ln(P(count) / P(mode)).
  ///
  /// The probability is, up to a factor that does not change, the inverse of the product of four
  /// factorials. Their logarithms are some 10^10 for a host's pages, and their difference would be
  /// nothing but rounding; so the difference is formed in Stirling's formula, term by term:
  /// with lnΓ(a) = (a - 1/2) ln a - a + ln(2π)/2 + c(a),
  /// lnΓ(a + d) - lnΓ(a) = (a + d - 1/2) ln(1 + d/a) + d ln a - d + c(a + d) - c(a).
  func logRatioToMode(_ count: Double) -> Double {
    let d = count - mode
    let grown = Self.growth(cells.0, d) + Self.growth(cells.3, d)
    let shrunk = Self.growth(cells.1, -d) + Self.growth(cells.2, -d)
    return cellCorrections - grown - shrunk - d * slope
  }

  private static func growth(_ a: Double, _ d: Double) -> Double {
    (a + d - 0.5) * log1p(d / a) + stirlingCorrection(a + d)
  }

  /// lnΓ(a) less Stirling's formula, for a >= 1.
  private static func stirlingCorrection(_ a: Double) -> Double {
    guard a >= 10 else { return log(gsl_sf_gammastar(a)) }
    let s = 1 / (a * a)
    return (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s / 1188)))) / a
  }
}
