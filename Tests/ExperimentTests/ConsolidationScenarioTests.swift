import Foundation
import Orchestration
import StrictJSON
import Testing

@testable import Experiment

@Suite("Days of consolidation")
struct ConsolidationScenarioTests {
  /// Four VMs for an hour: two that are busy, and two that are idle after a quarter of it.
  private static let trace = """
    60,60,60,60,60,60,60,60,60,60,60,60
    20,20,20,20,20,20,20,20,20,20,20,20
    10,10,10,0,0,0,0,0,0,0,0,0
    10,10,10,0,0,0,0,0,0,0,0,0

    """

  private static let sound = """
    {
      "format": 1,
      "consolidation": {
        "trace": "day.csv",
        "hosts": 6,
        "hostKinds": [
          {"cores": 2, "coreSpeed": 2000, "memory": "4 GiB", "power": {"idle": 100, "full": 200}}
        ],
        "vmKinds": [{"speed": 1500, "memory": "1 GiB"}],
        "policies": {
          "none": {"overload": "never"},
          "thr": {"overload": "threshold", "parameter": 0.8}
        },
        "worlds": {
          "cloudsim": {"cloudSim": {}},
          "real": {"migrations": {"strategy": "xen", "boot": "1 min"}}
        }
      },
      "strategies": {"xen": {"preCopy": {"engine": "xen-modern"}}},
      "replications": 2
    }
    """

  /// Runs `body` on a scenario beside its trace.
  private func with<T>(
    _ text: String = sound, trace: String = trace, _ body: (String) throws -> T
  ) throws -> T {
    let folder = NSTemporaryDirectory() + "apus-day-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data(trace.utf8).write(to: URL(fileURLWithPath: folder + "/day.csv"))
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/scenario.json"))
    return try body(folder + "/scenario.json")
  }

  @Test("every policy lives through the day in every world, and equal seeds give equal bytes")
  func runs() throws {
    try with { path in
      let run = ExperimentRun(try Scenario(contentsOf: path))
      #expect(
        run.plan.arms.map(\.name) == ["none cloudsim", "thr cloudsim", "none real", "thr real"])
      let again = ExperimentRun(try Scenario(contentsOf: path), jobs: 2)
      for (a, b) in zip(run.files, again.files) { #expect(a.text == b.text) }
      let names = run.files.map(\.name)
      #expect(names == ["consolidation.csv", "summary.csv", "comparison.csv", "run.json"])
      let rows = run.files[0].text.split(separator: "\n")
      #expect(rows.count == 1 + 4 * 2)
      let days = run.digests.map { $0[0].consolidation! }
      #expect(days[1].joules < days[0].joules && days[3].joules < days[2].joules)
      #expect(days[3].asked > 0 && days[3].simulated?.finished == days[3].asked)
      #expect(days[1].deleted == 2 && days[3].deleted == 0)
      #expect(run.screen.contains("kWh"))
    }
  }

  @Test("a host that starts takes time and power")
  func boots() throws {
    // Both begin on one host, and want more than it has from some time on.
    let trace = "50,50,50,50,99,99,99,99,99,99,99,99\n" + "10,10,10,10,99,99,99,99,99,99,99,99\n"
    let small = Self.sound.replacing("\"coreSpeed\": 2000", with: "\"coreSpeed\": 1500")
    try with(small, trace: trace) { path in
      let run = ExperimentRun(try Scenario(contentsOf: path))
      let day = try #require(run.digests[3][0].consolidation?.simulated)
      #expect(day.finished >= 1)
      #expect(day.bootJoules > 0)
    }
  }

  struct Bad: CustomTestStringConvertible {
    let testDescription: String
    let part: String
    let replacement: String
    let problem: String
    var trace = ConsolidationScenarioTests.trace
  }

  static let bad = [
    Bad(
      testDescription: "no trace", part: "\"day.csv\"", replacement: "\"night.csv\"",
      problem: "is not a file that can be read"),
    Bad(
      testDescription: "a gap", part: "\"day.csv\"", replacement: "\"./day.csv\"",
      problem: "line 2, has a gap at sample 2", trace: "1,2,3\n1,,3\n"),
    Bad(
      testDescription: "power that falls", part: "{\"idle\": 100, \"full\": 200}",
      replacement: "{\"watts\": [100, 90]}", problem: "power falls as the load grows"),
    Bad(
      testDescription: "a host that nobody measured", part: "{\"idle\": 100, \"full\": 200}",
      replacement: "{\"of\": \"hp-ml110-g6\"}", problem: "\"hp-ml110-g6\" is not a measured host"),
    Bad(
      testDescription: "power without an end", part: "{\"idle\": 100, \"full\": 200}",
      replacement: "{\"idle\": 100}", problem: "a formula needs both ends"),
    Bad(
      testDescription: "weights of a threshold", part: "\"parameter\": 0.8",
      replacement: "\"weights\": \"tricube\"", problem: "only lr weighs rounds"),
    Bad(
      testDescription: "a policy of nothing", part: "\"overload\": \"never\"",
      replacement: "\"overload\": \"never\", \"parameter\": 1",
      problem: "what never moves a VM has no parameter"),
    Bad(
      testDescription: "a strategy that is not there", part: "\"strategy\": \"xen\"",
      replacement: "\"strategy\": \"zen\"", problem: "there is no strategy \"zen\""),
    Bad(
      testDescription: "hosts of another kind beside it", part: "\"replications\": 2",
      replacement: "\"hosts\": [{\"name\": \"a\"}]",
      problem: "a day of consolidation brings its own hosts"),
    Bad(
      testDescription: "too few hosts", part: "\"hosts\": 6", replacement: "\"hosts\": 1",
      problem: "2 of 4 VMs find no host at the start"),
    Bad(
      testDescription: "more written than there is", part: "\"boot\": \"1 min\"",
      replacement: "\"writes\": {\"hot\": {\"size\": \"2 GiB\", \"rate\": \"1 writes/s\"}}",
      problem: "the writes of this world take"),
  ]

  @Test("what makes no sense is refused", arguments: bad)
  func refused(_ bad: Bad) throws {
    let text = Self.sound.replacing(bad.part, with: bad.replacement, maxReplacements: 1)
    try with(text, trace: bad.trace) { path in
      let errors = #expect(throws: ScenarioErrors.self) { try Scenario(contentsOf: path) }
      let said = errors?.issues.map(\.problem).joined(separator: "\n") ?? ""
      #expect(said.contains(bad.problem), "\(said)")
    }
  }
}
