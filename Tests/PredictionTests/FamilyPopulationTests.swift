import Experiment
import Foundation
import Randomness
import Testing

@testable import Prediction

@Suite("A guest of a kind that nobody has measured is one more of the kinds that were")
struct FamilyPopulationTests {
  static let measured: [WorkloadFamily] = [
    .database, .java, .scientific, .media, .compile, .sequentialStress,
  ]

  @Test("unknown is what the six measured kinds say of a seventh")
  func standard() {
    let seventh = FamilyParameters(population: Self.measured.map(\.parameters))
    let unknown = WorkloadFamily.unknown.parameters
    for key in FamilyParameters.keys {
      #expect(
        FamiliesFile.rounded(seventh[keyPath: key.place]) == unknown[keyPath: key.place],
        "\(key.name)")
    }
  }

  @Test("where all kinds are alike, a guest of another kind is like theirs")
  func alike() {
    let kind = WorkloadFamily.media.parameters
    let other = FamilyParameters(population: [kind, kind, kind, kind])
    for key in FamilyParameters.keys {
      #expect(abs(other[key] - kind[key]) < 1e-6, "\(key.name)")
    }
  }

  @Test("where kinds differ, the 90 % range of five holds 85 to 95 % of the guests of a sixth")
  func covers() {
    var stream = RandomStream(seed: 5, name: "kinds", replication: 0)
    let trials = 500
    let held = (0..<trials).count { _ in
      let kinds = (0..<5).map { _ in
        var kind = FamilyParameters.start
        kind.hotTime = .init(2 * exp(stream.normal(mean: 0, deviation: 1.5)), 0.5)
        return kind
      }
      let sixth =
        2 * exp(stream.normal(mean: 0, deviation: 1.5) + stream.normal(mean: 0, deviation: 0.5))
      let range = FamilyParameters(population: kinds).hotTime
      return abs(log(sixth / range.median)) <= 1.645 * range.spread
    }
    #expect(Double(held) > 0.85 * Double(trials) && Double(held) < 0.95 * Double(trials))
  }

  @Test("a chance of another kind is the mean over kinds, not that of the middle kind")
  func chances() {
    let shares = [0.01, 0.1, 0.6]
    let kinds = shares.map { share in
      var kind = FamilyParameters.start
      kind.otherPhase = share
      return kind
    }
    let chance = FamilyParameters(population: kinds).otherPhase
    #expect(chance > 0.1 && chance < 0.5)
  }
}
