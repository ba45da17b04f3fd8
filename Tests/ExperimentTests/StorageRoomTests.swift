import StrictJSON
import Testing

@testable import Experiment

@Suite("VMs that bring their disks go where there is room for them")
struct StorageRoomTests {
  /// Hosts a, b, c with disks of their own of no limit, 50 GiB and 100 GiB, and d, which reaches those of c.
  static func text(
    vms: [String], requests: String, ofB: String = #""capacity": "50 GiB""#,
    strategies: String = #""both": { "sharedNothing": {} }"#, arm: String = "both",
    more: String = ""
  ) -> String {
    """
    { "format": 1,
      "hosts": [ { "name": "a", "memory": "64 GiB" }, { "name": "b", "memory": "64 GiB" },
                 { "name": "c", "memory": "64 GiB" }, { "name": "d", "memory": "1536 MiB" } ],
      "storage": [ { "name": "of-a", "hosts": ["a"] }, { "name": "of-b", "hosts": ["b"], \(ofB) },
                   { "name": "of-c", "hosts": ["c", "d"], "capacity": "100 GiB" } ],
      "network": { "topologies": [
        { "singleSwitch": { "cable": { "bandwidth": "10 Gbit/s", "latency": "0 s" } } } ] },
      "vms": [ \(vms.joined(separator: ", ")) ], "requests": [ \(requests) ], \(more)
      "strategies": { \(strategies) }, "arms": { "both": { "strategy": "\(arm)" } },
      "replications": 1, "seed": 1 }
    """
  }

  static func vm(
    _ name: String, on host: String, disk: String = #""size": "60 GiB""#, more: String = ""
  ) -> String {
    #"""
    { "name": "\#(name)", "host": "\#(host)", "memory": "1 GiB", "storage": "of-\#(host)",
      "disks": [ { \#(disk) } ] \#(more) }
    """#
  }

  static func run(_ text: String) throws -> ExperimentRun {
    ExperimentRun(try Scenario(parsing: text, file: "room.json"))
  }

  static func places(_ run: ExperimentRun) -> [String?] {
    FleetScenarioTests.rows(run, "vms.csv").map { $0["host"] }
  }

  static func outcomes(_ run: ExperimentRun) -> [String?] {
    FleetScenarioTests.rows(run, "migrations.csv").map { $0["outcome"] }
  }

  @Test("one goes to the host that has room, and the next stays since it is taken")
  func evacuation() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a"), Self.vm("two", on: "a")],
        requests: #"{ "evacuate": "a" }"#))
    #expect(Self.places(run) == ["c", "a"])
    #expect(Self.outcomes(run) == ["finished"])
  }

  @Test("one waits until another's disks have left")
  func waiting() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a"), Self.vm("two", on: "c")],
        requests: #"{ "migrate": "one", "to": "c" }, { "migrate": "two", "to": "a" }"#))
    #expect(Self.places(run) == ["c", "a"])
    #expect(Self.outcomes(run) == ["finished", "finished"])
  }

  @Test("what is kept for a move that fails is free for another host of the datastore")
  func cancelled() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a"), Self.vm("two", on: "a")],
        requests: #"{ "migrate": "one", "to": "c" }, { "migrate": "two", "to": "d" }"#,
        more: #""faults": [ { "fault": "cancelled", "vm": "one", "at": "20 s" } ],"#))
    #expect(Self.places(run) == ["a", "d"])
  }

  @Test("on one host, too, files wait until there is room", arguments: ["storage", "cold"])
  func onOneHost(strategy: String) throws {
    let text = Self.text(
      vms: [
        Self.vm("one", on: "a"),
        Self.vm("two", on: "a", disk: #""size": "45 GiB", "storage": "new""#),
      ],
      requests: #"""
        { "migrate": "one", "to": "a", "storage": "new" },
        { "migrate": "two", "to": "a", "storage": "of-a", "at": "5 s" }
        """#, strategies: "\"files\": { \"\(strategy)\": {} }", arm: "files"
    ).replacing(
      #""storage": [ "#,
      with: #""storage": [ { "name": "new", "hosts": ["a"], "capacity": "70 GiB" }, "#)
    #expect(Self.outcomes(try Self.run(text)) == ["finished", "finished"])
  }

  @Test(
    "room is looked for as large as disks become",
    arguments: [
      // Of 70 GiB, 20 are data. On b there are 50.
      (disk: #""size": "70 GiB", "allocated": "20 GiB""#, becomes: "thick", goes: "c"),
      (#""size": "70 GiB", "allocated": "20 GiB", "provisioning": "thick""#, "thin", "b"),
    ], ["sharedNothing", "cold", "warm"])
  func provisioning(
    _ case: (disk: String, becomes: String, goes: String), _ strategy: String
  ) throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a", disk: `case`.disk)], requests: #"{ "evacuate": "a" }"#,
        strategies:
          "\"both\": { \"\(strategy)\": { \"provisioning\": \"\(`case`.becomes)\" } }"))
    #expect(Self.places(run) == [`case`.goes])
  }

  @Test("what others have written meanwhile is known")
  func growth() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a")], requests: #"{ "evacuate": "a", "at": "50 s" }"#,
        ofB: #""capacity": "100 GiB", "load": { "growth": "1 GiB/s" }"#))
    #expect(Self.places(run) == ["c"])
  }

  @Test("a copy that takes space as it goes is not counted twice")
  func unreserved() throws {
    let run = try Self.run(
      Self.text(
        vms: [
          Self.vm("one", on: "a"), Self.vm("two", on: "a", disk: #""size": "38 GiB""#),
        ],
        requests: #"""
          { "migrate": "one", "to": "c" }, { "migrate": "two", "to": "c", "at": "30 s" }
          """#, strategies: #""both": { "sharedNothing": { "reserve": false } }"#))
    let migrations = FleetScenarioTests.rows(run, "migrations.csv")
    #expect(migrations.map { $0["outcome"] } == ["finished", "finished"])
    #expect(migrations.map { Double($0["queued_s"]!) } == [0, 0])
  }

  @Test("a host that reaches no datastore takes none, whether datastores can be full or not")
  func noDatastore() throws {
    let text = Self.text(vms: [Self.vm("one", on: "a")], requests: #"{ "evacuate": "a" }"#)
      .replacing(#"{ "name": "of-b", "hosts": ["b"], "capacity": "50 GiB" },"#, with: "")
      .replacing(#", "capacity": "100 GiB""#, with: "")
    #expect(Self.places(try Self.run(text)) == ["c"])
  }

  @Test("where disks have gone, hosts that reach them can take the VM's memory alone")
  func reach() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a")],
        requests: #"""
          { "name": "first", "migrate": "one", "to": "c" },
          { "migrate": "one", "to": "d", "after": "first", "strategy": "live" }
          """#,
        strategies: #""both": { "sharedNothing": {} }, "live": { "preCopy": {} }"#))
    #expect(Self.places(run) == ["d"])
  }

  @Test("a limit of datastores counts the one to which disks go, asked for or found")
  func limit() throws {
    func makespan(_ storage: String) throws -> [String?] {
      let run = try Self.run(
        Self.text(
          vms: [
            Self.vm("one", on: "a", disk: #""size": "10 GiB""#),
            Self.vm("two", on: "b", disk: #""size": "10 GiB""#),
          ],
          requests: "{ \"migrate\": [\"one\", \"two\"], \"to\": \"c\" \(storage) }",
          more: #""admission": { "limits": { "datastore": 1 } },"#))
      return FleetScenarioTests.rows(run, "migrations.csv").map { $0["queued_s"] }
    }
    let found = try makespan("")
    #expect(found == (try makespan(#", "storage": "of-c""#)))
    #expect(found.filter { $0 == "0" }.count == 1)
  }

  @Test("a VM that is switched off since no host takes it is in nobody's way")
  func switchedOff() throws {
    let run = try Self.run(
      Self.text(
        vms: [Self.vm("one", on: "a"), Self.vm("two", on: "a")],
        requests: #"{ "evacuate": "a" }"#, more: #""admission": { "stranded": "stop" },"#))
    let headline = run.headline(0, arm: 0)
    #expect(headline.hasPrefix("a is empty after "))
    #expect(headline.hasSuffix("; 1 VM switched off: two"))
  }

  @Test(
    "what every run would refuse is an error",
    arguments: [
      (#""both": { "preCopy": {} }"#, "", "does not reach the datastore \"of-a\""),
      (
        #""both": { "sharedNothing": {} }"#, #", "storage": "of-a""#, "does not reach the datastore"
      ),
      (#""both": { "localUpgrade": {} }"#, "", "is not the host of \"one\""),
    ])
  func refused(strategies: String, storage: String, problem: String) {
    let text = Self.text(
      vms: [Self.vm("one", on: "a")],
      requests: "{ \"migrate\": \"one\", \"to\": \"c\" \(storage) }", strategies: strategies)
    #expect {
      try Scenario(parsing: text, file: "room.json")
    } throws: { "\($0)".contains(problem) && "\($0)".contains("every run refuses this") }
  }

  @Test("who is sent to a datastore that is too small is told before anything starts")
  func tooSmall() throws {
    let text = Self.text(
      vms: [Self.vm("one", on: "a")], requests: #"{ "migrate": "one", "storage": "of-b" }"#)
    #expect(
      complaints(text).contains("\"of-b\" holds 50 GiB, but the files of \"one\" take 60 GiB"))
    // Who could go somewhere but for others that stay is told as well.
    let full = Self.text(
      vms: [Self.vm("one", on: "a"), Self.vm("two", on: "c")],
      requests: #"{ "migrate": "one" }"#)
    #expect(
      try Scenario(parsing: full, file: "room.json").forecast == [
        "1 VM cannot leave as things stand, and wait:",
        "  one on a: no room for its disks (2 hosts), too small (1 host)",
      ])
  }

  @Test("a rule about one VM changes nothing, and is refused", arguments: ["apart", "together"])
  func loneRule(kind: String) {
    let text = Self.text(
      vms: [Self.vm("one", on: "a")], requests: #"{ "migrate": "one" }"#,
      more: #""affinity": [ { "\#(kind)": ["on*"] } ],"#)
    #expect(complaints(text).contains("this rule is about \"one\" alone, so it changes nothing"))
  }
}
