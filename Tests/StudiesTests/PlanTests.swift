import Design
import Experiment
import Foundation
import Randomness
import Testing

@testable import Studies

/// A scenario in a file of its own.
struct ScenarioFile: ~Copyable {
  let path: String

  init(_ text: String) throws {
    path = FileManager.default.temporaryDirectory.path + "/apus-study-\(UUID().uuidString).json"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }

  func laboratory(replications: Int? = nil, strategy: String? = nil) throws -> Laboratory {
    try Laboratory(
      path, trust: .init(readsOnlyItsFolder: false, allowsFormulas: false), strategy: strategy,
      replications: replications, seed: nil, jobs: 2)
  }
}

@Suite("Plans recover closed forms")
struct PlanTests {
  /// Idle VMs of 1 GiB, over a plain link without latency.
  private static let text = """
    {
      "format": 1,
      "hosts": [ { "name": "a" }, { "name": "b" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s", "latency": "0 s" } ] },
      "vms": [ { "name": "vm-{}", "count": 2, "host": "a", "memory": "1 GiB", "devices": "bare" } ],
      "requests": [ { "migrate": "vm-*", "to": "b" } ],
      "strategies": { "plain": { "preCopy": { "engine": "textbook" } } },
      "replications": 2
    }
    """

  @Test(
    "the most memory for a time, in whatever order a list gives it",
    arguments: ["8, 1, 4, 2 GiB", "8, 4, 2, 1 GiB", "1, 2, 4, 8 GiB", "8192, 4096, 1024 MiB"])
  func listed(values: String) throws {
    let file = try ScenarioFile(Self.text)
    let study = try PlanStudy(
      .largest, Axis("vms[0].memory = \(values)"),
      suchThat: Demand("mean makespan < 100 s", probability: 0.9), in: file.laboratory())
    // Two VMs of 2^32 bytes take 69 s, and of 2^33 bytes 137 s.
    #expect(study.text.contains("largest: 4 GiB") || study.text.contains("largest: 4096 MiB"))
    #expect(!study.frontier.holdsEverywhere && study.frontier.gaps.isEmpty)
  }

  @Test("the bandwidth for a time: memory over time")
  func bandwidth() throws {
    let file = try ScenarioFile(Self.text)
    let study = try PlanStudy(
      .smallest, Axis("network.links[0].bandwidth = log 0.1..100 Gbit/s"),
      suchThat: Demand("makespan <= 3 s", probability: 0.9),
      in: file.laboratory(replications: 40))
    guard case .range(let range) = study.axis.values else { return }
    // Two VMs of 2^30 bytes in 3 s.
    let right = 2 * 0x1p30 * 8 / 3 / 1e9
    let found = range.number(at: try #require(study.frontier.answer))
    let possible = range.number(at: try #require(study.frontier.possible))
    let sure = range.number(at: try #require(study.frontier.sure))
    // A thousandth of three decades.
    #expect(found >= right && found <= right * 1.007, "\(found)")
    #expect(study.text.contains("smallest: 5.7"), "\(study.text)")
    #expect(possible <= found && found <= sure)
    // Nothing varies, so the closed form lies between the last broken value and the first sound one.
    #expect(range.number(at: try #require(study.frontier.broken)) < right && right <= sure)
    #expect(study.text.contains("(95 % interval: 5.7"), "\(study.text)")
    #expect(study.frontier.gaps.isEmpty)
  }

  @Test("how many VMs a link moves in a time")
  func count() throws {
    let file = try ScenarioFile(Self.text)
    let study = try PlanStudy(
      .largest, Axis("vms[0].count = whole 1..16"),
      suchThat: Demand("mean makespan < 60 s", probability: 0.9),
      in: file.laboratory())
    guard case .range(let range) = study.axis.values else { return }
    // 8.59 s each.
    #expect(range.number(at: try #require(study.frontier.answer)) == 6)
  }

  @Test("a demand that nothing meets has no answer")
  func none() throws {
    let file = try ScenarioFile(Self.text)
    let study = try PlanStudy(
      .smallest, Axis("network.links[0].bandwidth = 1..10/3 Gbit/s"),
      suchThat: Demand("makespan < 1 ms", probability: 0.9), in: file.laboratory())
    #expect(!study.hasAnswer)
    #expect(study.text.contains("none in the range"), "\(study.text)")
  }

  @Test(
    "a demand that means nothing says what to write",
    arguments: [
      ("downtime", "demands nothing"), ("downtime < fast", "no number or quantity"),
      ("p999 downtime < 1 s", "no number of an experiment"),
    ])
  func damaged(text: String, problem: String) {
    let error = #expect(throws: DesignError.self) { try Demand(text, probability: 0.9) }
    #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
  }

  @Test("a demand has the unit of its metric, which there is")
  func units() throws {
    let file = try ScenarioFile(Self.text)
    let laboratory = try file.laboratory()
    for (text, problem) in [
      ("makespan < 1 GiB", "makespan is in s"), ("makspan < 1 s", "no metric \"makspan\""),
    ] {
      let error = #expect(throws: DesignError.self) {
        try PlanStudy(
          .smallest, Axis("network.links[0].bandwidth = 1, 2 Gbit/s"),
          suchThat: Demand(text, probability: 0.9), in: laboratory)
      }
      #expect(error?.problem.contains(problem) == true, "\(error?.problem ?? "")")
    }
  }

  @Test("bandwidth, not memory, decides a time that is mostly bandwidth's")
  func sensitivity() throws {
    let file = try ScenarioFile(Self.text)
    let study = try SensitivityStudy(
      of: Measure("mean makespan"),
      [Axis("..bandwidth = 1..10 Gbit/s"), Axis("vms[0].memory = 1000..1100 MiB")], count: 64,
      in: file.laboratory(replications: 1))
    #expect(study.indices.first[0].value > 0.95)
    #expect(study.indices.total[1].value < 0.05)
  }

  @Test("a ranking is over strategies and points")
  func ranking() throws {
    let file = try ScenarioFile(Self.text)
    let scenario = try Scenario(
      contentsOf: file.path,
      sweep: SweepRequest(
        vary: ["link: ..bandwidth = 2, 1, 4 Gbit/s"], conditions: [], design: nil, count: nil))
    let study = try RankStudy(scenario, by: "makespan", isLargestBest: false, jobs: 1)
    #expect(study.ranking.places.map(\.candidate) == [2, 0, 1])
    #expect(study.text.contains("link (Gbit/s) 4"), "\(study.text)")
  }
}

@Suite("Replications until a metric is known well enough")
struct PrecisionStudyTests {
  @Test("what common random numbers leave of the variance of a difference")
  func varianceLeft() throws {
    let a: [Double?] = [1, 2, 3, 4]
    #expect(PrecisionStudy.varianceLeft(a, minus: a) == 0)
    // As if they were drawn apart, and worse than that.
    let apart = try #require(PrecisionStudy.varianceLeft([1, 1, 2, 2], minus: [1, 2, 1, 2]))
    #expect(abs(apart - 1) < 1e-12)
    #expect(PrecisionStudy.varianceLeft(a, minus: a.map { -$0! }) == 2)
    #expect(PrecisionStudy.varianceLeft([1, nil, 3], minus: [1, 7, 3]) == 0)
    #expect(PrecisionStudy.varianceLeft([1, 1], minus: [2, 2]) == nil)
  }

  private static let text = """
    {
      "format": 1,
      "hosts": [ { "name": "a" }, { "name": "b" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "vms": [ { "name": "web", "host": "a", "memory": "1 GiB",
        "writes": { "hot": { "size": "64 MiB", "rate": "20000 writes/s" } } } ],
      "requests": [ { "migrate": "web", "to": "b" } ],
      "strategies": { "xen": { "preCopy": { "engine": "xen-modern" } }, "cold": { "cold": {} } }
    }
    """

  @Test("a finer share takes more replications, and it holds in a run of as many")
  func shares() throws {
    let scenario = try Scenario(parsing: Self.text, file: "s.json")
    var last = 0
    for percent in [50.0, 2, 0.5] {
      let (metric, rule) = try PrecisionStudy.parsed("downtime \(percent)%", ceiling: 5000)
      let study = try PrecisionStudy(scenario, metric: metric, rule: rule, jobs: 2)
      #expect(study.isMet, "\(study.text)")
      #expect(study.replications >= max(30, last))
      last = study.replications
    }
    #expect(last > 30)
  }

  @Test("there are never more than allowed")
  func ceiling() throws {
    let scenario = try Scenario(parsing: Self.text, file: "s.json")
    let (metric, rule) = try PrecisionStudy.parsed("downtime 0.001 %", ceiling: 40)
    let study = try PrecisionStudy(scenario, metric: metric, rule: rule, jobs: 1)
    #expect(study.replications == 40)
    #expect(!study.isMet)
    #expect(study.text.hasPrefix("40 replications are the most allowed"))
  }

  @Test("what is no precision says what to write", arguments: ["downtime", "5 %", "downtime 0 %"])
  func damaged(text: String) {
    #expect(throws: DesignError.self) { try PrecisionStudy.parsed(text, ceiling: 100) }
  }
}
