import Randomness
import Testing

@testable import Experiment

@Suite("What has to be switched over with a VM adds to its downtime")
struct DevicesTests {
  /// The VM's downtime and total time over 1 Gbit/s by stop-and-copy, whose copy does not depend on devices.
  private func run(_ devices: String, memory: String = "1 GiB", strategy: String = "{}") throws
    -> ExperimentRun
  {
    ExperimentRun(
      try Scenario(
        parsing: """
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
            "vms": [ { "name": "vm", "host": "a", "memory": "\(memory)", "devices": \(devices) } ],
            "requests": [ { "migrate": "vm", "to": "b" } ],
            "strategies": { "s": { "stopAndCopy": \(strategy) } }, "replications": 1 }
          """, file: "devices.json"))
  }

  private func mean(_ metric: String, _ run: ExperimentRun) throws -> Double {
    try #require(run.observed[0].first { $0.metric == metric }?.means?.mean)
  }

  @Test("each part adds what it takes, and nothing else changes")
  func closedForm() throws {
    let bare = try run(#""bare""#)
    let devices = try run(
      """
      { "kind": "bare", "setUp": "1 s", "switchOver": "200 ms", "switchOverPerGiB": "50 ms",
        "state": "125 MB", "rate": "25 MB/s" }
      """)
    let downtime = try mean("downtime", devices) - mean("downtime", bare)
    #expect(abs(downtime - (0.2 + 0.05 + 5)) < 1e-9)
    let total = try mean("total_time", devices) - mean("total_time", bare)
    #expect(abs(total - (downtime + 1)) < 1e-9)
    #expect(try mean("sent", devices) - mean("sent", bare) == 125e6)
  }

  @Test("a device is read no faster than the network carries")
  func network() throws {
    let bare = try run(#""bare""#)
    let fast = try run(#"{ "kind": "bare", "state": "125 MB" }"#)
    #expect(abs(try mean("downtime", fast) - mean("downtime", bare) - 1) < 1e-9)
  }

  @Test("without a word a VM has virtio devices")
  func usual() throws {
    let scenario = try Scenario(
      parsing: """
        { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
          "network": { "links": [ { "between": ["a", "b"], "bandwidth": "1 Gbit/s" } ] },
          "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB" } ],
          "requests": [ { "migrate": "vm", "to": "b" } ],
          "strategies": { "s": { "stopAndCopy": {} } }, "replications": 1 }
        """, file: "usual.json")
    let usual = ExperimentRun(scenario)
    let virtio = try run(#""virtio""#)
    #expect(try mean("downtime", usual) == mean("downtime", virtio))
    #expect(try mean("downtime", usual) > mean("downtime", run(#""bare""#)) + 0.005)
  }

  @Test("a VM that would stand still for too long goes on at its source")
  func tooLong() throws {
    let run = try run(#""bare""#, strategy: #"{ "switchOverTimeout": "5 s" }"#)
    #expect(run.screen.contains("failed: switch-over-timed-out"))
    #expect(run.count(.failed, in: 0) == 1)
    #expect(try mean("vms-lost", run) == 0)
    // Stage 3 takes 8.6 s; with 9 s it does.
    let patient = try self.run(#""bare""#, strategy: #"{ "switchOverTimeout": "9 s" }"#)
    #expect(patient.count(.finished, in: 0) == 1)
  }

  @Test("what a source does for one VM after the other holds the others up")
  func serial() throws {
    let run = ExperimentRun(
      try Scenario(
        parsing: """
          { "format": 1, "hosts": [ { "name": "a" }, { "name": "b" } ],
            "network": { "links": [ { "between": ["a", "b"], "bandwidth": "100 Gbit/s" } ] },
            "vms": [ { "name": "vm-{}", "count": 4, "host": "a", "memory": "1 MiB",
                       "devices": "bare" } ],
            "requests": [ { "migrate": "vm-*", "to": "b" } ],
            "strategies": { "s": { "stopAndCopy": { "serial": "2 s" } } }, "replications": 1 }
          """, file: "serial.json"))
    let times = run.digests[0][0].migrations(of: nil).observations(of: 0)
    for (place, time) in times.enumerated() {
      #expect(abs(time - times.first! - 2 * Double(place)) < 0.01)
    }
  }
}
