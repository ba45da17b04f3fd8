import Foundation
import Randomness
import Testing

@testable import Experiment

@Suite("A statistical check")
struct StatisticalCheckTests {
  private static func text(_ rate: Int, replications: Int) -> String {
    """
    {
      "format": 1,
      "hosts": [ { "name": "a" }, { "name": "b" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "vms": [ { "name": "web", "host": "a", "memory": "1 GiB",
        "writes": { "hot": { "size": "64 MiB", "rate": "\(rate) writes/s" } } } ],
      "requests": [ { "migrate": "web", "to": "b" } ],
      "strategies": { "xen": { "preCopy": { "engine": "xen-modern" } } },
      "replications": \(replications)
    }
    """
  }

  private static func recorded(
    _ text: String, seed: UInt64 = 1
  ) throws -> (RecordedResults, URL) {
    var scenario = try Scenario(parsing: text, file: "test.json")
    scenario.seed = seed
    let folder = FileManager.default.temporaryDirectory
      .appending(path: "apus-statistical-\(UUID().uuidString)")
    try ResultsFolder(folder.path).write(
      StudyRun(scenario).files)
    return (RecordedResults(folder.path), folder)
  }

  /// Recorded samples, each held against as many new ones: 1,000 checks in an optimised build.
  private static let checks: (recorded: UInt64, new: UInt64) = {
    #if DEBUG
      (2, 30)
    #else
      (25, 40)
    #endif
  }()

  @Test("new seeds are no news: 5 % of checks at most find something")
  func newSeeds() throws {
    let text = Self.text(20_000, replications: 20)
    var scenario = try Scenario(parsing: text, file: "test.json")
    var alarms = 0
    for sample in 1...Self.checks.recorded {
      let (results, folder) = try Self.recorded(text, seed: 1_000_000 + sample)
      defer { try? FileManager.default.removeItem(at: folder) }
      for rerun in 1...Self.checks.new {
        scenario.seed = sample * Self.checks.new + rerun
        if !results.statisticalDifferences(from: StudyRun(scenario)).isEmpty { alarms += 1 }
      }
    }
    // 5 %, and three standard deviations of that count.
    let count = Double(Self.checks.recorded * Self.checks.new)
    #expect(Double(alarms) <= 0.05 * count + 3 * (0.0475 * count).squareRoot(), "\(alarms)")
  }

  @Test("another scenario is told as one, not compared")
  func otherScenario() throws {
    let (results, folder) = try Self.recorded(Self.text(20_000, replications: 3))
    defer { try? FileManager.default.removeItem(at: folder) }
    let other = try Scenario(parsing: Self.text(21_000, replications: 3), file: "test.json")
    let differences = results.statisticalDifferences(from: StudyRun(other))
    #expect(differences.count == 1)
    #expect(differences[0].contains("says something else"))
  }

  @Test("a shift of 5 % is found among 200 replications, and alarms are 5 % or fewer")
  func power() {
    var (found, alarms) = (0, 0)
    for experiment in 0..<1000 {
      var stream = RandomStream(seed: 5, name: "power", replication: UInt64(experiment))
      var samples = [[Double]](repeating: [], count: 3)
      for place in 0..<3 {
        for _ in 0..<200 {
          var sum = -6.0
          for _ in 0..<12 { sum += stream.uniform() }
          // A downtime of 40 ms that varies by 8 %.
          samples[place].append(0.04 * (1 + 0.08 * sum) * (place == 2 ? 1.05 : 1))
        }
      }
      func pValue(_ a: Int, _ b: Int) -> Double {
        func observed(_ place: Int) -> Observations {
          Observations(metric: "downtime", unit: "s", samples[place].map { $0 })
        }
        return RecordedResults.test(observed(a), observed(b))!.pValue
      }
      // As one of twenty metrics: the level that Holm begins with.
      if pValue(0, 1) <= 0.05 { alarms += 1 }
      if pValue(0, 2) <= 0.05 / 20 { found += 1 }
    }
    #expect((20...65).contains(alarms), "\(alarms)")
    #expect(found > 950, "\(found)")
  }
}
