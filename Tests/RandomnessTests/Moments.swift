/// The first moments of a sample, with their standard errors.
struct Moments {
  let mean: Double
  let variance: Double
  let standardErrorOfMean: Double
  let standardErrorOfVariance: Double

  /// The moments of `count` draws.
  init(of count: Int, draw: () -> Double) {
    let values = (0..<count).map { _ in draw() }
    let n = Double(count)
    let centre = values.reduce(0, +) / n
    let second = values.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / n
    let fourth =
      values.reduce(0) {
        let square = ($1 - centre) * ($1 - centre)
        return $0 + square * square
      } / n
    mean = centre
    variance = second
    standardErrorOfMean = (second / n).squareRoot()
    standardErrorOfVariance = (max(fourth - second * second, 0) / n).squareRoot()
  }

  /// Whether both moments lie within four standard errors of theory.
  func agree(mean: Double, variance: Double) -> Bool {
    abs(self.mean - mean) <= 4 * standardErrorOfMean
      && abs(self.variance - variance) <= 4 * standardErrorOfVariance
  }
}
