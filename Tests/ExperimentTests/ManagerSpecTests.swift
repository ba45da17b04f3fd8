import Datacenter
import Orchestration
import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("Managers in scenarios: presets, changed key by key, and what is refused")
struct ManagerSpecTests {
  /// A scenario with a manager, which stands in line 7.
  static func text(
    _ manager: String, strategy: String = #"{ "preCopy": { "engine": "qemu-8.2" } }"#,
    more: String = ""
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "8 GiB" }, { "name": "b", "memory": "8 GiB" } ],
      "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
      "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB",
        "writes": { "hot": { "size": "512 MiB", "rate": "100000 writes/s" } } } ],
      "requests": [ { "migrate": "vm", "to": "b" } ],
      "manager": \(manager),
      \(more) "strategies": { "s": \(strategy) },
      "replications": 1, "seed": 1 }
    """
  }

  static func spec(_ manager: String) throws -> ManagerSpec {
    let scenario = try Scenario(parsing: text(manager), file: "m.json")
    return try #require(scenario.whole.parts.manager).value
  }

  @Test("every preset can be named, and does what its data say")
  func presets() throws {
    for preset in Preset.all {
      let strategy =
        preset.rules.needsPostCopy ? #"{ "postCopy": { "onCommand": true } }"# : #"{ "cold": {} }"#
      let text = Self.text("\"\(preset.name)\"", strategy: strategy)
      let scenario = try Scenario(parsing: text, file: "m.json")
      let spec = try #require(scenario.whole.parts.manager).value
      #expect(spec.rules == preset.rules)
      let policy = Plan(scenario).policy(arm: Plan(scenario).arms[0], replication: 1)
      #expect(policy.rules == preset.admission)
    }
  }

  @Test("a preset is changed key by key")
  func changes() throws {
    let spec = try Self.spec(
      #"{ "preset": "nova", "completionTimeout": "20 s/GiB", "timeOutAction": "force-complete", "ramp": { "every": "3 s" } }"#
    )
    var rules = Preset.nova.rules
    rules.timeOut = TimeOut(.perGiB(Seconds(20)), .forceComplete)
    rules.ramp?.every = .fixed(Seconds(3))
    #expect(spec.rules == rules)
    #expect(spec.preset.name == "nova")
  }

  @Test("admission changes a preset's limits, and leaves its other rules")
  func admission() throws {
    let text = Self.text(
      #""openshift-virtualization""#, more: #""admission": { "limits": { "hostOut": 4 } },"#)
    let scenario = try Scenario(parsing: text, file: "m.json")
    let rules = Plan(scenario).policy(arm: Plan(scenario).arms[0], replication: 1).rules
    #expect(Set(rules.counters) == [Counter(.cluster, 5), Counter(.hostOut, 4)])
    #expect(rules.onFailure == Preset.kubevirt.admission.onFailure)
    #expect(rules.order == .priority)
  }

  @Test("rules of one's own: steps at times and after passes, doubling, retries")
  func own() throws {
    let spec = try Self.spec(
      #"""
      { "every": "1 s", "downtimeLimit": "100 ms", "rateCap": "50 MB/s", "throttle": 20,
        "steps": [ { "after": "10 s", "downtimeLimit": "200 ms" }, { "after": "20 s", "do": "pause" },
          { "aboveIteration": 4, "rateCap": "1 GB/s" } ],
        "doubling": { "looks": 3 }, "progressTimeout": "1 min", "giveUpAfter": "5 min",
        "retries": { "most": 2, "after": "5 s", "factor": 3, "downtimeLimit": "1 s" } }
      """#)
    #expect(spec.rules.interval == Seconds(1))
    #expect(spec.rules.rateCap == .rate(BytesPerSecond(50e6)))
    #expect(spec.rules.throttleStep == 20)
    #expect(
      spec.rules.steps == [
        Step(.after(.fixed(Seconds(10))), .downtimeLimit(.milliseconds(200))),
        Step(.after(.fixed(Seconds(20))), .pause),
        Step(.iteration(above: 4), .rateCap(BytesPerSecond(1e9))),
      ])
    #expect(spec.rules.doubling == Doubling(after: 3, upTo: Seconds(2000)))
    #expect(spec.rules.patience == Seconds(300))
    #expect(
      spec.rules.retries
        == RetryRule(after: Seconds(5), factor: 3, most: 2, downtimeLimit: Seconds(1)))
  }

  @Test(
    "a migration is tried again as often as the scenario says, whatever its preset does",
    arguments: [(0, 1), (1, 2), (8, 9)])
  func retries(most: Int, attempts: Int) throws {
    let text = Self.text(
      #"{ "preset": "kubevirt", "completionTimeout": "10 s", "retries": { "most": \#(most), "after": "1 s" } }"#
    )
    let plan = Plan(try Scenario(parsing: text, file: "m.json"))
    let outcome = ReplicationOutcome(plan, arm: plan.arms[0], replication: 0)
    #expect(outcome.asked.count == attempts)
  }

  @Test(
    "what makes no sense is refused, with its line and what to write instead",
    arguments: [
      (#""novaa""#, "\"novaa\" is not a manager", "write \"nova\""),
      (#"{ "preset": "novaa" }"#, "\"novaa\" is not a manager", "write \"nova\""),
      (#"{ "presett": "nova" }"#, "there is no key \"presett\" here", "write \"preset\""),
      (
        #"{ "steps": [ { "after": "1 s", "downtimeLimit": "300 ms" }, { "after": "2 s", "downtimeLimit": "200 ms" } ] }"#,
        "the downtime limit falls from 300 ms to 200 ms", "write limits that rise"
      ),
      (
        #"{ "steps": [ { "after": "2 s", "do": "pause" }, { "after": "1 s", "do": "cancel" } ] }"#,
        "a step comes before the one above it", "write the steps in their order"
      ),
      (
        #"{ "steps": [ { "after": "2 s" } ] }"#, "it is not said what is done", "write one of"
      ),
      (
        #"{ "steps": [ { "do": "cancel" } ] }"#, "it is not said when this is done",
        "write either \"after\" or \"aboveIteration\""
      ),
      (
        #"{ "retries": { "after": "20 s" } }"#, "the key \"most\" is missing",
        "write for example \"most\": 1"
      ),
      (
        #"{ "preset": "kubevirt", "timeOutAction": "post-copy" }"#,
        "its manager starts post-copy, and the strategy \"s\" cannot go over to it",
        "write { \"postCopy\": { \"onCommand\": true } } as the strategy"
      ),
      (
        #""ovirt-post-copy""#,
        "its manager starts post-copy, and the strategy \"s\" cannot go over to it",
        "write { \"postCopy\": { \"onCommand\": true } } as the strategy"
      ),
      (
        #"{ "timeOutAction": "pause" }"#, "it has no time-out",
        "add for example \"completionTimeout\": \"800 s/GiB\""
      ),
      (
        #"{ "cancelAfter": "1 s", "completionTimeout": "2 s" }"#, "it is said twice",
        "keep \"completionTimeout\""
      ),
      (
        #"{ "progressTimeout": "150 s" }"#, "it is not said how often it looks",
        "add for example \"every\": \"1 s\""
      ),
      (
        #"{ "completionTimeout": "800 GiB" }"#, "is not a duration", "write for example"
      ),
      (
        #"{ "completionTimeout": "800 s/Gib" }"#, "is not a time per amount of data",
        "write for example \"800 s/GiB\""
      ),
    ])
  func refused(manager: String, problem: String, remedy: String) {
    do throws(ScenarioErrors) {
      _ = try Scenario(parsing: Self.text(manager), file: "m.json")
      Issue.record("\(manager) is taken")
    } catch {
      #expect(error.issues.count == 1, "\(error)")
      let issue = error.issues[0]
      #expect(issue.line == 7)
      #expect(issue.problem.contains(problem), "\(issue.problem)")
      #expect(issue.remedy.hasPrefix(remedy), "\(issue.remedy)")
    }
  }

  @Test("what a manager did stands in events.csv, and is told by explain")
  func events() throws {
    let text = Self.text(
      #"{ "preset": "nova", "ramp": { "every": "3 s" }, "completionTimeout": "20 s", "timeOutAction": "pause" }"#,
      strategy: #"{ "preCopy": { "engine": "qemu-8.2", "downtimeLimit": "10 ms" } }"#)
    let scenario = try Scenario(parsing: text, file: "m.json")
    let events = FleetScenarioTests.rows(ExperimentRun(scenario), "events.csv")
    #expect(
      events.map { $0["event"] } == ["set-rate-cap"]
        + Array(repeating: "set-downtime-limit", count: 7) + ["pause"])
    #expect(events.compactMap { $0["downtime_limit_s"] }.filter { !$0.isEmpty }.last == "0.32")
    #expect(events.last?["after_s"] == "20" && events.last?["answer"] == "heard")
    #expect(events.last?["because"] == "it has taken 20 s")
    let story = try Explanation(scenario).text
    #expect(story.contains("The manager\n"))
    #expect(story.contains("at 18 s sets the downtime limit to 320 ms: step 6 of 10, after 18 s"))
    #expect(story.contains("at 20 s pauses the VM until its memory has been moved"))
  }
}
