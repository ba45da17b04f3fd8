import Testing

@testable import Experiment

@Suite("Objectives of VMs")
struct ObjectivesTests {
  private func run(_ objectives: String, more: String = "") throws -> ExperimentRun {
    try FleetScenarioTests.run(
      requests: #"{ "evacuate": "h-1" }"#, vm: #", "objectives": { \#(objectives) }"#, more: more)
  }

  private func mean(_ metric: String, _ run: ExperimentRun) -> String? {
    FleetScenarioTests.rows(run, "summary.csv").first { $0["metric"] == metric }?["mean"]
  }

  @Test("a VM whose downtime is too long breaks its objective, and the probability is told")
  func broken() throws {
    // 1 GiB over 1 Gbit/s stands still for more than eight seconds.
    let run = try run(#""downtime": "1 s", "unreachable": "1 h""#)
    #expect(mean("downtime_broken", run) == "1")
    #expect(mean("unreachable_broken", run) == "0")
    #expect(mean("slowdown_broken", run) == nil)
    #expect(mean("objectives-broken", run) == "3")
    let vms = FleetScenarioTests.rows(run, "vms.csv")
    #expect(vms.allSatisfy { $0["objectives_broken"] == "downtime" })
    #expect(
      run.screen.contains(
        "objectives broken: downtime by 100 % of the VMs, unreachable by 0 % of the VMs"))
  }

  @Test("a stopped VM loses all of its work")
  func slowdown() throws {
    #expect(try mean("slowdown_broken", run(#""slowdown": 0.5"#)) == "1")
    #expect(try mean("slowdown_broken", run(#""slowdown": 1"#)) == "0")
  }

  @Test("without objectives nothing is said of them")
  func none() throws {
    let run = try FleetScenarioTests.run(requests: #"{ "evacuate": "h-1" }"#)
    #expect(!run.screen.contains("objectives"))
    #expect(mean("objectives-broken", run) == nil)
  }

  @Test("a scenario may have only some of its tables written")
  func tables() throws {
    let some = try FleetScenarioTests.run(
      requests: #"{ "evacuate": "h-1" }"#, more: #""tables": ["requests"],"#)
    #expect(
      some.files.map(\.name) == ["requests.csv", "summary.csv", "comparison.csv", "run.json"])
    let all = try FleetScenarioTests.run(requests: #"{ "evacuate": "h-1" }"#)
    #expect(some.summary == all.summary)
  }
}
