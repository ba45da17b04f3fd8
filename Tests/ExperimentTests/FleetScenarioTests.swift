import Quantities
import StrictJSON
import Testing

@testable import Experiment

@Suite("A scenario about a fleet")
struct FleetScenarioTests {
  /// Four hosts of 16 GiB around a switch, and three VMs of 1 GiB on the first.
  static func text(
    requests: String, vm: String = "", more: String = "", replications: Int = 2
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "h-{}", "count": 4, "memory": "16 GiB" } ],
      "network": { "topologies": [
        { "singleSwitch": { "cable": { "bandwidth": "1 Gbit/s", "latency": "0 s" } } } ] },
      "vms": [ { "name": "vm-{}", "count": 3, "host": "h-1", "memory": "1 GiB" \(vm) } ],
      "requests": [ \(requests) ], \(more)
      "strategies": { "stop": { "stopAndCopy": {} } },
      "replications": \(replications), "seed": 1 }
    """
  }

  static func run(
    requests: String, vm: String = "", more: String = "", replications: Int = 2
  ) throws -> ExperimentRun {
    let text = text(requests: requests, vm: vm, more: more, replications: replications)
    return ExperimentRun(try Scenario(parsing: text, file: "fleet.json"))
  }

  static func rows(_ run: ExperimentRun, _ name: String) -> [[String: String]] {
    guard let file = run.files.first(where: { $0.name == name }) else { return [] }
    let lines = file.text.split(separator: "\n").map {
      $0.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    }
    return lines.dropFirst().map {
      Dictionary(zip(lines[0], $0), uniquingKeysWith: { first, _ in first })
    }
  }

  /// A VM whose disk goes from one datastore of its host to another.
  static func moved(by strategy: String) -> String {
    text(
      requests: #"{ "migrate": "vm-1", "to": "h-1", "storage": "new" }"#,
      vm: #", "storage": "old", "disks": [ { "size": "1 GiB" } ]"#,
      more: #"""
        "admission": { "limits": { "hostOut": 1 } },
        "storage": [ { "name": "old", "shared": true, "bandwidth": "1 Gbit/s" },
                     { "name": "new", "shared": true } ],
        """#
    ).replacing(#"{ "stopAndCopy": {} }"#, with: strategy)
  }

  @Test(
    "files go to another datastore of the VM's host, in a fleet too",
    arguments: [#"{ "cold": {} }"#, #"{ "storage": {} }"#])
  func onOneHost(strategy: String) throws {
    let scenario = try Scenario(parsing: Self.moved(by: strategy), file: "fleet.json")
    let migrations = Self.rows(ExperimentRun(scenario), "migrations.csv")
    #expect(migrations.count == 2)
    #expect(migrations.allSatisfy { Double($0["sent_bytes"]!)! >= 1_073_741_824 })
  }

  @Test("a strategy that leaves files where they are does not move them on one host")
  func leavesFiles() {
    let text = Self.moved(by: #"{ "postCopy": {} }"#)
      .replacing(#""admission": { "limits": { "hostOut": 1 } },"#, with: "")
    #expect {
      try Scenario(parsing: text, file: "fleet.json")
    } throws: { "\($0)".contains("\"vm-1\" is on \"h-1\" already") }
  }

  @Test("an evacuation has rows for its request, its host and every VM, and a headline")
  func evacuate() throws {
    let run = try Self.run(
      requests: #"{ "evacuate": "h-1", "deadline": "1 h" }"#,
      more: #""admission": { "limits": { "hostOut": 1 } },"#)
    let requests = Self.rows(run, "requests.csv")
    #expect(requests.count == 2)
    #expect(requests[0]["kind"] == "evacuate")
    #expect(requests[0]["vms"] == "3" && requests[0]["moved"] == "3")
    #expect(requests[0]["deadline_met"] == "1")
    let hosts = Self.rows(run, "hosts.csv")
    #expect(hosts.map { $0["empty_after_s"] } == requests.map { $0["total_time_s"] })
    let vms = Self.rows(run, "vms.csv")
    #expect(vms.count == 6)
    #expect(vms.allSatisfy { $0["host"] != "h-1" && $0["moves"] == "1" })
    let migrations = Self.rows(run, "migrations.csv")
    #expect(migrations.prefix(3).map { $0["attempt"] } == ["1", "1", "1"])
    let queued = migrations.prefix(3).compactMap { Double($0["queued_s"] ?? "") }
    #expect(queued.count == 3 && queued[0] == 0 && queued[1] > 8 && queued[2] > 2 * queued[1] - 1)
    #expect(run.screen.contains("h-1 is empty after 26.4 s, 95 % before 26.4 s; deadline met"))
    #expect(run.screen.contains("deadline met in 2 of 2 runs"))
  }

  @Test("a VM that cannot leave is counted, named with its reason, and makes the makespan never")
  func leftBehind() throws {
    let run = try Self.run(
      requests: #"{ "evacuate": "h-1" }"#, vm: #", "pinned": "passed-through device""#)
    let requests = Self.rows(run, "requests.csv")
    #expect(requests[0]["left_behind"] == "3")
    #expect(requests[0]["why_left_behind"] == "passed-through device (3)")
    #expect(Self.rows(run, "hosts.csv").allSatisfy { $0["empty_after_s"] == "" })
    let names = "vm-1 (passed-through device), vm-2 (passed-through device), vm-3"
    #expect(run.screen.contains("3 VMs cannot leave: \(names)"))
    #expect(run.screen.contains("h-1 is not empty; 3 VMs cannot leave"))
    let makespan = Self.rows(run, "summary.csv").first { $0["metric"] == "makespan" }
    #expect(makespan?["n"] == "0")
  }

  @Test("maintenance after an evacuation, with work that is drawn alike in every arm")
  func maintain() throws {
    let run = try Self.run(
      requests: """
        { "name": "first", "maintain": "h-1", "return": "before",
          "work": { "uniform": { "low": "60 s", "high": "120 s" } } },
        { "after": "first", "delay": "5 s", "migrate": "vm-1" }
        """)
    let hosts = Self.rows(run, "hosts.csv")
    let times = hosts.map { Double($0["back_after_s"]!)! - Double($0["empty_after_s"]!)! }
    #expect(times.allSatisfy { (60...120).contains($0) } && times[0] != times[1])
    let vms = Self.rows(run, "vms.csv")
    #expect(vms.filter { $0["vm"] == "vm-1" }.allSatisfy { $0["host"] != "h-1" })
    #expect(vms.filter { $0["vm"] != "vm-1" }.allSatisfy { $0["host"] == "h-1" })
    let requests = Self.rows(run, "requests.csv")
    let end = Double(requests[0]["total_time_s"]!)!
    #expect(abs(Double(requests[1]["started_s"]!)! - end - 5) < 1e-6)
  }

  @Test("a scenario without these keys writes what it always wrote")
  func plain() throws {
    let run = try Self.run(requests: #"{ "migrate": "vm-1", "to": "h-2" }"#)
    #expect(!run.files.contains { ["requests.csv", "hosts.csv", "vms.csv"].contains($0.name) })
    let header = run.files.first { $0.name == "migrations.csv" }!.text.prefix { $0 != "\n" }
    #expect(header.hasSuffix("unfinished_sent_bytes"))
  }

  static let broken: [(requests: String, more: String, message: String)] = [
    ("{ }", "", "the request asks for nothing"),
    (#"{ "evacuate": "h-1", "maintain": "h-2" }"#, "", "a request asks for one thing"),
    (#"{ "evacuate": "h-9" }"#, "", #"there is no host "h-9""#),
    (#"{ "evacuate": ["h-1", "h-*"] }"#, "", #""h-1" is named by this request already"#),
    (#"{ "evacuate": "h-*" }"#, "", "all 4 hosts would be empty at once"),
    (#"{ "maintain": "h-*", "atOnce": 4 }"#, "", "all 4 hosts would be empty at once"),
    (#"{ "evacuate": "h-1", "atOnce": 2 }"#, "", "only hosts that are maintained have this"),
    (#"{ "evacuate": "h-1", "to": "h-2" }"#, "", "where the VMs of a host go"),
    (#"{ "evacuate": "h-1", "delay": "5 s" }"#, "", "nothing says after what"),
    (
      #"{ "evacuate": "h-1", "after": "x" }"#, "",
      #"there is no request "x"; no request has a "name"; give that name to the request"#
    ),
    (
      #"{ "name": "a", "evacuate": "h-1", "after": "b" }, { "name": "b", "evacuate": "h-2", "after": "a" }"#,
      "", "this waits for a request that waits for this one"
    ),
    (
      #"{ "evacuate": "h-1", "windows": [ { "from": "2 h", "to": "2 h" } ] }"#, "",
      "the window has no length"
    ),
    (
      #"{ "evacuate": "h-1", "windows": [ { "from": "2 h", "to": "3 h" } ], "deadline": "1 h" }"#,
      "", "the window opens 2 h after this is asked for"
    ),
    (
      #"{ "evacuate": "h-1", "windows": [ { "from": "2 h", "to": "3 h" } ] }"#,
      #""until": "1 h","#, "before the window opens"
    ),
    (
      #"{ "maintain": "h-1", "atOnce": 1, "shareAtOnce": 0.5 }"#, "",
      "how many hosts are out of use at a time is said twice"
    ),
    (#"{ "maintain": "h-*", "shareAtOnce": 1 }"#, "", "all 4 hosts would be empty at once"),
    (#"{ "evacuate": "h-{3..5}" }"#, "", #"there is no host "h-{3..5}""#),
    (
      #"{ "evacuate": "h-1" }"#, #""arms": { "a": { "atOnce": 2 } },"#,
      "its \"atOnce\" changes nothing, since no request maintains hosts"
    ),
    (
      #"{ "maintain": "h-*" }"#, #""arms": { "a": { "atOnce": 4 } },"#,
      "all 4 hosts would be empty at once"
    ),
    (
      #"{ "evacuate": "h-1" }"#, #""arms": { "a": { "strategy": "stup" } },"#,
      #"there is no strategy "stup""#
    ),
    (#"{ "evacuate": "h-1", "every": "30 h" }"#, "", "before this is asked for again"),
    (
      #"{ "evacuate": "h-1" }"#,
      #""admission": { "limits": { "host": 2 }, "costs": { "storage": { "host": 4 } } },"#,
      "none could ever start"
    ),
    (
      #"{ "evacuate": "h-1" }"#,
      #""affinity": [ { "together": ["vm-*"] }, { "apart": ["vm-1", "vm-2"] } ],"#,
      "must share a host by another rule"
    ),
    (
      #"{ "evacuate": "h-1" }"#, #""affinity": [ { "together": ["x-*"] } ],"#,
      #"there is no VM "x-*""#
    ),
  ]

  @Test("what means nothing is said with its place", arguments: broken.indices)
  func errors(number: Int) {
    let example = Self.broken[number]
    do {
      _ = try Scenario(
        parsing: Self.text(requests: example.requests, more: example.more), file: "fleet.json")
      Issue.record("nothing is wrong with it: \(example.requests)")
    } catch {
      #expect("\(error)".contains(example.message), "\(error)")
    }
  }
}
