import Testing

@testable import Experiment

@Suite("What is said first about a request agrees with its tables")
struct RequestHeadlineTests {
  /// Some hosts with three VMs of 4 GiB on the first, or on all, which cannot be moved in less than 34 s.
  private static func run(
    _ requests: String, hosts: Int = 3, memory: String = "64 GiB", on host: String = "h-1",
    more: String = "", replications: Int = 1
  ) throws -> ExperimentRun {
    let text = """
      { "format": 1,
        "hosts": [ { "name": "h-{}", "count": \(hosts), "memory": "\(memory)" } ],
        "network": { "topologies": [
          { "singleSwitch": { "cable": { "bandwidth": "1 Gbit/s", "latency": "0 s" } } } ] },
        "vms": [ { "name": "vm-{}", "count": 3, "host": "\(host)", "memory": "4 GiB" } ],
        "requests": [ \(requests) ], \(more)
        "strategies": { "stop": { "stopAndCopy": {} } },
        "replications": \(replications), "seed": 1 }
      """
    return ExperimentRun(try Scenario(parsing: text, file: "fleet.json"))
  }

  private static func rows(_ run: ExperimentRun, _ file: String) -> [[String: String]] {
    FleetScenarioTests.rows(run, file)
  }

  private static func makespan(_ run: ExperimentRun) -> [String: String] {
    rows(run, "summary.csv").first { $0["metric"] == "makespan" } ?? [:]
  }

  @Test("hosts without a spare one are not worked on, are not back, and miss the deadline")
  func reserve() throws {
    let run = try Self.run(
      #"{ "maintain": "h-*", "keepReserve": true, "work": "10 min", "deadline": "1 h" }"#,
      hosts: 2, on: "h-*")
    #expect(
      run.screen.contains("h-* are not back from maintenance; 2 hosts not worked on: no spare host")
    )
    #expect(run.screen.contains("deadline met in 0 of 1 runs"))
    let request = Self.rows(run, "requests.csv")[0]
    #expect(request["total_time_s"] == "" && request["deadline_met"] == "0")
    let hosts = Self.rows(run, "hosts.csv")
    #expect(hosts.map { $0["host"] } == ["h-1", "h-2"])
    #expect(hosts.allSatisfy { $0["started_s"] == "" && $0["back_after_s"] == "" })
  }

  @Test("hosts that cannot be emptied are not back, whatever has left them meanwhile")
  func full() throws {
    let run = try Self.run(
      #"{ "maintain": "h-*", "work": "10 min", "deadline": "1 h" }"#, hosts: 2, memory: "8 GiB",
      on: "h-*")
    #expect(run.screen.contains("2 hosts not worked on: VMs stayed there"))
    #expect(Self.rows(run, "requests.csv")[0]["total_time_s"] == "")
  }

  @Test("a host that dies while it is worked on is not back")
  func died() throws {
    let run = try Self.run(
      #"{ "maintain": ["h-1", "h-2"], "work": "10 min", "deadline": "1 h" }"#,
      more: #""faults": [ { "fault": "host-lost", "host": "h-1", "at": "200 s" } ],"#)
    #expect(run.screen.contains("h-1, h-2 are back from maintenance but for 1 host after "))
    #expect(run.screen.contains("1 host died before that; deadline met in 0 of 1 runs"))
    #expect(Self.rows(run, "hosts.csv").map { $0["back_after_s"]!.isEmpty } == [true, false])
    // Its VMs had all moved.
    #expect(Self.makespan(run)["never_share"] == "0")
  }

  @Test("a host that dies while it is emptied is not empty")
  func diedFull() throws {
    let run = try Self.run(
      #"{ "evacuate": "h-1", "deadline": "1 h" }"#,
      more: """
        "admission": { "limits": { "hostOut": 1 } },
        "faults": [ { "fault": "host-lost", "host": "h-1", "at": "50 s" } ],
        """)
    #expect(run.screen.contains("h-1 is not empty; 1 host died before that; 2 VMs lost; deadline"))
    #expect(Self.rows(run, "hosts.csv")[0]["empty_after_s"] == "")
    #expect(Self.rows(run, "requests.csv")[0]["deadline_met"] == "0")
  }

  @Test("a VM that moves at the second attempt has moved: the makespan ends with it")
  func retried() throws {
    let run = try Self.run(
      #"{ "evacuate": "h-1" }"#,
      more: """
        "admission": { "onFailure": { "retries": 1, "after": "5 s" } },
        "faults": [ { "fault": "cancelled", "vm": "vm-2", "at": "12 s" } ],
        """)
    #expect(Self.rows(run, "requests.csv")[0]["migrations"] == "4")
    let makespan = Self.makespan(run)
    #expect(makespan["never_share"] == "0")
    #expect(makespan["mean"] == Self.rows(run, "hosts.csv")[0]["empty_after_s"])
  }

  @Test("a host that was empty already has no makespan, neither a number nor never")
  func idle() throws {
    let run = try Self.run(#"{ "evacuate": "h-2", "deadline": "1 min" }"#)
    #expect(
      run.screen.contains("h-2 is empty after 0 s; nothing had to move; deadline met in 1 of 1"))
    #expect(Self.makespan(run)["n"] == "0" && Self.makespan(run)["never_share"] == "")
  }

  @Test("a host is empty before what follows its last migration, with which the request ends")
  func fixedTimes() throws {
    let run = try Self.run(
      #"{ "evacuate": "h-1" }"#, more: #""admission": { "fixed": { "after": "50 s" } },"#)
    let request = Double(Self.rows(run, "requests.csv")[0]["total_time_s"]!)!
    let host = Double(Self.rows(run, "hosts.csv")[0]["empty_after_s"]!)!
    #expect(abs(request - host - 50) < 1e-6)
    let (empty, end) = (Readable.span(host), Readable.span(request))
    #expect(run.screen.contains("h-1 is empty after \(empty); the request ends after \(end)"))
  }

  @Test("a request that is repeated takes as long as where it moved a VM, not where there was none")
  func repeated() throws {
    let run = try Self.run(
      #"{ "migrate": "vm-1", "to": "h-2", "every": "10 min" }"#, more: #""until": "1 h","#)
    let rows = Self.rows(run, "requests.csv")
    // The one that would begin as the run ends does not.
    #expect(rows.map { $0["started_s"] } == ["0", "600", "1200", "1800", "2400", "3000"])
    #expect(rows.allSatisfy { $0["moved"] == "1" && $0["left_behind"] == "0" })
    let time = Readable.span(Double(rows[0]["total_time_s"]!)!)
    #expect(
      run.screen.contains("vm-1 is moved after \(time); nothing had to move in 5 of 6 repetitions"))
  }

  @Test("a VM that stays in some runs has no part in the time after which it is moved")
  func stays() throws {
    // A migration takes 34 s, and is cancelled where it is under way at 45 s.
    let run = try Self.run(
      #"{ "migrate": "vm-1", "to": "h-2" }"#,
      more: """
        "admission": { "fixed": { "before": { "uniform": { "low": "0 s", "high": "44 s" } } } },
        "faults": [ { "fault": "cancelled", "vm": "vm-1", "at": "45 s" } ],
        """, replications: 20)
    let rows = Self.rows(run, "requests.csv")
    let times = rows.filter { $0["moved"] == "1" }.map { Double($0["total_time_s"]!)! }
    #expect((1..<20).contains(times.count))
    let time = Readable.span(times.reduce(0, +) / Double(times.count))
    let (moved, stayed) = (times.count, 20 - times.count)
    #expect(
      run.screen.contains(
        "vm-1 is moved after \(time) in \(moved) of 20 runs; 1 VM stays in \(stayed) of 20 runs: vm-1"
      ))
  }
}
