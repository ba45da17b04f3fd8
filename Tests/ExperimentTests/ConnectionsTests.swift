import Testing

@testable import Experiment

@Suite("Connections of an engine on a long path")
struct ConnectionsTests {
  /// An idle VM of 1 GiB over 10 Gbit/s and 40 ms there and back, for which one window of 3 MiB allows 78.6 MB/s.
  static func time(by strategy: String) throws -> Double {
    let text = """
      { "format": 1,
        "hosts": [ { "name": "a", "memory": "4 GiB" }, { "name": "b", "memory": "4 GiB" } ],
        "network": { "links": [
          { "between": ["a", "b"], "bandwidth": "10 Gbit/s", "latency": "20 ms" } ] },
        "vms": [ { "name": "vm", "host": "a", "memory": "1 GiB", "devices": "bare" } ],
        "requests": [ { "migrate": "vm", "to": "b" } ], "strategies": { "s": \(strategy) },
        "replications": 1, "seed": 1 }
      """
    let run = ExperimentRun(try Scenario(parsing: text, file: "long.json"))
    return try #require(
      Double(FleetScenarioTests.rows(run, "migrations.csv")[0]["total_time_s"] ?? ""))
  }

  @Test(
    "four have four windows, whatever the engine calls them",
    arguments: [
      (#"{ "preCopy": {} }"#, #"{ "preCopy": { "streams": 4 } }"#),
      (#"{ "stopAndCopy": {} }"#, #"{ "stopAndCopy": { "streams": 4 } }"#),
      (#"{ "postCopy": {} }"#, #"{ "postCopy": { "streams": 4 } }"#),
      (
        #"{ "preCopy": { "engine": "qemu-11" } }"#,
        #"{ "preCopy": { "engine": "qemu-11", "multifd": { "channels": 4 } } }"#
      ),
      (
        #"{ "preCopy": { "engine": "cloud-hypervisor" } }"#,
        #"{ "preCopy": { "engine": "cloud-hypervisor", "connections": 4 } }"#
      ),
    ])
  func windows(one: String, four: String) throws {
    let window = 3.0 * 1_048_576 / 0.04
    let copy = 1_073_741_824 / window
    let (alone, together) = (try Self.time(by: one), try Self.time(by: four))
    #expect(abs(alone / copy - 1) < 0.04)
    #expect(abs((alone - together) / (copy * 0.75) - 1) < 0.04)
  }
}
