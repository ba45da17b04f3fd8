import Glibc
import Quantities
import Testing

@testable import Datacenter

@Suite("Rate profiles")
struct RateProfileTests {
  /// Distinct pages that classes have written after a time.
  func distinct(_ classes: [PageClass], _ time: Double) -> Double {
    classes.reduce(0) { sum, pageClass in
      let pages = Double(pageClass.pages.count)
      switch pageClass.writes {
      case .never: return sum
      case .uniform(let rate): return sum - pages * expm1(-rate.value * time / pages)
      case .sweep(let rate, _): return sum + min(pages, rate.value * time)
      }
    }
  }

  @Test("classes give the distinct pages of Zipf's law", arguments: [0.5, 0.8, 1, 1.3])
  func zipf(exponent: Double) {
    let n = 50_000
    let classes = RateProfile.zipf(
      pages: Pages(n), rate: PagesPerSecond(20_000), exponent: exponent)
    #expect(classes.reduce(0) { $0 + $1.pages.count } == n)
    let weights = (1...n).map { pow(Double($0), -exponent) }
    let total = weights.reduce(0, +)
    for time in [0.01, 0.1, 1, 10, 100] {
      let exact = weights.reduce(0) { $0 - expm1(-20_000 * time * $1 / total) }
      #expect(abs(distinct(classes, time) / exact - 1) < 0.01)
    }
  }

  @Test("log-normal classes cover all pages and keep the rate", arguments: [0.5, 2, 5])
  func logNormal(variation: Double) {
    let classes = RateProfile.logNormal(
      pages: Pages(100_000), rate: PagesPerSecond(5000), variation: variation)
    #expect(classes.reduce(0) { $0 + $1.pages.count } == 100_000)
    #expect(abs(classes.reduce(0) { $0 + $1.writes.rate.value } - 5000) < 1e-6)
    // The deviation over the mean of the pages' rates is what was asked, short of its tails.
    let squares = classes.reduce(0) { sum, part in
      let rate = part.writes.rate.value / Double(part.pages.count)
      return sum + Double(part.pages.count) * rate * rate
    }
    let found = (squares / 100_000 / (0.05 * 0.05) - 1).squareRoot()
    #expect(abs(found / variation - 1) < 0.12)
  }

  @Test("a hot and cold curve is H (1 - e^(-t/τ)) + r t")
  func hotAndCold() {
    // SPECweb99 in pages: 19.5 MB, 0.48 s, 1.98 MB/s.
    let classes = RateProfile.hotAndCold(
      hot: Pages(4761), time: Seconds(0.48), background: PagesPerSecond(483.4),
      rest: Pages(160_000), phase: 0.5)
    for time in [0.1, 0.5, 3, 50] {
      let curve = -4761 * expm1(-time / 0.48) + 483.4 * time
      #expect(abs(distinct(classes, time) - curve) < 1e-6)
    }
  }
}
