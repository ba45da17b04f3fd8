import StrictJSON
import Testing

@testable import Experiment

@Suite("What is compared is a strategy with who decides in the fleet")
struct ArmTests {
  static let arms = """
    "arms": { "one": { "admission": { "limits": { "hostOut": 1 } } },
              "all": { "placement": { "policy": "pack" } } },
    """

  @Test("arms are compared in pairs, and each decides by its own rules")
  func arms() throws {
    let run = try FleetScenarioTests.run(requests: #"{ "evacuate": "h-1" }"#, more: Self.arms)
    let migrations = FleetScenarioTests.rows(run, "migrations.csv")
    let queued = migrations.map { (arm: $0["strategy"]!, time: Double($0["queued_s"]!)!) }
    #expect(
      queued.filter { $0.arm == "one" }.map { $0.time > 0 } == [
        false, true, true, false, true, true,
      ])
    #expect(queued.filter { $0.arm == "all" }.allSatisfy { $0.time == 0 })
    let vms = FleetScenarioTests.rows(run, "vms.csv")
    func hosts(_ arm: String) -> Set<String> {
      Set(vms.filter { $0["strategy"] == arm }.map { $0["host"]! })
    }
    #expect(hosts("one").count == 3)
    #expect(hosts("all").count == 1)
    let compared = FleetScenarioTests.rows(run, "comparison.csv")
    #expect(compared.allSatisfy { $0["strategy"] == "all" && $0["baseline"] == "one" })
    #expect(run.screen.contains("one: h-1 is empty after"))
  }

  @Test("an arm may maintain another number of hosts at a time")
  func atOnce() throws {
    let run = try FleetScenarioTests.run(
      requests: #"{ "maintain": "h-{1..2}", "work": "100 s" }"#,
      more: #""arms": { "one": { }, "two": { "atOnce": 2 } },"#)
    let began = FleetScenarioTests.rows(run, "hosts.csv").map {
      (arm: $0["strategy"]!, at: Double($0["started_s"]!)!)
    }
    #expect(began.filter { $0.arm == "one" }.map { $0.at > 0 } == [false, true, false, true])
    #expect(began.filter { $0.arm == "two" }.allSatisfy { $0.at == 0 })
  }

  @Test("where there are several strategies, an arm says which")
  func ambiguous() {
    let text = FleetScenarioTests.text(requests: #"{ "evacuate": "h-1" }"#, more: Self.arms)
      .replacing(#""stop": {"#, with: #""cold": { "cold": {} }, "stop": {"#)
    #expect(throws: JSONErrors.self) { try Scenario(parsing: text, file: "fleet.json") }
  }

  @Test("patterns and ranges are dealt out in turn, for VMs and destinations")
  func patterns() throws {
    let text = FleetScenarioTests.text(requests: #"{ "migrate": "vm-{1..2}", "to": "h-{3..4}" }"#)
      .replacing(#""host": "h-1""#, with: #""host": "h-*""#)
    let run = ExperimentRun(try Scenario(parsing: text, file: "fleet.json"))
    let moves = FleetScenarioTests.rows(run, "migrations.csv").prefix(2)
    #expect(moves.map { $0["source"]! } == ["h-1", "h-2"])
    #expect(moves.map { $0["destination"]! } == ["h-3", "h-4"])
  }
}
