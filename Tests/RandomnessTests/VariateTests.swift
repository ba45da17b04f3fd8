import CGSL
import Testing

@testable import Randomness

@Suite("Variates")
struct VariateTests {
  @Test("of the exponential law have its mean and variance")
  func exponential() {
    var stream = RandomStream(seed: 1, name: "exponential", replication: 0)
    let moments = Moments(of: 100_000) { stream.exponential(mean: 3) }
    #expect(moments.agree(mean: 3, variance: 9))
    #expect(stream.exponential(mean: 0) == 0)
  }

  @Test("of the exponential law are GSL's, but for the last bit")
  func exponentialOfGSL() {
    var stream = RandomStream(seed: 2, name: "exponential", replication: 0)
    let other = RandomStream(seed: 2, name: "exponential", replication: 0)
    for _ in 0..<10_000 {
      let theirs = gsl_ran_exponential(other.generator, 0.7)
      #expect(abs(stream.exponential(mean: 0.7) - theirs) <= 2 * theirs.ulp)
    }
  }

  @Test("of the normal law have its mean and variance")
  func normal() {
    var stream = RandomStream(seed: 1, name: "normal", replication: 0)
    let moments = Moments(of: 100_000) { stream.normal(mean: -2, deviation: 0.5) }
    #expect(moments.agree(mean: -2, variance: 0.25))
    #expect(stream.normal(mean: 7, deviation: 0) == 7)
  }

  @Test(
    "of the binomial law have its mean and variance, beyond 32 bits as well",
    arguments: [
      (12, 0.25), (1_000_000, 1e-5), (1_000_000, 0.3), (1 << 24, 0.5), (1 << 28, 0.5),
      (1 << 30, 0.5), (1 << 30 + 1, 0.001),
      (1 << 32, 0.5), (10_000_000_000, 0.999), (1 << 50, 1e-14), (1 << 53, 0.7),
    ])
  func binomial(trials: Int, probability: Double) {
    var stream = RandomStream(seed: 1, name: "binomial", entity: "\(trials)", replication: 0)
    let mean = Double(trials) * probability
    let moments = Moments(of: 20_000) {
      Double(stream.binomial(trials: trials, probability: probability)) - mean
    }
    #expect(moments.agree(mean: 0, variance: mean * (1 - probability)))
  }

  @Test("of a certain or an impossible success are certain", arguments: [0, 1, 1000, 1 << 40])
  func certainBinomial(trials: Int) {
    var stream = RandomStream(seed: 1, name: "binomial", replication: 0)
    #expect(stream.binomial(trials: trials, probability: 0) == 0)
    #expect(stream.binomial(trials: trials, probability: 1) == trials)
  }

  @Test(
    "of the Poisson law have its mean and variance, beyond 32 bits as well",
    arguments: [0.01, 3, 250, 1e6, 0x1p30, 0x1p30 + 1, 1e10, 1e15])
  func poisson(mean: Double) {
    var stream = RandomStream(seed: 1, name: "poisson", entity: "\(mean)", replication: 0)
    let moments = Moments(of: 20_000) { Double(stream.poisson(mean: mean)) - mean }
    #expect(moments.agree(mean: 0, variance: mean))
    #expect(stream.poisson(mean: 0) == 0)
  }

  @Test("whose argument is not a number or out of range end the program, and do not hang")
  func refusals() async {
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, name: "x", replication: 0)
      _ = stream.binomial(trials: 1_000_000, probability: .nan)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, name: "x", replication: 0)
      _ = stream.poisson(mean: .infinity)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, name: "x", replication: 0)
      _ = stream.exponential(mean: .nan)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, name: "x", replication: 0)
      _ = stream.normal(mean: 0, deviation: -1)
    }
    await #expect(processExitsWith: .failure) {
      var stream = RandomStream(seed: 1, name: "x", replication: 0)
      _ = stream.hypergeometric(marked: 3, unmarked: 3, draws: 7)
    }
  }
}
