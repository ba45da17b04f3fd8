import CGSL
import Testing

@testable import Randomness

@Suite("The hypergeometric law")
struct HypergeometricTests {
  struct Urn: Sendable, CustomTestStringConvertible {
    let marked: Int
    let unmarked: Int
    let draws: Int
    var testDescription: String { "\(draws) of \(marked) + \(unmarked)" }
  }

  /// Every way to reduce an urn to draws <= marked <= half of all, by both methods.
  static let small = [
    Urn(marked: 4, unmarked: 6, draws: 5), Urn(marked: 7, unmarked: 2, draws: 3),
    Urn(marked: 30, unmarked: 40, draws: 20), Urn(marked: 40, unmarked: 30, draws: 20),
    Urn(marked: 30, unmarked: 40, draws: 50), Urn(marked: 40, unmarked: 30, draws: 55),
    Urn(marked: 12, unmarked: 300, draws: 150), Urn(marked: 300, unmarked: 12, draws: 150),
    Urn(marked: 12, unmarked: 300, draws: 290), Urn(marked: 11, unmarked: 11, draws: 11),
    Urn(marked: 500, unmarked: 700, draws: 400), Urn(marked: 40, unmarked: 4000, draws: 30),
  ]

  @Test("is drawn with the probabilities that GSL computes", arguments: small)
  func agreesWithGSL(urn: Urn) {
    var stream = RandomStream(seed: 1, name: "urn", entity: "\(urn)", replication: 0)
    let size = 100_000
    var seen = [Int](repeating: 0, count: urn.draws + 1)
    for _ in 0..<size {
      seen[
        stream.hypergeometric(marked: urn.marked, unmarked: urn.unmarked, draws: urn.draws)] += 1
    }
    // Pearson's statistic, with the counts that are expected fewer than ten times in one cell.
    var (statistic, freedom) = (0.0, -1.0)
    var (rareSeen, rareExpected) = (0.0, 0.0)
    for (count, times) in seen.enumerated() {
      let probability = gsl_ran_hypergeometric_pdf(
        UInt32(count), UInt32(urn.marked), UInt32(urn.unmarked), UInt32(urn.draws))
      let expected = probability * Double(size)
      if probability == 0 { #expect(times == 0) }
      if expected < 10 {
        rareSeen += Double(times)
        rareExpected += expected
      } else {
        statistic += (Double(times) - expected) * (Double(times) - expected) / expected
        freedom += 1
      }
    }
    if rareExpected > 1 {
      statistic += (rareSeen - rareExpected) * (rareSeen - rareExpected) / rareExpected
      freedom += 1
    }
    #expect(gsl_cdf_chisq_Q(statistic, freedom) > 0.001)
  }

  @Test(
    "has its mean and variance among as many pages as a host has",
    arguments: [
      Urn(marked: 300_000, unmarked: 700_000, draws: 500_000),
      Urn(marked: 700_000, unmarked: 300_000, draws: 900_000),
      Urn(marked: 12, unmarked: 2_000_000, draws: 1_000_000),
      Urn(marked: 1_000_000, unmarked: 3_000_000_000, draws: 5_000_000),
      Urn(marked: 1 << 52, unmarked: 1 << 52, draws: 1 << 51),
    ])
  func hasItsMoments(urn: Urn) {
    var stream = RandomStream(seed: 2, name: "urn", entity: "\(urn)", replication: 0)
    let total = Double(urn.marked + urn.unmarked)
    let share = Double(urn.marked) / total
    let mean = Double(urn.draws) * share
    let left = (total - Double(urn.draws)) / (total - 1)
    let moments = Moments(of: 50_000) {
      let count = stream.hypergeometric(
        marked: urn.marked, unmarked: urn.unmarked, draws: urn.draws)
      return Double(count) - mean
    }
    #expect(moments.agree(mean: 0, variance: mean * (1 - share) * left))
  }

  @Test("leaves no choice where there is none")
  func certainCounts() {
    var stream = RandomStream(seed: 1, name: "urn", replication: 0)
    #expect(stream.hypergeometric(marked: 0, unmarked: 0, draws: 0) == 0)
    #expect(stream.hypergeometric(marked: 100, unmarked: 50, draws: 0) == 0)
    #expect(stream.hypergeometric(marked: 100, unmarked: 50, draws: 150) == 100)
    #expect(stream.hypergeometric(marked: 100, unmarked: 0, draws: 60) == 60)
    #expect(stream.hypergeometric(marked: 0, unmarked: 100, draws: 60) == 0)
  }

  @Test(
    "has probability ratios that are right to nine digits, however large the urn",
    arguments: [(70, 30, 20), (2_000_000, 500_000, 400_000), (1 << 40, 1 << 38, 1 << 30)])
  func ratiosAreAccurate(total: Int, marked: Int, draws: Int) {
    let law = Hypergeometric(total: total, marked: marked, draws: draws)
    let (all, marked, draws) = (Double(total), Double(marked), Double(draws))
    let reach = min((8 * law.variance.squareRoot()).rounded(), law.mode)
    #expect(abs(law.logRatioToMode(law.mode)) < 1e-12)
    for count in [law.mode - reach, law.mode - 1, law.mode, law.mode + 1, law.mode + reach]
    where count + 1 <= draws {
      let ratio =
        (marked - count) / (count + 1) * ((draws - count) / (all - marked - draws + count + 1))
      let step = law.logRatioToMode(count + 1) - law.logRatioToMode(count)
      #expect(abs(step - log(ratio)) < 1e-9)
    }
  }
}
