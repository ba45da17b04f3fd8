import Testing

@testable import Experiment

@Suite("VMs that bring their disks go where there is room for them")
struct StorageRoomTests {
  /// Hosts a, b, c with disks of their own of no limit, 50 GiB and 100 GiB, and d, which reaches those of c.
  static func run(vms: String, requests: String) throws -> ExperimentRun {
    let text = """
      { "format": 1,
        "hosts": [ { "name": "a", "memory": "64 GiB" }, { "name": "b", "memory": "64 GiB" },
                   { "name": "c", "memory": "64 GiB" }, { "name": "d", "memory": "512 MiB" } ],
        "storage": [ { "name": "of-a", "hosts": ["a"] },
                     { "name": "of-b", "hosts": ["b"], "capacity": "50 GiB" },
                     { "name": "of-c", "hosts": ["c", "d"], "capacity": "100 GiB" } ],
        "network": { "topologies": [
          { "singleSwitch": { "cable": { "bandwidth": "10 Gbit/s", "latency": "0 s" } } } ] },
        "vms": [ \(vms) ], "requests": [ \(requests) ],
        "strategies": { "both": { "sharedNothing": {} }, "live": { "preCopy": {} } },
        "arms": { "both": { "strategy": "both" } },
        "replications": 1, "seed": 1 }
      """
    return ExperimentRun(try Scenario(parsing: text, file: "room.json"))
  }

  static func vm(_ name: String, on host: String, memory: String = "1 GiB") -> String {
    #"""
    { "name": "\#(name)", "host": "\#(host)", "memory": "\#(memory)", "storage": "of-\#(host)",
      "disks": [ { "size": "60 GiB" } ] }
    """#
  }

  static func places(_ run: ExperimentRun) -> [String?] {
    FleetScenarioTests.rows(run, "vms.csv").map { $0["host"] }
  }

  @Test("one goes to the host that has room, and the next stays since it is taken")
  func evacuation() throws {
    let run = try Self.run(
      vms: [Self.vm("one", on: "a"), Self.vm("two", on: "a")].joined(separator: ","),
      requests: #"{ "evacuate": "a" }"#)
    #expect(Self.places(run) == ["c", "a"])
    let migrations = FleetScenarioTests.rows(run, "migrations.csv")
    #expect(migrations.filter { $0["outcome"] == "finished" }.count == 1)
    #expect(!migrations.contains { $0["reason"] == "no-space" })
  }

  @Test("one waits until another's disks have left")
  func waiting() throws {
    let run = try Self.run(
      vms: [Self.vm("one", on: "a"), Self.vm("two", on: "c")].joined(separator: ","),
      requests: #"{ "migrate": "one", "to": "c" }, { "migrate": "two", "to": "a" }"#)
    #expect(Self.places(run) == ["c", "a"])
    let migrations = FleetScenarioTests.rows(run, "migrations.csv")
    #expect(migrations.map { $0["outcome"] } == ["finished", "finished"])
  }

  @Test("where disks have gone, hosts that reach them can take the VM's memory alone")
  func reach() throws {
    let run = try Self.run(
      vms: Self.vm("one", on: "a", memory: "256 MiB"),
      requests: #"""
        { "name": "first", "migrate": "one", "to": "c" },
        { "migrate": "one", "to": "d", "after": "first", "strategy": "live" }
        """#)
    #expect(Self.places(run) == ["d"])
  }
}
